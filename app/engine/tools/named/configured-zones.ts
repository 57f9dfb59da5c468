/** The zones of a configuration, with what it says of how they are checked: named-checkconf's -z and -l. */
import { booleanOf, clauseOf, clausesOf, fieldOf, mapOf, textOf } from '../../config/language/value.ts';
import type { MapValue, Value } from '../../config/language/value.ts';
import { classNumber, classText, CLASS } from '../../protocol/codes.ts';
import type { MakeZoneOptions } from '../../zone/check-zone.ts';
import type { RecordChecks, Strictness } from '../../zone/record-checks.ts';

export interface ConfiguredZone {
  readonly view: string;
  /** As it is written. */
  readonly name: string;
  /** As it is written, or its view's. */
  readonly class: string;
  readonly options: MapValue | null;
  /** The blocks that a clause is looked for in: the zone's, its view's, the options. */
  readonly blocks: readonly (MapValue | null)[];
}

/** BIND: in a view whose class is none of data (ANY, NONE) -z and -l come to their end, without a word. */
export function hasViewWithoutData(top: MapValue): boolean {
  return clausesOf(top, 'view').some(isWithoutData);
}

/** The zones of all views up to the first that is without data. */
export function* configuredZones(top: MapValue): IterableIterator<ConfiguredZone> {
  const general = mapOf(clauseOf(top, 'options'));
  const written = clausesOf(top, 'view');
  const end = written.findIndex(isWithoutData);
  const views = (end < 0 ? written : written.slice(0, end)).map((view) => ({
    view: textOf(fieldOf(view, 'name')),
    rrClass: classText(classOf(view) ?? CLASS.IN),
    zones: mapOf(fieldOf(view, 'options')),
    blocks: [mapOf(fieldOf(view, 'options')), general],
  }));
  const all =
    written.length > 0 ? views : [{ view: '_default', rrClass: 'IN', zones: top, blocks: [general] }];
  for (const { view, rrClass, zones, blocks } of all)
    for (const zone of clausesOf(zones, 'zone')) {
      const options = mapOf(fieldOf(zone, 'options'));
      yield {
        view,
        name: textOf(fieldOf(zone, 'name')),
        class: textOf(fieldOf(zone, 'class')) || rrClass,
        options,
        blocks: [options, ...blocks],
      };
    }
}

function classOf(view: Value): number | null {
  return classNumber(textOf(fieldOf(view, 'class')).toUpperCase());
}

/** RFC 6895 §3.2: 0, NONE (254) and ANY (255) are classes of questions and updates. */
function isWithoutData(view: Value): boolean {
  return [0, 254, 255].includes(classOf(view) ?? CLASS.IN);
}

/** `localhost IN _default master` */
export function zoneLine({ name, view, options, class: rrClass }: ConfiguredZone): string {
  const inView = clauseOf(options, 'in-view');
  const type = inView === undefined ? textOf(clauseOf(options, 'type')) : `in-view ${textOf(inView)}`;
  return `${name} ${rrClass} ${view} ${type}\n`;
}

/** BIND: `hint` zones and those that come from a file of their own are loaded; `null`: it is not. */
export function loadedFile({
  options,
}: ConfiguredZone): { readonly kind: 'hint' | 'zone'; readonly file: string } | null {
  if (options === null || clauseOf(options, 'in-view') !== undefined) return null;
  const database = clauseOf(options, 'database');
  if (clauseOf(options, 'dlz') !== undefined) return null;
  if (database !== undefined && !/^rbt(?:64)?$/.test(textOf(database))) return null;
  const type = textOf(clauseOf(options, 'type')).toLowerCase();
  const file = textOf(clauseOf(options, 'file'));
  if (type === 'hint') return { kind: 'hint', file };
  const isRemote = clauseOf(options, 'primaries') !== undefined || clauseOf(options, 'masters') !== undefined;
  const isOwn = type === 'primary' || type === 'master' || (type === 'redirect' && !isRemote);
  return isOwn && file !== '' ? { kind: 'zone', file } : null;
}

/** What is checked of a zone's file, and how it is written. */
export function zoneChecks({ blocks }: ConfiguredZone): {
  readonly format: 'text' | 'raw';
  readonly checks: RecordChecks & MakeZoneOptions;
} {
  const given = (word: string): Value | undefined =>
    blocks.map((block) => clauseOf(block, word)).find((value) => value !== undefined);
  const mode = (word: string, otherwise: Strictness): Strictness =>
    strictnessOf(textOf(given(word))) ?? otherwise;
  const ttl = given('max-zone-ttl');
  return {
    format: textOf(given('masterfile-format')).toLowerCase() === 'raw' ? 'raw' : 'text',
    checks: {
      checkNames: namesMode(blocks) ?? 'fail',
      checkMx: mode('check-mx', 'warn'),
      checkNs: 'warn',
      checkDuplicates: mode('check-dup-records', 'warn'),
      checkMxCname: mode('check-mx-cname', 'warn'),
      checkSrvCname: mode('check-srv-cname', 'warn'),
      checkSpf: textOf(given('check-spf')).toLowerCase() !== 'ignore',
      checkIntegrity: booleanOf(given('check-integrity')) ?? true,
      checkWildcard: booleanOf(given('check-wildcard')) ?? true,
      // BIND: by default named-checkconf does not ask for siblings' addresses.
      checkSibling: booleanOf(given('check-sibling')) ?? false,
      maxTtl: ttl?.kind === 'duration' && ttl.seconds !== Infinity ? ttl.seconds : 0,
    },
  };
}

function strictnessOf(text: string): Strictness | null {
  const word = text.toLowerCase();
  return word === 'fail' || word === 'warn' || word === 'ignore' ? word : null;
}

/** In a zone it is a word, elsewhere one for each kind of zone. */
function namesMode(blocks: readonly (MapValue | null)[]): Strictness | null {
  for (const block of blocks)
    for (const value of clausesOf(block, 'check-names')) {
      if (value.kind === 'text') return strictnessOf(value.text);
      if (/^(?:primary|master)$/i.test(textOf(fieldOf(value, 'type'))))
        return strictnessOf(textOf(fieldOf(value, 'mode')));
    }
  return null;
}
