/**
 * Plays packets one after the other, so slowly that eyes can follow; faster the more of them wait, and where very many
 * wait only the newest. One whose fate is not known yet (the clock stands, or the way is long) waits half-way.
 */
import type { Frame, PacketFate, PacketRow } from '../../app/contract.ts';

/** One packet under way on the screen. */
export interface Flight {
  /** Its own number: a packet may be played again. */
  readonly key: number;
  readonly row: PacketRow;
  /** `half`: to the middle, to wait there. `rest`: on from there. */
  readonly leg: 'whole' | 'half' | 'rest';
  readonly milliseconds: number;
}

/** How long one takes where few wait, and where many do. */
const SLOW_MS = 450;
const FAST_MS = 60;
/** All that wait should be over after so long. */
const BACKLOG_MS = 4_000;
const MOST_WAITING = 80;
/** Packets that wait half-way; the oldest are taken away. */
const MOST_HALFWAY = 40;

export interface Played {
  /** Where the packet's row stands by now, with its fate. */
  rowOf(id: number): PacketRow | undefined;
  /** These have arrived or were lost before one's eyes, or are passed over. */
  played(rows: readonly PacketRow[]): void;
}

export class PacketPlayer {
  /** The one that moves, and those that wait half-way. */
  flights = $state.raw<readonly Flight[]>([]);
  waiting = $state(0);
  #queue: { row: PacketRow; leg: Flight['leg'] }[] = [];
  #moving: number | null = null;
  #key = 0;
  readonly #played: Played;

  constructor(played: Played) {
    this.#played = played;
  }

  take(rows: readonly PacketRow[], fates: NonNullable<Frame['fates']>): void {
    const shown = rows.filter(isShown);
    this.#played.played(rows.filter((row) => !isShown(row)));
    for (const row of shown) this.#queue.push({ row, leg: 'whole' });
    const halfway = new Set(this.flights.flatMap(({ leg, row }) => (leg === 'half' ? row.id : [])));
    for (const { packet, fate } of fates) {
      const row = halfway.has(packet) ? this.#played.rowOf(packet) : undefined;
      if (row) this.#queue.push({ row: { ...row, fate }, leg: 'rest' });
    }
    if (this.#queue.length > MOST_WAITING) this.#passOver(this.#queue.length - MOST_WAITING);
    this.#go();
  }

  /** Plays these (again); what they told stays. */
  again(rows: readonly PacketRow[]): void {
    for (const row of rows.filter(isShown).slice(-MOST_WAITING)) this.#queue.push({ row, leg: 'whole' });
    this.#go();
  }

  /** Nothing more of what waits is played. */
  skip(): void {
    this.#passOver(this.#queue.length);
    this.waiting = 0;
  }

  /** Forgets everything: another world. */
  clear(): void {
    this.#queue = [];
    this.flights = [];
    this.waiting = 0;
    this.#moving = null;
  }

  /** To be called when a flight has come to the end of its leg. */
  ended({ key, row, leg }: Flight): void {
    if (leg === 'half') {
      // It may have arrived meanwhile: then nobody will tell of it any more.
      const now = this.#played.rowOf(row.id);
      const goesOn = this.#queue.some((queued) => queued.leg === 'rest' && queued.row.id === row.id);
      if (now && now.fate !== 'in-flight' && !goesOn) this.#queue.unshift({ row: now, leg: 'rest' });
    } else {
      this.flights = this.flights.filter((flight) => flight.key !== key);
      this.#played.played([row]);
    }
    if (this.#moving !== key) return;
    this.#moving = null;
    this.#go();
  }

  #go(): void {
    if (this.#moving === null) {
      const next = this.#queue.shift();
      if (next) this.#start(next.row, next.leg);
    }
    this.waiting = this.#queue.length;
  }

  #start(queued: PacketRow, leg: Flight['leg']): void {
    const row = leg === 'rest' ? queued : (this.#played.rowOf(queued.id) ?? queued);
    const key = ++this.#key;
    const half = leg === 'whole' && row.fate === 'in-flight';
    const pace = Math.max(FAST_MS, Math.min(SLOW_MS, BACKLOG_MS / (this.#queue.length + 1)));
    const flight: Flight = {
      key,
      row,
      leg: half ? 'half' : leg,
      milliseconds: leg === 'whole' && !half ? pace : pace / 2,
    };
    this.#moving = key;
    const others = this.flights.filter((other) => leg !== 'rest' || other.row.id !== row.id);
    this.flights = [...others.slice(-MOST_HALFWAY), flight];
  }

  #passOver(many: number): void {
    const passed = this.#queue.splice(0, many);
    const gone = new Set(passed.map(({ row }) => row.id));
    this.flights = this.flights.filter(({ leg, row }) => leg !== 'half' || !gone.has(row.id));
    this.#played.played(passed.map(({ row }) => row));
  }
}

/** A TCP segment that is no message of its own is not: what it carries is what one follows. */
function isShown({ meaning, protocol }: PacketRow): boolean {
  return meaning !== 'other' || protocol === 'icmp';
}

/** Whether it came to where it was sent. */
export function arrives(fate: PacketFate): boolean {
  return fate === 'delivered' || fate === 'in-flight';
}
