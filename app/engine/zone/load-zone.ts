/** From a zone file's text to a zone that can answer, or to the reasons why it cannot. */
import type { ZoneDiagnostic } from './diagnostic.ts';
import { makeZone, type MakeZoneOptions } from './check-zone.ts';
import { parseZone, type ParseZoneOptions } from './parse-zone.ts';
import type { Zone } from './zone.ts';

export interface LoadedZone {
  /** Null when the file or the zone had an error: then nothing of it is served, as with named. */
  readonly zone: Zone | null;
  readonly diagnostics: readonly ZoneDiagnostic[];
  readonly errors: number;
  readonly recordCount: number;
}

export function loadZone(text: string, options: ParseZoneOptions & MakeZoneOptions): LoadedZone {
  const parsed = parseZone(text, options);
  const made = makeZone(options.origin, parsed.records, options);
  // BIND: what a zone lacks as a whole is told only when its file could be read.
  const later =
    parsed.errors > 0 ? made.diagnostics.filter(({ reporter }) => reporter !== 'zone') : made.diagnostics;
  return {
    zone: parsed.errors === 0 ? made.zone : null,
    diagnostics: [...parsed.diagnostics, ...later],
    errors: parsed.errors + later.filter(({ severity }) => severity === 'error').length,
    recordCount: parsed.records.length,
  };
}
