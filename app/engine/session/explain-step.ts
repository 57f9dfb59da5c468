/** A step of an explanation with nothing but words in it, for the others to be made of. */
import type { ExplanationStep } from '../../contract.ts';
import type { Instant } from '../network/clock.ts';
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
