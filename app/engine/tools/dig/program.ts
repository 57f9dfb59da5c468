/**
 * What dig, host and nslookup do each in its own way: their name, and what they print of what happens. How a question
 * is asked, again or of another server, is the same in all three.
 */
import type { Message } from '../../protocol/message.ts';
import type { Exchange } from './exchange.ts';
import { printMessage } from './print.ts';
import type { Received } from './print-parts.ts';
import type { Question } from './query.ts';
import type { Dig, Lookup } from './state.ts';
import { printReceived } from './stats.ts';

export interface Program {
  /** In front of the words that end a run: `dig: …`. */
  readonly name: string;
  /** A question is made and about to be sent. */
  trying(dig: Dig, lookup: Lookup, question: Question): void;
  /** A response is printed, and may bring further lookups. */
  message(exchange: Exchange, message: Message, received: Received): void;
  /** What follows a response that ends a question. `size`: its octets. */
  received(exchange: Exchange, size: number): void;
}

export const DIG: Program = {
  name: 'dig',
  trying: () => undefined,
  message: printMessage,
  received: printReceived,
};
