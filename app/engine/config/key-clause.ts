/** `key "rndc-key" { algorithm hmac-sha256; secret "…"; };`, in named.conf, rndc.conf and rndc.key alike. */
import { clauseOf, mapOf, textOf, type Value } from './language/value.ts';
import type { ConfigPlace } from './syntax.ts';

export interface KeyClause {
  readonly name: string;
  readonly place: ConfigPlace;
  /** Null: not given. */
  readonly algorithm: string | null;
  /** Base64, as it is written. */
  readonly secret: string | null;
}

/** What a `key` statement says. */
export function keyClauseOf(value: Value): KeyClause {
  const map = mapOf(value);
  const given = (word: string): string | null => {
    const found = clauseOf(map, word);
    return found === undefined ? null : textOf(found);
  };
  return {
    name: textOf(map?.id ?? undefined),
    place: value.place,
    algorithm: given('algorithm'),
    secret: given('secret'),
  };
}
