/**
 * What the makers of samples throw: a code a test can hold on to, a message that says what does not fit,
 * and how to mend it.
 */
export class SampleError extends Error {
  readonly code: string;
  readonly remede: string;

  constructor(code: string, message: string, remede: string) {
    super(message);
    this.name = 'SampleError';
    this.code = code;
    this.remede = remede;
  }
}
