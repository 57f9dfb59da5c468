/** From a zone in BIND's raw format to a zone that can answer, or to the reasons why it cannot. */
import { CLASS, TYPE } from '../protocol/codes.ts';
import { makeZone, type MakeZoneOptions } from './check-zone.ts';
import type { LoadedZone } from './load-zone.ts';
import type { ParseZoneOptions } from './parse-zone.ts';
import { readRawZone, type RawProblem } from './raw-zone.ts';

export function loadRawZone(
  octets: Uint8Array,
  options: ParseZoneOptions & MakeZoneOptions,
): LoadedZone | RawProblem {
  const { origin, class: rrClass = CLASS.IN, maxTtl = 0 } = options;
  const records = readRawZone(octets, { class: rrClass, maxTtl });
  if ('kind' in records) return records;
  const astray = records.find(({ type, name }) => type === TYPE.SOA && !name.equals(origin));
  if (astray !== undefined) {
    const why = 'not at top of zone';
    return { kind: 'raw-problem', told: [`${astray.name.toRelaxedString()}: ${why}`, why], why };
  }
  const made = makeZone(origin, records, options);
  return { ...made, recordCount: records.length };
}
