/** What stops ingestion as a whole (a contract, a key, a warehouse); what is wrong with a file is a Problem instead. */
export class IngestError extends Error {
  override readonly name = 'IngestError';

  constructor(
    readonly code: string,
    message: string,
    readonly remede: string = '',
  ) {
    super(message);
  }
}
