/** Clauses that named 9.18 knows and this server does not act on: each is told once a place, and has no effect. */
import { isClauseWord } from './clauses.ts';
import type { MapValue } from './language/value.ts';
import type { ConfigDiagnostic, ConfigPlace } from './syntax.ts';

export type Told = (place: ConfigPlace, message: string, severity?: ConfigDiagnostic['severity']) => void;

/** The checker tells of these, as BIND does. */
const OBSOLETE: ReadonlySet<string> = wordsOf('dscp random-device suppress-initial-notify');

/** They keep house for named: no answer depends on them. */
const HOUSEKEEPING: ReadonlySet<string> = wordsOf(
  'automatic-interface-scan bindkeys-file geoip-directory interface-interval key-directory lock-file ' +
    'managed-keys-directory memstatistics memstatistics-file new-zones-directory pid-file reuseport session-keyalg ' +
    'session-keyfile session-keyname startup-notify-rate',
);

/** `acted`: what counts there beside the clauses of `clauses.ts`. */
export function tellUnacted(block: MapValue | null, acted: ReadonlySet<string>, tell: Told): void {
  for (const [word, places] of block?.places ?? []) {
    if (isClauseWord(word) || acted.has(word) || OBSOLETE.has(word)) continue;
    const what = HOUSEKEEPING.has(word) ? 'accepted and ignored' : 'not implemented';
    for (const place of places) tell(place, `option '${word}' is ${what}`, 'warning');
  }
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
