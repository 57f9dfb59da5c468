/** What a host needs of a lab session: a place where windows attach and exchange the contract's messages. */
import type { ServerMessage } from '../contract.ts';

export interface Door {
  /** One window. Several may be attached at once; all see the same lab. */
  attach(send: (message: ServerMessage) => void): Attachment;
}

export interface Attachment {
  /** Takes what the window sent, whatever it is: what is no request gets an error reply. */
  receive(message: unknown): void;
  close(): void;
}
