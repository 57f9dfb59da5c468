/** A zone's file read and checked, and all that BIND's checkers say of it, to the last line. */
import { classText } from '../../protocol/codes.ts';
import type { Name } from '../../protocol/name.ts';
import type { MakeZoneOptions } from '../../zone/check-zone.ts';
import { bindLines, reasonOf } from '../../zone/diagnostic.ts';
import { zoneFileText } from '../../zone/file-text.ts';
import type { ElsewhereCheck } from '../../zone/integrity.ts';
import { isJournalProblem, journalFailure, journalLines } from '../../zone/journal.ts';
import { loadRawZone } from '../../zone/load-raw-zone.ts';
import { loadZone, type LoadedZone } from '../../zone/load-zone.ts';
import type { RawProblem } from '../../zone/raw-zone.ts';
import type { RecordChecks } from '../../zone/record-checks.ts';
import { zoneWithJournal } from '../../zone/roll-forward.ts';
import type { Zone } from '../../zone/zone.ts';
import { isSigned } from '../../zone/zone-keys.ts';
import { withFiles } from '../shared/gathered-files.ts';
import { latin1Octets } from '../shared/latin1.ts';
import { isFileProblem, type ToolContext } from '../tool.ts';
import { NOT_A_FILE, problemWords } from './configuration-files.ts';

export interface ZoneFile {
  readonly origin: Name;
  readonly class: number;
  /** As it is named; `-`: standard input. */
  readonly file: string;
  readonly format: 'text' | 'raw';
  /** The journal that is looked for; null: none. */
  readonly journal: string | null;
  readonly checks: RecordChecks & MakeZoneOptions;
  /** Where a path leads that the file names. */
  readonly place: (path: string) => string;
  /** Hosts elsewhere are looked up; gives whether the zone is loaded all the same. Default: they are not. */
  readonly askElsewhere?: (
    checks: readonly ElsewhereCheck[],
    tell: (what: string) => void,
  ) => Promise<boolean>;
}

/** The zone; or in a few words why there is none. */
export type ZoneOutcome = Zone | string;

type Around = Pick<ToolContext, 'files' | 'stdin' | 'now'>;

export async function readZoneFile(
  around: Around,
  source: ZoneFile,
  tell: (line: string) => void,
): Promise<ZoneOutcome> {
  const label = `zone ${source.origin.toRelaxedString()}/${classText(source.class)}`;
  const outcome = await loaded(around, source, label, tell);
  if (typeof outcome === 'string') tell(`${label}: not loaded due to errors.`);
  else tell(`${label}: loaded serial ${outcome.serial}${isSigned(outcome) ? ' (DNSSEC signed)' : ''}`);
  return outcome;
}

async function loaded(
  around: Around,
  source: ZoneFile,
  label: string,
  tell: (line: string) => void,
): Promise<ZoneOutcome> {
  const { file } = source;
  const failed = (why: string): string => {
    tell(`${label}: loading from master file ${file} failed: ${why}`);
    return why;
  };
  const result = await load(around, source);
  if (typeof result === 'string') {
    if (result === NOT_A_FILE) tell(`dns_master_load: ${file}:1: isc_lex_gettoken() failed: ${result}`);
    return failed(result);
  }
  if ('kind' in result) {
    for (const line of result.told) tell(`dns_master_load: ${line}`);
    return failed(result.why);
  }
  const wholeZone = result.diagnostics.findIndex(({ reporter }) => reporter === 'zone');
  const before = wholeZone < 0 ? result.diagnostics : result.diagnostics.slice(0, wholeZone);
  for (const diagnostic of before) for (const line of bindLines(diagnostic)) tell(line);
  const first = result.diagnostics.find(({ severity }) => severity === 'error');
  if (first !== undefined && first.reporter !== 'zone') return failed(reasonOf(first));
  const rolled = first === undefined ? await withJournal(around, source, result, label, tell) : result;
  if (typeof rolled === 'string') return rolled;
  for (const diagnostic of rolled.diagnostics.filter(({ reporter }) => reporter === 'zone'))
    for (const line of bindLines(diagnostic)) tell(line);
  if (rolled.zone === null) return 'bad zone';
  const sound = await source.askElsewhere?.(rolled.elsewhere, (what) => tell(`${label}: ${what}`));
  return sound === false ? 'bad zone' : rolled.zone;
}

/** What the file says, or why it cannot be read. */
async function load(
  { files, stdin, now }: Around,
  source: ZoneFile,
): Promise<LoadedZone | RawProblem | string> {
  const { file, origin, checks, place, format } = source;
  const octets = file === '-' ? latin1Octets(stdin) : await files.read(place(file));
  if (isFileProblem(octets)) return problemWords(octets);
  const options = { ...checks, class: source.class, origin, fileName: file, now: Math.floor(now() / 1000) };
  if (format === 'raw') return loadRawZone(octets, options);
  const text = file === '-' ? stdin : zoneFileText(octets);
  return withFiles(
    files,
    (textOf) => loadZone(text, { ...options, readInclude: (path) => textOf(place(path)) }),
    zoneFileText,
  );
}

type CheckedZone = Pick<LoadedZone, 'zone' | 'diagnostics' | 'elsewhere'>;

/** The zone with the changes of its journal, where there is one; or why it cannot be loaded with them. */
async function withJournal(
  { files }: Around,
  { journal, place, checks }: ZoneFile,
  read: LoadedZone,
  label: string,
  tell: (line: string) => void,
): Promise<CheckedZone | string> {
  if (journal === null || read.zone === null) return read;
  const octets = await files.read(place(journal));
  if (isFileProblem(octets)) return read;
  const rolled = zoneWithJournal(read.zone, octets, checks);
  if (rolled === null) return read;
  if (!isJournalProblem(rolled)) return rolled;
  for (const line of journalLines(rolled, journal)) tell(line);
  tell(`${label}: ${journalFailure(rolled)}`);
  return rolled.why;
}
