/**
 * Reads one change of a network: what it names must be there, and its texts must be what they are for. What is found wrong
 * is told with the path of the key in the change.
 */
import { isNameProblem, Name } from '../protocol/name.ts';
import { KNOWN_FAULTS, readHostFault, type HostFault } from '../server/fault-text.ts';
import { parseZone } from '../zone/parse-zone.ts';
import { resolvePath, type ContentSource } from './content.ts';
import { nearest } from './nearest.ts';
import type { HostChange, NetworkChange, ZoneChange } from './network-schema.ts';
import type { PlannedZone } from './planned-zone.ts';
import { readRecordChoice, type PlannedZoneChange, type RecordChoice } from './zone-change.ts';

export interface PlannedHostChange {
  readonly kind: 'host';
  readonly host: string;
  readonly faults: readonly HostFault[];
  /** Texts of faults; `all`: every one. */
  readonly mends: readonly string[];
}

export interface PlannedSwitchChange {
  readonly kind: 'switch';
  readonly name: string;
  readonly on: boolean;
}

export type PlannedChange = PlannedHostChange | PlannedZoneChange;

/** What a change may name. */
export interface ChangeSurroundings {
  readonly content: ContentSource;
  /** The file that has the change: others are named from its folder. */
  readonly path: string;
  readonly hosts: readonly string[];
  readonly zones: readonly Pick<PlannedZone, 'origin' | 'servers'>[];
  readonly switches: readonly string[];
  /** Where it is, what is wrong, and what may be meant. */
  say(at: readonly (string | number)[], message: string, hint: string): void;
}

/** Null where it was told what is wrong. */
export function readChange(
  change: NetworkChange,
  around: ChangeSurroundings,
): PlannedChange | PlannedSwitchChange | null {
  if ('host' in change) return readHostChange(change, around);
  if ('zone' in change) return readZoneChange(change, around);
  if (around.switches.includes(change.switch))
    return { kind: 'switch', name: change.switch, on: change.on ?? true };
  sayUnknown(around, ['switch'], 'switch', change.switch, around.switches);
  return null;
}

/** Null, and told, for what is no fault. */
export function readFaultAt(
  text: string,
  at: readonly (string | number)[],
  say: ChangeSurroundings['say'],
): HostFault | null {
  const fault = readHostFault(text);
  if (fault) return fault;
  const meant = nearest(text, KNOWN_FAULTS);
  say(at, `"${text}" is no fault`, meant ? `Is "${meant}" meant?` : `Known: ${KNOWN_FAULTS.join(', ')}.`);
  return null;
}

function readHostChange(change: HostChange, around: ChangeSurroundings): PlannedHostChange | null {
  if (!around.hosts.includes(change.host)) {
    sayUnknown(around, ['host'], 'host', change.host, around.hosts);
    return null;
  }
  const faults = (change.faults ?? []).map((text, i) => readFaultAt(text, ['faults', i], around.say));
  const mends = (change.mends ?? []).map((text, i) =>
    text === 'all' ? text : (readFaultAt(text, ['mends', i], around.say)?.text ?? null),
  );
  if (!faults.every((fault) => fault !== null) || !mends.every((mend) => mend !== null)) return null;
  return { kind: 'host', host: change.host, faults, mends };
}

function readZoneChange(change: ZoneChange, around: ChangeSurroundings): PlannedZoneChange | null {
  const { say } = around;
  const origin = Name.parse(change.zone);
  const entries = isNameProblem(origin) ? [] : around.zones.filter((zone) => zone.origin.equals(origin));
  if (isNameProblem(origin) || entries.length === 0) {
    const known = around.zones.map((zone) => zone.origin.toRelaxedString());
    sayUnknown(around, ['zone'], 'zone', change.zone, known);
    return null;
  }
  const having = entries.flatMap(({ servers }) => servers);
  const wrong = (change.servers ?? []).findIndex((server) => !having.includes(server));
  if (wrong >= 0) {
    say(
      ['servers', wrong],
      `${change.servers?.[wrong]} does not have the zone ${change.zone}`,
      `These have it: ${having.join(', ')}.`,
    );
    return null;
  }
  const file = readFile(change, around);
  const remove = readChoices(change, origin, around);
  const added = parseZone(change.add ?? '', { origin, fileName: `${around.path}, "add"` });
  const mistake = added.diagnostics.find(({ severity }) => severity === 'error');
  if (mistake)
    say(
      ['add'],
      `line ${mistake.line} of what is added: ${mistake.message.replace(/^.*?: /, '')}`,
      mistake.hint,
    );
  if (mistake || file === undefined || remove === null) return null;
  return {
    kind: 'zone',
    origin,
    servers: change.servers ?? null,
    file,
    remove,
    add: added.records.map(({ name, type, class: rrClass, ttl, rdata }) => ({
      name,
      type,
      class: rrClass,
      ttl,
      rdata,
    })),
    ttl: change.ttl ?? null,
    bumpsSerial: change.serial ?? true,
    state: change.state ?? null,
  };
}

/** Undefined where it was told that there is none. */
function readFile(
  change: ZoneChange,
  { content, path, say }: ChangeSurroundings,
): PlannedZoneChange['file'] | undefined {
  if (change.file === undefined) return null;
  const resolved = resolvePath(path, change.file);
  const text = resolved === null ? null : content.read(resolved);
  if (resolved !== null && text !== null) return { path: resolved, text };
  say(
    ['file'],
    `there is no file ${resolved ?? change.file}`,
    'The path counts from the folder of the file that has the change.',
  );
  return undefined;
}

function readChoices(
  change: ZoneChange,
  origin: Name,
  { say }: ChangeSurroundings,
): readonly RecordChoice[] | null {
  const choices = (change.remove ?? []).map((text, i) => {
    const choice = readRecordChoice(text, origin);
    if (choice === null)
      say(
        ['remove', i],
        `"${text}" names no records of ${change.zone}`,
        'A name, or a name and a type: "www A", "@ MX".',
      );
    return choice;
  });
  return choices.every((choice) => choice !== null) ? choices : null;
}

function sayUnknown(
  { say }: ChangeSurroundings,
  at: readonly string[],
  what: string,
  given: string,
  known: readonly string[],
): void {
  const meant = nearest(given, known);
  say(
    at,
    `there is no ${what} "${given}"`,
    meant ? `Is "${meant}" meant?` : `The network file has no such ${what}.`,
  );
}
