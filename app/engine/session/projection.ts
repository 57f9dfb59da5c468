/**
 * The window's view of one lab world: reads the journal, keeps rows, and hands out what changed since last time.
 *
 * Between two frames everything is only collected; a burst of packets costs the window one message. What is kept
 * is bounded: the newest packets, the cache as it stands, and what is known of other servers.
 */
import type {
  CacheRow,
  CacheUpdate,
  Frame,
  LogRow,
  MapZone,
  PacketFate,
  PacketRow,
  ServerRow,
} from '../../contract.ts';
import type { Journal, JournalEntry, Packet } from '../network/journal.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import { cacheRow } from './cache-rows.ts';
import { ZoneMap } from './map/zone-map.ts';
import { packetRow } from './packet-rows.ts';
import { ServerRows } from './server-rows.ts';

const KEPT_PACKETS = 20_000;
const SNAPSHOT_PACKETS = 2_000;
const FRAME_PACKETS = 500;
const FRAME_UPDATES = 5_000;
const SNAPSHOT_LOG = 2_000;
const FRAME_LOG = 500;

interface KeptPacket {
  readonly packet: Packet;
  fate: PacketFate;
}

export class Projection {
  readonly #unsubscribe: () => void;
  readonly #packets = new Map<number, KeptPacket>();
  #packetsTotal = 0;
  #inFlight = 0;
  readonly #cache = new Map<number, CacheRow>();
  #negative = 0;
  readonly #servers = new ServerRows();
  readonly #zones: ZoneMap;
  #newPackets: Packet[] = [];
  #newFates: { packet: number; fate: PacketFate; at: number }[] = [];
  #updates: CacheUpdate[] = [];
  /** The newest lines that were logged, the oldest first. */
  #log: LogRow[] = [];
  #newLog: LogRow[] = [];
  #overflow = false;

  readonly #onNews: () => void;

  /** `onNews` is called whenever there is something for the next frame. */
  constructor(journal: Journal, hints: readonly ResourceRecord[], onNews: () => void) {
    this.#onNews = onNews;
    this.#zones = new ZoneMap(hints);
    // What happened before anybody looked (a lab's preparation) is in the journal still.
    for (const entry of journal.since()) this.#follow(entry);
    // A window that comes to it now gets all of that in its snapshot: it is no news any more.
    this.takeNews();
    this.#unsubscribe = journal.subscribe((entry) => this.#follow(entry));
  }

  close(): void {
    this.#unsubscribe();
  }

  get cacheEntries(): number {
    return this.#cache.size;
  }

  get negativeEntries(): number {
    return this.#negative;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get packetsTotal(): number {
    return this.#packetsTotal;
  }

  packet(id: number): KeptPacket | null {
    return this.#packets.get(id) ?? null;
  }

  cacheRows(): CacheRow[] {
    return [...this.#cache.values()];
  }

  serverRows(): ServerRow[] {
    return this.#servers.rows();
  }

  logRows(): LogRow[] {
    return this.#log.slice(-SNAPSHOT_LOG);
  }

  zones(): MapZone[] {
    return this.#zones.zones();
  }

  packetRows(): PacketRow[] {
    return [...this.#packets.values()]
      .slice(-SNAPSHOT_PACKETS)
      .map(({ packet, fate }) => packetRow(packet, fate));
  }

  /**
   * What came since the last call, for a frame; `overflow` when the cache changed so much at once that a whole
   * snapshot is cheaper than its changes.
   */
  takeNews(): {
    readonly frame: Pick<Frame, 'cache' | 'servers' | 'packets' | 'fates' | 'packetsTotal' | 'log' | 'zones'>;
    readonly overflow: boolean;
  } {
    const packets = this.#newPackets.slice(-FRAME_PACKETS);
    const first = packets[0]?.id ?? Number.POSITIVE_INFINITY;
    const servers = this.#servers.takeUpdates();
    const zones = this.#zones.takeUpdates();
    const frame = {
      ...(this.#updates.length > 0 && { cache: this.#updates }),
      ...(servers.length > 0 && { servers }),
      ...(zones.length > 0 && { zones }),
      ...(this.#newLog.length > 0 && { log: this.#newLog.slice(-FRAME_LOG) }),
      ...(packets.length > 0 && {
        packets: packets.map((packet) =>
          packetRow(packet, this.#packets.get(packet.id)?.fate ?? 'in-flight'),
        ),
        packetsTotal: this.#packetsTotal,
      }),
      // A packet that is new in this frame carries its fate already.
      ...withFates(this.#newFates.filter((fate) => fate.packet < first).slice(-2 * FRAME_PACKETS)),
    };
    const overflow = this.#overflow;
    this.#newPackets = [];
    this.#newFates = [];
    this.#newLog = [];
    this.#updates = [];
    this.#overflow = false;
    return { frame, overflow };
  }

  #follow(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'packet-sent':
        this.#keep(entry.packet);
        break;
      case 'packet-delivered':
        this.#settle(entry.packet, 'delivered', entry.at);
        break;
      case 'packet-passed':
        // What goes on in its place is another packet.
        if (entry.as === null) return;
        this.#settle(entry.packet, 'delivered', entry.at);
        break;
      case 'packet-dropped':
        this.#settle(entry.packet, entry.why, entry.at);
        break;
      case 'cache':
        this.#followCache(entry);
        break;
      case 'servers':
        this.#servers.follow(entry);
        break;
      case 'log':
        this.#keepLine(entry);
        break;
      default:
        return;
    }
    this.#onNews();
  }

  #keep(packet: Packet): void {
    this.#packetsTotal++;
    this.#inFlight++;
    this.#packets.set(packet.id, { packet, fate: 'in-flight' });
    if (this.#packets.size > KEPT_PACKETS) {
      const oldest = this.#packets.keys().next().value;
      if (oldest !== undefined) this.#packets.delete(oldest);
    }
    this.#newPackets.push(packet);
    // Nobody may be looking for a while: what a frame cannot carry anyway is not collected.
    if (this.#newPackets.length > 4 * FRAME_PACKETS)
      this.#newPackets = this.#newPackets.slice(-FRAME_PACKETS);
  }

  #keepLine({
    sequence,
    at,
    host,
    program,
    category,
    severity,
    text,
  }: Extract<JournalEntry, { kind: 'log' }>): void {
    const row = { id: sequence, at, host, program, category, severity, text };
    this.#log.push(row);
    if (this.#log.length > 2 * SNAPSHOT_LOG) this.#log = this.#log.slice(-SNAPSHOT_LOG);
    this.#newLog.push(row);
    if (this.#newLog.length > 4 * FRAME_LOG) this.#newLog = this.#newLog.slice(-FRAME_LOG);
  }

  #settle(id: number, fate: PacketFate, at: number): void {
    this.#inFlight--;
    const kept = this.#packets.get(id);
    if (kept) {
      kept.fate = fate;
      if (fate === 'delivered') this.#zones.follow(kept.packet);
    }
    this.#newFates.push({ packet: id, fate, at });
    if (this.#newFates.length > 8 * FRAME_PACKETS) this.#newFates = this.#newFates.slice(-4 * FRAME_PACKETS);
  }

  #followCache({ change, entry, host, view }: Extract<JournalEntry, { kind: 'cache' }>): void {
    const before = this.#cache.get(entry.id);
    if (before && before.kind !== 'rrset') this.#negative--;
    if (change === 'expired' || change === 'flushed' || change === 'evicted') {
      this.#cache.delete(entry.id);
      this.#update({ change: 'gone', id: entry.id, why: change });
      return;
    }
    const row = cacheRow(entry, host, view);
    if (row.kind !== 'rrset') this.#negative++;
    this.#cache.set(row.id, row);
    this.#update({ change: 'put', row, what: change });
  }

  #update(update: CacheUpdate): void {
    if (this.#overflow) return;
    this.#updates.push(update);
    if (this.#updates.length > FRAME_UPDATES) {
      this.#updates = [];
      this.#overflow = true;
    }
  }
}

function withFates(fates: NonNullable<Frame['fates']>): Pick<Frame, 'fates'> {
  return fates.length > 0 ? { fates } : {};
}
