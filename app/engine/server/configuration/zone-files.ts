/** The zones of a configuration, loaded from their files, and what named says of them. */
import type { RemoteServer, ZoneClause } from '../../config/named-conf.ts';
import type { ServerPlace } from '../../config/clause-values.ts';
import type { ResourceRecord } from '../../protocol/message.ts';
import { typeText } from '../../protocol/codes.ts';
import { Name } from '../../protocol/name.ts';
import { Hints } from '../../resolver/hints.ts';
import type { UnloadedZone } from '../../zone/authority.ts';
import { bindLine, reasonOf, type ZoneDiagnostic } from '../../zone/diagnostic.ts';
import { isJournalProblem, journalFailure, journalLines } from '../../zone/journal.ts';
import { loadZone, type LoadedZone } from '../../zone/load-zone.ts';
import { parseZone } from '../../zone/parse-zone.ts';
import { zoneWithJournal } from '../../zone/roll-forward.ts';
import type { Zone } from '../../zone/zone.ts';
import type { Surroundings } from './surroundings.ts';

/** A primary zone; or a secondary one, which is loaded from its file where it has one. */
export function zoneFromFile(
  { name, type, file, has }: ZoneClause,
  around: Surroundings,
  value: (word: 'max-records-per-type' | 'max-types-per-name') => number | undefined,
): Zone | UnloadedZone {
  const unloaded = (reason: string): UnloadedZone => ({ kind: 'unloaded', origin: name, reason });
  const text = file === undefined ? null : around.readText(file);
  if (text === null) {
    // Simplified: nothing is transferred. As with named whose primaries do not answer: SERVFAIL.
    if (type === 'secondary') return unloaded('zone transfers are not implemented');
    return unloaded(`loading from master file ${file ?? ''} failed: file not found`);
  }
  const fileName = file ?? '';
  const read = loadZone(text, { origin: name, fileName, readInclude: around.readText });
  const result = has.has('journal') ? read : withJournal(read, `${fileName}.jnl`, around);
  if (typeof result === 'string') return unloaded(result);
  const { zone, diagnostics } = result;
  for (const diagnostic of diagnostics) {
    around.log(categoryOf(diagnostic), severityOf(diagnostic), bindLine(diagnostic));
  }
  if (zone !== null) {
    const most = { records: value('max-records-per-type') ?? 100, types: value('max-types-per-name') ?? 100 };
    const tooMany = surplusIn(zone, most, around);
    return tooMany === null ? zone : unloaded(`loading from master file ${fileName} failed: ${tooMany}`);
  }
  const error = diagnostics.find(({ severity }) => severity === 'error');
  const why = error === undefined ? 'bad zone' : reasonOf(error);
  return unloaded(`loading from master file ${fileName} failed: ${why}`);
}

/** The zone with what its journal has of later changes, where it has one; or why that cannot be used. */
function withJournal(read: ReadZone, file: string, { readOctets, log }: Surroundings): ReadZone | string {
  const octets = read.zone === null ? null : (readOctets?.(file) ?? null);
  if (read.zone === null || octets === null) return read;
  const rolled = zoneWithJournal(read.zone, octets, {});
  if (rolled === null) return { ...read, zone: read.zone.withJournal(octets) };
  if (isJournalProblem(rolled)) {
    for (const line of journalLines(rolled, file)) log('general', 'error', line);
    return journalFailure(rolled);
  }
  const ofFile = read.diagnostics.filter(({ reporter }) => reporter !== 'zone');
  return { zone: rolled.zone?.withJournal(octets) ?? null, diagnostics: [...ofFile, ...rolled.diagnostics] };
}

type ReadZone = Pick<LoadedZone, 'zone' | 'diagnostics'>;

/** BIND: under zoneload only what is missing at the top; what is wrong with records goes to general. */
function categoryOf({ reporter, message }: ZoneDiagnostic): string {
  return reporter === 'zone' && /\bhas (no NS|\d+ SOA) records$/.test(message) ? 'zoneload' : 'general';
}

/** BIND: these are told as warnings, though the zone is not loaded because of them. */
function severityOf({ severity, message }: ZoneDiagnostic): ZoneDiagnostic['severity'] {
  return /^(unknown RR type|no TTL specified; zone rejected)/.test(message) ? 'warning' : severity;
}

/** What a zone has too much of, if anything; logged in named's words (CVE-2024-1737). 0: any number. */
function surplusIn(
  { nodes, origin }: Zone,
  most: { readonly records: number; readonly types: number },
  { log }: Surroundings,
): 'too many records' | null {
  for (const { name, rrsets } of nodes) {
    const long = rrsets.find(({ records }) => most.records > 0 && records.length > most.records);
    const many = most.types > 0 && rrsets.length > most.types ? rrsets[most.types] : undefined;
    const [rrset, limit] = long === undefined ? [many, most.types] : [long, most.records];
    if (rrset === undefined) continue;
    const what = `${name.toRelaxedString()}/${typeText(rrset.type)}`;
    const zone = `${origin.toRelaxedString()}/IN`;
    const why = `error adding '${what}' in '${zone}' (zone): too many records (must not exceed ${limit})`;
    // BIND: of types it says nothing of its own.
    if (rrset === long) log('database', 'error', why);
    return 'too many records';
  }
  return null;
}

/** The records of the hints that a zone of type hint names; the built-in ones where there is none. Null where they cannot be used. */
export function hintsOf(
  zones: readonly ZoneClause[],
  { readText, rootHints, log }: Surroundings,
): readonly ResourceRecord[] | null {
  const hint = zones.find(({ type, name }) => type === 'hint' && name.isRoot);
  const file = hint?.file ?? 'built-in root hints';
  const text = hint === undefined ? rootHints : readText(file);
  const refuse = (why: string): null => {
    log('general', 'error', `could not configure root hints from '${file}': ${why}`);
    return null;
  };
  if (text === null) return refuse('file not found');
  const { records, diagnostics, errors } = parseZone(text, { origin: Name.root, fileName: file });
  for (const diagnostic of diagnostics) log('general', diagnostic.severity, bindLine(diagnostic));
  if (errors > 0)
    return refuse(diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'failure');
  // BIND: it counts for nothing, but somebody may have meant something by it.
  if (new Hints(records).extraData) log('general', 'warning', `extra data in root hints '${file}'`);
  return records;
}

/** Addresses of servers, the lists among them looked up; a list within itself adds nothing. */
export function serverPlaces(
  servers: readonly RemoteServer[],
  lists: ReadonlyMap<string, readonly RemoteServer[]>,
  within: readonly string[] = [],
): ServerPlace[] {
  return servers.flatMap((server) => {
    if (!('list' in server)) return [server];
    if (within.includes(server.list)) return [];
    return serverPlaces(lists.get(server.list) ?? [], lists, [...within, server.list]);
  });
}
