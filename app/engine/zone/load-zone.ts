/** From a zone file's text to a zone that can answer, or to the reasons why it cannot. */
import type { ZoneDiagnostic } from './diagnostic.ts';
import { makeZone, type MakeZoneOptions } from './check-zone.ts';
import type { ElsewhereCheck } from './integrity.ts';
import { parseZone, type ParseZoneOptions } from './parse-zone.ts';
import type { Zone } from './zone.ts';

export interface LoadedZone {
  /** Null when the file or the zone had an error: then nothing of it is served, as with named. */
  readonly zone: Zone | null;
  readonly diagnostics: readonly ZoneDiagnostic[];
  readonly errors: number;
  readonly recordCount: number;
  /** What can be checked only by asking others. */
  readonly elsewhere: readonly ElsewhereCheck[];
}

/** BIND: what named checks where nothing is configured. */
const DEFAULTS = { checkNames: 'fail', checkMx: 'warn', checkNs: 'warn', checkWildcard: true } as const;

export function loadZone(text: string, options: ParseZoneOptions & MakeZoneOptions): LoadedZone {
  const parsed = parseZone(text, { ...DEFAULTS, ...options });
  // BIND: what a zone lacks as a whole is told only when its file could be read.
  const made = makeZone(options.origin, parsed.records, { ...options, incomplete: parsed.errors > 0 });
  return {
    zone: parsed.errors === 0 ? made.zone : null,
    diagnostics: inOrder(parsed, made),
    errors: parsed.errors + made.errors,
    recordCount: parsed.records.length,
    elsewhere: made.elsewhere,
  };
}

interface Placed {
  readonly diagnostics: readonly ZoneDiagnostic[];
  readonly positions: readonly number[];
}

/** What reading and what checking has to say, in the order of the file; what is about the whole zone comes last. */
function inOrder(read: Placed, checked: Placed): readonly ZoneDiagnostic[] {
  const all = [read, checked].flatMap(({ diagnostics, positions }) =>
    diagnostics.map((diagnostic, i) => ({
      diagnostic,
      position: diagnostic.reporter === 'zone' ? Infinity : (positions[i] ?? 0),
    })),
  );
  // Of two Infinities the difference is no number.
  all.sort((one, other) => (one.position === other.position ? 0 : one.position - other.position));
  return all.map(({ diagnostic }) => diagnostic);
}
