/** `key "rndc-key" { algorithm hmac-sha256; secret "…"; };`, in named.conf, rndc.conf and rndc.key alike. */
import { StatementReader, type Reading } from './statement-reader.ts';
import type { ConfigPlace } from './syntax.ts';

export interface KeyClause {
  readonly name: string;
  readonly place: ConfigPlace;
  /** Null: not given. */
  readonly algorithm: string | null;
  /** Base64, as it is written. */
  readonly secret: string | null;
}

/** Reads a `key` statement whose keyword was read; null where its form is wrong, and then it was told why. */
export function readKeyClause(reader: StatementReader, reading: Reading): KeyClause | null {
  const name = reader.text();
  const statements = name === null ? null : reader.block();
  if (name === null || statements === null || !reader.done()) return null;
  const given = new Map<string, string>();
  for (const statement of statements) {
    const inner = new StatementReader(statement, reading);
    const { keyword, place } = inner;
    if (keyword !== 'algorithm' && keyword !== 'secret')
      return told(reading, place, `unknown option '${keyword}'`);
    if (given.has(keyword)) return told(reading, place, `'${keyword}' redefined near '${keyword}'`);
    const value = inner.text();
    if (value === null || !inner.done()) return null;
    given.set(keyword, value);
  }
  return {
    name,
    place: reader.place,
    algorithm: given.get('algorithm') ?? null,
    secret: given.get('secret') ?? null,
  };
}

function told({ tell }: Reading, place: ConfigPlace, message: string): null {
  tell(place, message);
  return null;
}
