/** What ends a command, for the person at the keyboard. `exit` is 1 for the data or a check, 2 for usage or setup. */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    readonly code: string,
    message: string,
    readonly remede: string,
    readonly exit: 1 | 2,
  ) {
    super(message);
  }
}
