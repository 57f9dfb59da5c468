/** The serial of a zone file: where it stands, which comes next, and whether a changed zone has risen. */
import { ZoneTokens } from '../tokens.ts';
import { zoneEntries } from './zone-text.ts';
import type { Word } from '../tokens.ts';

const SERIAL_FIELD = 2;
const MODULUS = 2 ** 32;

export interface ZoneSerial {
  readonly serial: number;
  readonly word: Word;
}

/** Of the first SOA; null where there is none, or its serial is no number. */
export function serialOf(text: string): ZoneSerial | null {
  for (const { type, words } of zoneEntries(text)) {
    if (type !== 'SOA') continue;
    const word = words.find(({ part }) => part.kind === 'data' && part.field === SERIAL_FIELD)?.word;
    if (word === undefined || !/^\d{1,10}$/.test(word.text)) return null;
    const serial = Number(word.text);
    return serial < MODULUS ? { serial, word } : null;
  }
  return null;
}

/** RFC 1982 §3.2: whether `after` is a later serial than `before`. */
export function rises(before: number, after: number): boolean {
  return ((after - before) | 0) > 0;
}

/** `date`: year, month, day and two digits (RFC 1912 §2.2); `plain`: one more. */
export type SerialForm = 'date' | 'plain';

/** The form that a serial has by its looks. */
export function formOf(serial: number): SerialForm {
  return dateIn(serial) === null ? 'plain' : 'date';
}

/** The day in a serial of the date form, as `2024-05-01`; null for any other. */
export function dateIn(serial: number): string | null {
  const match = /^((?:19[89]|20\d)\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d\d$/.exec(String(serial));
  return match && match.slice(1).join('-');
}

/**
 * The serial after this one. `now`: milliseconds since 1970, the day is that of UTC. Where the day's own is no later,
 * it is one more, as with named's `serial-update-method date`.
 *
 * @example nextSerial(2024050100, 'date', Date.UTC(2024, 4, 1)) === 2024050101
 */
export function nextSerial(serial: number, form: SerialForm, now: number): number {
  const today = new Date(now);
  const day = today.getUTCFullYear() * 10_000 + (today.getUTCMonth() + 1) * 100 + today.getUTCDate();
  if (form === 'date' && rises(serial, day * 100)) return day * 100;
  // BIND: 0 is left out.
  return (serial + 1) % MODULUS || 1;
}

/** What named would say of a text that takes the place of another: its records changed, and its serial did not rise. Null: nothing. */
export function serialWarning(
  before: string,
  after: string,
): { readonly word: Word; readonly message: string } | null {
  const [old, now] = [serialOf(before), serialOf(after)];
  if (old === null || now === null || rises(old.serial, now.serial)) return null;
  const { word, serial } = now;
  if (serial !== old.serial)
    return { word, message: `zone serial (${serial}/${old.serial}) has gone backwards` };
  if (recordsOf(before) === recordsOf(after)) return null;
  return {
    word,
    message: `zone serial (${serial}) unchanged. zone may fail to transfer to secondaries.`,
  };
}

/** The words of a zone file, without blanks and comments. */
function recordsOf(text: string): string {
  const lines: string[] = [];
  const tokens = new ZoneTokens(text);
  for (let entry = tokens.next(); entry !== null; entry = tokens.next())
    lines.push(
      JSON.stringify([entry.startsBlank, ...entry.words.map(({ text: said, quoted }) => [said, quoted])]),
    );
  return lines.join('\n');
}
