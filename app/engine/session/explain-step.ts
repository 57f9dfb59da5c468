/** What the steps of an explanation are made of: a step with nothing but words in it, names, cache entries. */
import type { ExplainedEntry, ExplanationStep } from '../../contract.ts';
import type { Instant } from '../network/clock.ts';
import type { CacheEntrySnapshot } from '../network/journal.ts';
import { TYPE, typeText } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';

export function step(
  kind: ExplanationStep['kind'],
  outcome: ExplanationStep['outcome'],
  title: string,
  detail: string,
  at: Instant,
): ExplanationStep {
  return { kind, outcome, title, detail, at, tookMs: null, packets: [], entries: [], children: [] };
}

export function zoneText(zone: Name): string {
  return zone.isRoot ? 'the root zone' : zone.toString();
}

export function explained(entry: CacheEntrySnapshot): ExplainedEntry {
  const { content, id, trust } = entry;
  const kind = content.kind;
  const name = (kind === 'rrset' ? content.rrset.name : content.name).toString();
  const type = kind === 'rrset' ? content.rrset.type : kind === 'nodata' ? content.type : TYPE.ANY;
  return { id, name, type: typeText(type), kind, trust };
}

/** Root hints are customarily written in capitals; hosts are not. */
export function hostText(serverName: string): string {
  return serverName.toLowerCase();
}
