/** The reader as a worker of the page. */
import type { FromReader, ToReader } from '../../reader-contract.ts';
import { Reader } from './reader.ts';

/** The worker's own side of the line to its page; the DOM's types are not for this program. */
interface Line {
  postMessage(message: FromReader): void;
  addEventListener(type: 'message', hear: (event: { readonly data: ToReader }) => void): void;
}
const line = globalThis as unknown as Line;
const reader = new Reader((message) => line.postMessage(message));
line.addEventListener('message', ({ data }) => reader.hear(data));
