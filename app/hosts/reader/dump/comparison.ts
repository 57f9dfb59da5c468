/**
 * What lies between two open dumps. Pairs are found by the indexes; whether their data is the same is looked at in
 * batches, whose text is fetched from both files.
 */
import { changesOf, pairsOf, type DumpPair, type EntryChange } from '../../../engine/dump/read/difference.ts';
import { nameMatcher } from '../../../engine/dump/read/name-pattern.ts';
import type { DumpIndex } from '../../../engine/dump/read/dump-index.ts';
import type { DumpChangeKind, DumpChangeRow, DumpComparison } from '../../../reader-contract.ts';
import type { Work } from '../reader.ts';
import { entriesText } from './blob-text.ts';
import type { OpenDump } from './open-dump.ts';
import { rowOf } from './row.ts';
import { Turns } from './turns.ts';

/** Bits of what a change is. */
const KINDS = [
  'appeared',
  'over',
  'gone',
  'refreshed',
  'trust',
  'data',
  'state',
] as const satisfies readonly DumpChangeKind[];
const BATCH = 4096;
const NONE = 0xffff_ffff;

interface Changes {
  count: number;
  /** Places in either dump; NONE: it is not there. */
  before: Uint32Array;
  after: Uint32Array;
  kinds: Uint8Array;
}

export class Comparison {
  readonly #earlier: OpenDump;
  readonly #later: OpenDump;
  readonly #changes: Changes = {
    count: 0,
    before: new Uint32Array(BATCH),
    after: new Uint32Array(BATCH),
    kinds: new Uint8Array(BATCH),
  };
  readonly #counts = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<DumpChangeKind, number>; // each has its number
  #unchanged = 0;
  /** The changes that the last question's filter let through. */
  #shown: { readonly filter: string; readonly places: Uint32Array } | null = null;

  private constructor(earlier: OpenDump, later: OpenDump) {
    this.#earlier = earlier;
    this.#later = later;
  }

  /** Tells entries of the later dump as it goes. Throws `cancelled`. */
  static async make(earlier: OpenDump, later: OpenDump, work: Work): Promise<Comparison> {
    const comparison = new Comparison(earlier, later);
    await comparison.#compare(work);
    return comparison;
  }

  summary(comparison: number): DumpComparison {
    const [from, to] = [dateOf(this.#earlier.index), dateOf(this.#later.index)];
    return {
      comparison,
      counts: this.#counts,
      unchanged: this.#unchanged,
      apart: from === null || to === null ? null : (to - from) / 1000,
    };
  }

  async changes(
    kinds: readonly DumpChangeKind[],
    name: string,
    { first, count }: { readonly first: number; readonly count: number },
  ): Promise<{ rows: readonly DumpChangeRow[]; total: number }> {
    const fitting = this.#fitting(kinds, name);
    const places = Array.from(fitting.subarray(first, first + count));
    const { before, after } = this.#changes;
    const there = (rows: Uint32Array): number[] =>
      places.map((place) => rows[place] ?? NONE).filter((row) => row !== NONE);
    const [old, now] = await Promise.all([
      entriesText(this.#earlier.index, this.#earlier.content, there(before)),
      entriesText(this.#later.index, this.#later.content, there(after)),
    ]);
    const rows = places.map((place): DumpChangeRow => {
      const [was, is] = [before[place] ?? NONE, after[place] ?? NONE];
      return {
        change: place,
        kinds: kindsOf(this.#changes.kinds[place] ?? 0),
        before: was === NONE ? null : rowOf(this.#earlier.index, old, was),
        after: is === NONE ? null : rowOf(this.#later.index, now, is),
      };
    });
    return { rows, total: fitting.length };
  }

  async #compare({ signal, progress }: Work): Promise<void> {
    const turns = new Turns(signal);
    const total = this.#later.index.entries.count;
    let batch: DumpPair[] = [];
    let done = 0;
    for (const pair of pairsOf(this.#earlier.index, this.#later.index)) {
      if (turns.isOver) {
        await turns.next();
        progress(Math.min(done, total), total);
      }
      if (pair === null) continue;
      done++;
      batch.push(pair);
      if (batch.length < BATCH) continue;
      await this.#look(batch);
      turns.check();
      batch = [];
    }
    await this.#look(batch);
    turns.check();
  }

  async #look(batch: readonly DumpPair[]): Promise<void> {
    const [earlier, later] = [this.#earlier, this.#later];
    const both = batch.filter((pair) => pair.kind === 'both');
    const [old, now] = await Promise.all([
      entriesText(
        earlier.index,
        earlier.content,
        both.map((pair) => pair.before),
      ),
      entriesText(
        later.index,
        later.content,
        both.map((pair) => pair.after),
      ),
    ]);
    const [before, after] = [
      { index: earlier.index, text: old },
      { index: later.index, text: now },
    ];
    for (const pair of batch) {
      if (pair.kind === 'gone') this.#add(pair.before, NONE, pair.overdue ? ['over'] : ['gone']);
      else if (pair.kind === 'appeared') this.#add(NONE, pair.after, ['appeared']);
      else {
        const changes = changesOf(before, pair.before, after, pair.after);
        if (changes.length === 0) this.#unchanged++;
        else this.#add(pair.before, pair.after, changes);
      }
    }
  }

  #add(before: number, after: number, kinds: readonly (DumpChangeKind | EntryChange)[]): void {
    const changes = this.#changes;
    const place = changes.count++;
    if (place === changes.before.length) {
      changes.before = grown(changes.before, new Uint32Array(place * 2));
      changes.after = grown(changes.after, new Uint32Array(place * 2));
      changes.kinds = grown(changes.kinds, new Uint8Array(place * 2));
    }
    changes.before[place] = before;
    changes.after[place] = after;
    changes.kinds[place] = kinds.reduce((bits, kind) => bits | (1 << KINDS.indexOf(kind)), 0);
    for (const kind of kinds) this.#counts[kind]++;
  }

  /** The changes that are of one of these kinds, and of names that fit. */
  #fitting(kinds: readonly DumpChangeKind[], name: string): Uint32Array {
    const filter = `${kinds.join(' ')}\n${name}`;
    if (this.#shown?.filter === filter) return this.#shown.places;
    const { count, before, after, kinds: bits } = this.#changes;
    const wanted =
      kinds.length === 0 ? 0xff : kinds.reduce((all, kind) => all | (1 << KINDS.indexOf(kind)), 0);
    const matches = name.trim() === '' ? null : nameMatcher(name.trim());
    const found = new Uint32Array(count);
    let fitting = 0;
    for (let place = 0; place < count; place++) {
      if (((bits[place] as number) & wanted) === 0) continue;
      const isGone = after[place] === NONE;
      const { entries, names } = (isGone ? this.#earlier : this.#later).index;
      const owner = entries.owner[(isGone ? before[place] : after[place]) as number] as number;
      if (matches?.(names.octets, names.startOf(owner), names.end[owner] as number) === false) continue;
      found[fitting++] = place;
    }
    const places = found.slice(0, fitting);
    this.#shown = { filter, places };
    return places;
  }
}

function grown<T extends Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function kindsOf(bits: number): readonly DumpChangeKind[] {
  return KINDS.filter((_, i) => (bits & (1 << i)) !== 0);
}

function dateOf({ sections }: DumpIndex): number | null {
  return sections.find(({ date }) => date !== null)?.date ?? null;
}
