/**
 * Network address and port translation (RFC 3022), as a small router does it: what leaves has the router's address and a
 * port of its choice; what comes back to that port from the same place goes in to whom it is for.
 *
 * Simplified: ICMP messages about a translated packet come back in; echo requests are not translated.
 */
import type { Random } from '../random.ts';
import { isIPv6 } from './addresses.ts';
import type { Instant } from './clock.ts';
import type { Endpoint, Packet } from './journal.ts';
import { freePort } from './ports.ts';

/**
 * Which port goes in place of the sender's. `keep`: the same one, where it is free; `sequential`: the next one;
 * `random`: any (RFC 6056 §3.3.1); `one`: one port for all, as a "DNS-aware" router may do it.
 */
export const PORT_WAYS = ['keep', 'sequential', 'random', 'one'] as const;
export type PortWay = (typeof PORT_WAYS)[number];

/** RFC 4787 §4.3 (REQ-5), RFC 5382 §5 (REQ-5): how long a translation lives after its last packet. */
const UDP_MS = 120_000;
const TCP_MS = 7_440_000;
const PORTS = { low: 1024, high: 65_535 };
const THE_ONE_PORT = 32_768;
/** Translations at a time; the oldest go first. */
const MOST = 20_000;

interface Mapping {
  readonly inside: Endpoint;
  readonly outside: Endpoint;
  readonly remote: Endpoint;
  until: Instant;
}

export class Translation {
  ways: PortWay;
  readonly #addresses: readonly string[];
  readonly #random: Random;
  readonly #out = new Map<string, Mapping>();
  readonly #in = new Map<string, Mapping>();
  #next = PORTS.low;

  constructor(addresses: readonly string[], ways: PortWay, random: Random) {
    this.#addresses = addresses;
    this.ways = ways;
    this.#random = random;
  }

  /** The source that a packet on its way out gets; null where it cannot be translated. */
  outward({ protocol, source, destination }: Packet, now: Instant): Endpoint | null {
    if (protocol === 'icmp') return null;
    const key = keyOf(protocol, source, destination);
    const known = this.#out.get(key);
    if (known && known.until > now) return this.#used(known, protocol, now);
    if (known) this.#forget(key, known, protocol);
    const address = this.#addresses.find((own) => isIPv6(own) === isIPv6(source.address));
    const port = address === undefined ? null : this.#port(protocol, source, destination, now);
    if (address === undefined || port === null) return null;
    const mapping = { inside: source, outside: { address, port }, remote: destination, until: now };
    this.#out.set(key, mapping);
    this.#in.set(inKey(protocol, port, destination), mapping);
    if (this.#out.size > MOST)
      for (const [oldest, old] of this.#out) return this.#over(oldest, old, mapping, protocol, now);
    return this.#used(mapping, protocol, now);
  }

  /** Whom inside a packet that came to the router is for; null: it is the router's own, or nobody's. */
  inward({ protocol, source, destination }: Packet, now: Instant): Endpoint | null {
    const mapping = this.#in.get(inKey(protocol, destination.port, source));
    if (!mapping || mapping.until <= now || mapping.outside.address !== destination.address) return null;
    this.#used(mapping, protocol, now);
    return mapping.inside;
  }

  #used(mapping: Mapping, protocol: Packet['protocol'], now: Instant): Endpoint {
    mapping.until = now + (protocol === 'tcp' ? TCP_MS : UDP_MS);
    return mapping.outside;
  }

  #over(
    oldest: string,
    old: Mapping,
    mapping: Mapping,
    protocol: Packet['protocol'],
    now: Instant,
  ): Endpoint {
    this.#forget(oldest, old, oldest.startsWith('tcp') ? 'tcp' : 'udp');
    return this.#used(mapping, protocol, now);
  }

  #forget(key: string, { outside, remote }: Mapping, protocol: Packet['protocol']): void {
    this.#out.delete(key);
    this.#in.delete(inKey(protocol, outside.port, remote));
  }

  #port(protocol: Packet['protocol'], source: Endpoint, remote: Endpoint, now: Instant): number | null {
    const taken = (port: number): boolean => (this.#in.get(inKey(protocol, port, remote))?.until ?? 0) > now;
    const other = (): number | null => freePort([PORTS], this.#random, taken);
    switch (this.ways) {
      case 'keep':
        return taken(source.port) ? other() : source.port;
      case 'random':
        return other();
      case 'one':
        return taken(THE_ONE_PORT) ? other() : THE_ONE_PORT;
      case 'sequential': {
        for (let i = PORTS.low; i <= PORTS.high; i++) {
          const port = this.#next;
          this.#next = port === PORTS.high ? PORTS.low : port + 1;
          if (!taken(port)) return port;
        }
        return null;
      }
    }
  }
}

function keyOf(protocol: Packet['protocol'], source: Endpoint, remote: Endpoint): string {
  return `${protocol} ${source.address} ${source.port} ${remote.address} ${remote.port}`;
}

/** The router's own addresses are few, and a port stands for one of each family. */
function inKey(protocol: Packet['protocol'], port: number, remote: Endpoint): string {
  return `${protocol} ${port} ${remote.address} ${remote.port}`;
}
