/** All known messages, each with its pattern ready, found by how they open and their first word. */
import { patternOf, type Pattern } from '../message-pattern.ts';
import type { OpeningKind } from '../opening.ts';
import { CLIENTS } from './clients.ts';
import { DNSSEC } from './dnssec.ts';
import { FILES } from './files.ts';
import { SEVERITIES, type MessageGroup, type Severity } from './message.ts';
import { RESOLVER } from './resolver.ts';
import { SERVER } from './server.ts';
import { SERVICES } from './services.ts';
import { SYSTEM } from './system.ts';
import { TRANSFERS } from './transfers.ts';
import { WORKINGS } from './workings.ts';
import { ZONES } from './zones.ts';

export interface KnownMessage {
  /** Its place in `MESSAGES`. */
  readonly id: number;
  readonly opening: OpeningKind;
  /** As it is written in the table, with the values that this pattern wants marked. */
  readonly source: string;
  readonly pattern: Pattern;
  readonly category: string;
  readonly severity: Severity;
  readonly means: string;
  readonly todo: string;
  readonly reference: string;
}

const GROUPS: readonly MessageGroup[] = [
  ...RESOLVER,
  ...CLIENTS,
  ...SERVICES,
  ...DNSSEC,
  ...ZONES,
  ...TRANSFERS,
  ...FILES,
  ...SERVER,
  ...WORKINGS,
  ...SYSTEM,
];

export const MESSAGES: readonly KnownMessage[] = GROUPS.flatMap(
  ({ opening = 'plain', category, severity, reference, messages }) =>
    messages.map(([source, means, todo = '', as = '']) => {
      const pattern = patternOf(source);
      const differs = filedAs(as, category, severity);
      // What is filed elsewhere than its group is told of there.
      const told = reference.replace(/category [a-z-]+$/, `category ${differs.category}`);
      return { opening, source, pattern, ...differs, means, todo, reference: told };
    }),
).map((message, id) => ({ id, ...message }));

/** `debug`, `notify notice`, or nothing. */
function filedAs(as: string, category: string, severity: Severity): { category: string; severity: Severity } {
  const words = as.split(' ');
  const own = SEVERITIES.find((word) => word === words.at(-1));
  return { category: words.length > 1 ? (words[0] ?? category) : category, severity: own ?? severity };
}

/** Those whose pattern begins with a word of its own, by that word; and those that begin with a part. */
interface Shelf {
  readonly byWord: Map<string, KnownMessage[]>;
  readonly byPart: KnownMessage[];
}

const SHELVES = new Map<OpeningKind, Shelf>();
const NONE: readonly KnownMessage[] = [];

for (const message of MESSAGES) {
  const shelf = shelfOf(message.opening);
  const word = firstWord(message.pattern);
  if (word === null) shelf.byPart.push(message);
  else {
    const list = shelf.byWord.get(word);
    if (list) list.push(message);
    else shelf.byWord.set(word, [message]);
  }
}

function shelfOf(opening: OpeningKind): Shelf {
  const shelf = SHELVES.get(opening) ?? { byWord: new Map<string, KnownMessage[]>(), byPart: [] };
  SHELVES.set(opening, shelf);
  return shelf;
}

/** Null where the first word is not wholly the pattern's own. */
function firstWord({ before, pieces }: Pattern): string | null {
  const space = before.indexOf(' ');
  if (space > 0) return before.slice(0, space);
  return pieces.length === 0 && space < 0 ? before : null;
}

/** The messages that a text with this opening may be by its first word. */
export function messagesByWord(opening: OpeningKind, text: string, from: number): readonly KnownMessage[] {
  const space = text.indexOf(' ', from);
  const word = text.slice(from, space < 0 ? text.length : space);
  return SHELVES.get(opening)?.byWord.get(word) ?? NONE;
}

/** The messages with this opening that begin with a part, whatever the first word is. */
export function messagesByPart(opening: OpeningKind): readonly KnownMessage[] {
  return SHELVES.get(opening)?.byPart ?? NONE;
}
