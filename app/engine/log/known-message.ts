/** Which of the known messages a text is, and its parts. */
import { matchPattern, type MessagePart } from './message-pattern.ts';
import { messagesByPart, messagesByWord, type KnownMessage } from './messages/table.ts';
import { openingOf, type OpeningKind } from './opening.ts';

interface ReadMessage {
  /** Null: none of those that are known. */
  readonly message: KnownMessage | null;
  /** In their order in the text. */
  readonly parts: readonly MessagePart[];
}

/** The message and its parts. */
export function readMessage(text: string): ReadMessage {
  const message = knownMessage(text);
  const parts: MessagePart[] = [];
  const { kind, rest } = openingOf(text, 0, parts);
  if (message === null) return { message, parts };
  if (message.opening === kind && matchPattern(message.pattern, text, rest, parts)) return { message, parts };
  const plain: MessagePart[] = [];
  matchPattern(message.pattern, text, 0, plain);
  return { message, parts: plain };
}

/** The message alone, which is quicker; null: none of those that are known. */
export function knownMessage(text: string): KnownMessage | null {
  const { kind, rest } = openingOf(text, 0, null);
  return find(text, kind, rest) ?? (kind === 'plain' && rest === 0 ? null : find(text, 'plain', 0));
}

function find(text: string, opening: OpeningKind, from: number): KnownMessage | null {
  return (
    firstFit(messagesByWord(opening, text, from), text, from) ?? firstFit(messagesByPart(opening), text, from)
  );
}

function firstFit(messages: readonly KnownMessage[], text: string, from: number): KnownMessage | null {
  for (const message of messages) if (matchPattern(message.pattern, text, from, null)) return message;
  return null;
}
