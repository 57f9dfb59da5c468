import type { ReaderFailure } from '../../reader-contract.ts';

/** An error whose message is meant for the person at the window. */
export class ReaderError extends Error {
  readonly code: ReaderFailure['code'];

  constructor(code: ReaderFailure['code'], message: string) {
    super(message);
    this.code = code;
  }
}
