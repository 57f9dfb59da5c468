/**
 * A campaign: so many spoilt files of one kind, each read as a user would have it read. Nothing may throw, none may
 * take longer than a second of processor time, and what the kind owes must hold (`Kind.read`).
 */
import { seededRandom } from '../../engine/random.ts';
import { excerpt, mutated, type Material } from './mutations.ts';

export interface Kind {
  readonly name: string;
  readonly material: Material;
  /** Reads `text` and does with it what the program would. `before`: the sound text. */
  read(text: string, before: string): Reading;
  /** BIND's own program for such files: whether it takes the file at that path. */
  readonly judge?: {
    readonly program: string;
    args(path: string): readonly string[];
    /** Which files it can judge. Default: all. */
    fits?(text: string): boolean;
  };
}

export interface Reading {
  /** What is wrong with what the program does, or null. */
  readonly fault: string | null;
  /** Whether it tells that something is wrong with the text. */
  readonly told: boolean;
}

export interface Finding {
  readonly number: number;
  readonly what: string;
  readonly text: string;
  /** As it was before it was spoilt. */
  readonly before: string;
}

export interface Outcome {
  /** How many were read: it ends early where it finds much. */
  readonly count: number;
  /** Of how many it was told that something is wrong. */
  readonly told: number;
  readonly findings: readonly Finding[];
  /** Milliseconds of processor time, and the text that took them. */
  readonly slowest: { readonly ms: number; readonly text: string };
}

const MOST_MS = 1000;
const MOST_FINDINGS = 20;

export interface Campaign {
  readonly kind: Kind;
  readonly count: number;
  readonly seed: string;
  /** Milliseconds of processor time so far. */
  readonly cpuMs: () => number;
  /** Called with each text when it was read. */
  readonly onCase?: (number: number, text: string, told: boolean, before: string) => void;
}

export function runCampaign({ kind, count, seed, cpuMs, onCase }: Campaign): Outcome {
  const random = seededRandom(`${kind.name} ${seed}`);
  const findings: Finding[] = [];
  let slowest = { ms: 0, text: '' };
  let told = 0;
  let number = 0;
  for (; number < count && findings.length < MOST_FINDINGS; number++) {
    const before = excerpt(random, kind.material);
    const text = mutated(random, before, kind.material);
    const began = cpuMs();
    let isTold = false;
    try {
      const reading = kind.read(text, before);
      if (reading.fault !== null) findings.push({ number, what: reading.fault, text, before });
      isTold = reading.told;
    } catch (error) {
      findings.push({
        number,
        what: error instanceof Error ? (error.stack ?? error.message) : String(error),
        text,
        before,
      });
    }
    const ms = cpuMs() - began;
    if (ms > slowest.ms) slowest = { ms, text };
    if (ms > MOST_MS) findings.push({ number, what: `took ${Math.round(ms)} ms`, text, before });
    if (isTold) told++;
    onCase?.(number, text, isTold, before);
  }
  return { count: number, told, findings, slowest };
}
