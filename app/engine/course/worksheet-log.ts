/** What one client asked and heard, as a worksheet needs it: read from the journal, each entry once. */
import type { Journal, JournalEntry, Packet } from '../network/journal.ts';
import { TYPE } from '../protocol/codes.ts';
import type { Message, ResourceRecord } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { rdataText } from '../protocol/rdata-text.ts';
import { MessageReader } from './evidence.ts';

/** A question of the client's, and what came of it. */
export interface Exchange {
  /** Whom it asked: an address. */
  readonly to: string;
  readonly name: Name;
  readonly type: number;
  /** When it was sent; milliseconds of the lab clock. */
  readonly at: number;
  /** The question's packet; once it is answered, the response's. */
  packet: number;
  response: Message | null;
  /** It never reached anybody. */
  dropped: boolean;
}

/** So many of the newest are kept. */
const MAX_EXCHANGES = 2_000;

export class AskedLog {
  readonly #journal: Journal;
  readonly #client: string;
  #last = 0;
  readonly #open = new Map<string, Exchange>();
  readonly #byPacket = new Map<number, Exchange>();
  readonly #arriving = new Map<number, Packet>();
  /** What the client sends is read as it is sent, what it hears when it has arrived. */
  readonly #messages = new MessageReader();
  exchanges: Exchange[] = [];

  constructor(journal: Journal, client: string) {
    this.#journal = journal;
    this.#client = client;
  }

  readOn(): void {
    for (const entry of this.#journal.since(this.#last)) this.#read(entry);
    this.#last = this.#journal.last;
    if (this.exchanges.length > MAX_EXCHANGES) this.exchanges = this.exchanges.slice(-MAX_EXCHANGES);
  }

  /** Addresses that the client was told of when it asked for this host by name. */
  addressesOf(host: Name): string[] {
    const found = new Set<string>();
    for (const { response } of this.exchanges)
      for (const { name, type, rdata } of response?.answers ?? [])
        if ((type === TYPE.A || type === TYPE.AAAA) && name.equals(host)) found.add(rdataText(type, rdata));
    return [...found];
  }

  /** A zone's NS records as one of its own servers says them with authority; null where none has been heard. */
  ownServers(zone: Name, addresses: readonly string[]): readonly ResourceRecord[] | null {
    for (const { response, to } of [...this.exchanges].reverse()) {
      if (!response?.aa || !addresses.includes(to)) continue;
      const records = [...response.answers, ...response.authority].filter(
        ({ type, name }) => type === TYPE.NS && name.equals(zone),
      );
      if (records.length > 0) return records;
    }
    return null;
  }

  #read(entry: JournalEntry): void {
    if (entry.kind === 'packet-sent') this.#sent(entry.packet);
    else if (entry.kind === 'packet-delivered') {
      const packet = this.#arriving.get(entry.packet);
      this.#arriving.delete(entry.packet);
      if (packet) this.#arrived(packet);
    } else if (entry.kind === 'packet-dropped') {
      this.#arriving.delete(entry.packet);
      const exchange = this.#byPacket.get(entry.packet);
      if (exchange) exchange.dropped = true;
    }
  }

  #sent(packet: Packet): void {
    const { sourceHost, destinationHost, source, destination } = packet;
    if (destinationHost === this.#client && sourceHost !== this.#client) {
      if (packet.protocol !== 'icmp') this.#arriving.set(packet.id, packet);
      return;
    }
    if (sourceHost !== this.#client) return;
    const message = this.#messages.read(packet)[0]?.message;
    const question = message?.questions[0];
    if (!message || message.qr || !question) return;
    const { name, type } = question;
    const exchange: Exchange = {
      to: destination.address,
      name,
      type,
      at: packet.sentAt,
      packet: packet.id,
      response: null,
      dropped: false,
    };
    this.exchanges.push(exchange);
    this.#byPacket.set(packet.id, exchange);
    this.#open.set(`${destination.address} ${source.port} ${message.id}`, exchange);
  }

  #arrived(packet: Packet): void {
    for (const { message } of this.#messages.read(packet)) {
      const key = `${packet.source.address} ${packet.destination.port} ${message.id}`;
      const exchange = message.qr ? this.#open.get(key) : undefined;
      if (!exchange) continue;
      this.#open.delete(key);
      exchange.response = message;
      exchange.packet = packet.id;
    }
  }
}
