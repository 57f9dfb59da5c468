/** A lab network with nothing on it, and a wall clock that stands until a test moves it. */
import { LabClock } from '../engine/network/clock.ts';
import type { WallClock } from '../engine/network/clock.ts';
import { Journal } from '../engine/network/journal.ts';
import type { JournalEntry } from '../engine/network/journal.ts';
import { Network } from '../engine/network/network.ts';
import { seededRandom } from '../engine/random.ts';
import type { Random } from '../engine/random.ts';

/** 2026-03-07T14:00:00Z */
export const LAB_START = Date.UTC(2026, 2, 7, 14);

interface WallTimer {
  readonly at: number;
  readonly callback: () => void;
}

export class ManualWall implements WallClock {
  time = 1_000;
  /** How often a timer was set. */
  set = 0;
  readonly #timers = new Set<WallTimer>();

  now(): number {
    return this.time;
  }

  get waiting(): readonly number[] {
    return [...this.#timers].map((timer) => timer.at - this.time);
  }

  setTimer(callback: () => void, milliseconds: number): unknown {
    const timer = { at: this.time + milliseconds, callback };
    this.#timers.add(timer);
    this.set++;
    return timer;
  }

  clearTimer(handle: unknown): void {
    this.#timers.delete(handle as WallTimer); // Only what setTimer gave comes back.
  }

  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets wall time pass, firing timers when it is their turn. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a.at - b.at);
      if (!next || next.at > end) break;
      this.time = Math.max(this.time, next.at);
      this.#timers.delete(next);
      next.callback();
      await this.settle();
    }
    this.time = end;
  }

  /** Lets wall time pass in which the machine is too busy to fire anything, then fires what is due. */
  async hang(milliseconds: number): Promise<void> {
    this.time += milliseconds;
    await this.pass(0);
  }
}

export interface BareLab {
  readonly wall: ManualWall;
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly random: Random;
  readonly network: Network;
}

export function bareLab(seed = 'test', wall: WallClock = new ManualWall()): BareLab {
  const clock = new LabClock(wall, LAB_START);
  const journal = new Journal(clock);
  const random = seededRandom(seed);
  const network = new Network({ clock, journal, random });
  return { wall: wall as ManualWall, clock, journal, random, network };
}

/** The journal's packets in a form that is easy to compare: time since the start, what, between whom. */
export function packetStory(entries: readonly JournalEntry[]): string[] {
  const story: string[] = [];
  for (const entry of entries) {
    const at = (entry.at - LAB_START).toFixed(3).replace(/\.?0+$/, '');
    if (entry.kind === 'packet-sent') {
      const { packet } = entry;
      const flags = packet.tcp
        ? ` ${Object.keys(packet.tcp.flags).join('+')} ${packet.payload.length}`
        : packet.icmp
          ? ` ${packet.icmp.kind} ${'about' in packet.icmp ? `about ${packet.icmp.about}` : packet.icmp.sequence}`
          : '';
      story.push(
        `${at} #${packet.id} ${packet.protocol}${flags} ${packet.sourceHost} > ${packet.destinationHost}`,
      );
    } else if (entry.kind === 'packet-delivered') story.push(`${at} #${entry.packet} delivered`);
    else if (entry.kind === 'packet-dropped') story.push(`${at} #${entry.packet} dropped: ${entry.why}`);
  }
  return story;
}
