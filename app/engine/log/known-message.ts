/** Which of the known messages a text is, and its parts. */
import type { MessagePart } from './message-pattern.ts';
import { matchPattern } from './message-pattern.ts';
import { candidates, type KnownMessage } from './messages/table.ts';
import { openingOf } from './opening.ts';

export interface ReadMessage {
  /** Null: none of those that are known. */
  readonly message: KnownMessage | null;
  /** In their order in the text. */
  readonly parts: readonly MessagePart[];
}

export function readMessage(text: string): ReadMessage {
  const opening = openingOf(text);
  const found = find(text, opening.kind, opening.rest) ?? (opening.rest > 0 ? find(text, 'plain', 0) : null);
  if (found === null) return { message: null, parts: opening.parts };
  const isWhole = found.message.opening === opening.kind;
  return { message: found.message, parts: isWhole ? [...opening.parts, ...found.parts] : found.parts };
}

/** Which of the known messages a text is; null: none of them. */
export function knownMessage(text: string): KnownMessage | null {
  return readMessage(text).message;
}

function find(
  text: string,
  opening: KnownMessage['opening'],
  from: number,
): { message: KnownMessage; parts: MessagePart[] } | null {
  for (const list of candidates(opening, text, from)) {
    for (const message of list) {
      const parts = matchPattern(message.pattern, text, from);
      if (parts) return { message, parts };
    }
  }
  return null;
}
