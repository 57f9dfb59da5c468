/** A zone as a network file has it, loaded. */
import type { Name } from '../protocol/name.ts';
import type { ZoneDiagnostic } from '../zone/diagnostic.ts';
import { loadZone } from '../zone/load-zone.ts';
import type { UnloadedZone } from '../zone/zone-set.ts';
import type { Zone } from '../zone/zone.ts';

export interface PlannedZone {
  readonly origin: Name;
  /** The zone file's path below `labs/`. */
  readonly file: string;
  /** What the file has. */
  readonly text: string;
  /** Host names. */
  readonly servers: readonly string[];
  /** Loaded once, shared by all its servers and by every session: a zone never changes. */
  readonly zone: Zone | UnloadedZone;
  readonly diagnostics: readonly ZoneDiagnostic[];
  /** What is wrong with it on purpose; null where it should load. */
  readonly broken: string | null;
}

type Loaded = Pick<PlannedZone, 'zone' | 'diagnostics'>;

/** By origin, file and text: labs share most of their zones, and a reset reads them all again. */
const loadedBefore = new Map<string, Loaded>();
const MOST_KEPT = 1_000;

/** `readInclude` gives the text of a file that `from` includes; null where there is none. */
export function loadedFrom(
  origin: Name,
  fileName: string,
  text: string,
  readInclude: (file: string, from: string) => string | null = () => null,
): Loaded {
  const key = `${origin.key}\0${fileName}\0${text}`;
  const known = loadedBefore.get(key);
  if (known !== undefined) return known;
  let included = false;
  const { zone, diagnostics } = loadZone(text, {
    origin,
    fileName,
    readInclude: (file, from) => {
      included = true;
      return readInclude(file, from);
    },
  });
  const loaded: Loaded = {
    zone: zone ?? { kind: 'unloaded', origin, reason: loadFailure(fileName, diagnostics) },
    diagnostics,
  };
  if (loadedBefore.size >= MOST_KEPT) loadedBefore.clear();
  // What is included may be another text next time.
  if (!included) loadedBefore.set(key, loaded);
  return loaded;
}

/** Why a zone was not loaded, as named's log says it after the zone's name. */
function loadFailure(file: string, diagnostics: readonly ZoneDiagnostic[]): string {
  const first = diagnostics.find(({ severity }) => severity === 'error');
  // BIND: the first error that is about the zone as a whole stands by itself; one in a line fails the file.
  if (!first || first.reporter === 'zone') return first?.message.replace(/^zone \S+: /, '') ?? 'not loaded';
  const why = first.message.slice(first.message.lastIndexOf(': ') + 1).trim();
  return `loading from master file ${file} failed: ${why}`;
}
