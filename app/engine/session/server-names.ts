/** What servers in the real Internet are called: told by the hints, by glue in the cache, and best by the resolver that asks them. */
import type { Journal, JournalEntry } from '../network/journal.ts';
import { TYPE } from '../protocol/codes.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import { addressText } from '../protocol/rdata.ts';

/** Names that are kept; the oldest are forgotten first. */
const MAX_NAMES = 20_000;

export class ServerNames {
  readonly #names = new Map<string, string>();

  /** Begins with the servers of the hints, and learns from the journal from now on. */
  constructor(hints: readonly ResourceRecord[], journal: Journal) {
    for (const { name, type, rdata } of hints) {
      if (type === TYPE.A || type === TYPE.AAAA)
        this.#learn(addressText(rdata), name.toRelaxedString(), true);
    }
    journal.subscribe((entry) => this.#follow(entry));
  }

  /** The name without its closing dot, in small letters; the address itself where nobody knows. */
  of(address: string): string {
    return this.#names.get(address) ?? address;
  }

  #follow(entry: JournalEntry): void {
    if (entry.kind === 'query' && entry.change.step === 'ask') {
      this.#learn(entry.change.server.address, entry.change.serverName, true);
      return;
    }
    if (entry.kind !== 'cache' || entry.change === 'expired' || entry.change === 'flushed') return;
    const { content } = entry.entry;
    if (content.kind !== 'rrset') return;
    const { name, type, rdatas } = content.rrset;
    if (type !== TYPE.A && type !== TYPE.AAAA) return;
    for (const rdata of rdatas) this.#learn(addressText(rdata), name.toRelaxedString(), false);
  }

  /** `sure`: the name under which the server is asked; many names may have one address. */
  #learn(address: string, name: string, sure: boolean): void {
    if (!sure && this.#names.has(address)) return;
    this.#names.delete(address);
    this.#names.set(address, name.toLowerCase());
    if (this.#names.size <= MAX_NAMES) return;
    const oldest = this.#names.keys().next().value;
    if (oldest !== undefined) this.#names.delete(oldest);
  }
}
