/**
 * The gateway: real programs on this machine reach the lab.
 *
 * The way of a real datagram: `dig -p 5300 @127.53.0.53` sends to the loopback address of a lab host, where a door
 * (door.ts) holds the port; `OutsideSenders` (outside-senders.ts) gives the sender a host of its own on the lab
 * network, with the sender's own loopback address and port, and from there the datagram goes to port 53 of the lab
 * host like any other: over a link, at lab time, past the tap. The answer comes back to that socket and leaves
 * through the door of the lab host that gave it. A TCP connection is bridged as a stream of octets (tcp-bridge.ts).
 *
 * Nothing but loopback addresses is ever bound, and nobody but a loopback sender is heard.
 */
import type { GatewayStatus } from '../../contract.ts';
import { isLabAddress } from '../../engine/network/addresses.ts';
import type { LabClock } from '../../engine/network/clock.ts';
import type { Network } from '../../engine/network/network.ts';
import { Door } from './door.ts';
import { Bridges } from './tcp-bridge.ts';
import { isLoopback, OutsideSenders } from './outside-senders.ts';

export interface GatewayOptions {
  /** On every address, UDP and TCP. */
  readonly port: number;
  /** Lab addresses to open. Default: every IPv4 address of every lab host, also of those that are added later. */
  readonly addresses?: readonly string[];
  /** The caching server's lab address. */
  readonly resolver?: string;
  /** Real connections at once; the one that was silent longest makes room for another. Default 256. */
  readonly maxConnections?: number;
  /** Silence after which a real connection is closed, in milliseconds of the machine. Default two minutes. */
  readonly idleMs?: number;
}

const DEFAULT_RESOLVER = '127.53.0.53';
/** Where the caching server is offered when its own address cannot be had (macOS has no 127.53.x.y). */
const FALLBACK = '127.0.0.1';
const SWEEP_MS = 15_000;

/** Opens the doors. Resolves when each is open or known not to open; it never rejects. */
export async function openGateway(
  network: Network,
  clock: LabClock,
  options: GatewayOptions,
): Promise<Gateway> {
  const gateway = new Gateway(network, clock, options);
  await gateway.open();
  return gateway;
}

export class Gateway {
  /** Called when `status()` gives something new. */
  onChange: (() => void) | null = null;
  readonly #network: Network;
  readonly #options: GatewayOptions;
  readonly #senders: OutsideSenders;
  readonly #bridges: Bridges;
  /** By lab address. */
  readonly #doors = new Map<string, Door>();
  readonly #sweeper: NodeJS.Timeout;
  readonly #unsubscribe: () => void;
  #closed = false;

  constructor(network: Network, clock: LabClock, options: GatewayOptions) {
    this.#network = network;
    this.#options = options;
    this.#senders = new OutsideSenders(network, clock, (from, payload, to) => {
      this.#doors.get(from.address)?.send(payload, to);
    });
    this.#bridges = new Bridges(
      clock,
      this.#senders,
      options.maxConnections ?? 256,
      options.idleMs ?? 120_000,
    );
    this.#sweeper = setInterval(() => this.#senders.sweep(), SWEEP_MS);
    this.#sweeper.unref();
    this.#unsubscribe = network.onHosts(() => void this.#follow());
  }

  status(): GatewayStatus {
    const doors = [...this.#doors.values()];
    const problems = doors.flatMap((door) =>
      door.problem === null ? [] : [{ address: door.lab, why: door.problem }],
    );
    const open = doors.some((door) => door.open);
    const resolver = this.#doors.get(this.#options.resolver ?? DEFAULT_RESOLVER);
    return {
      state: !open ? 'closed' : problems.length > 0 ? 'partly open' : 'open',
      port: this.#options.port,
      resolver: resolver?.open ? `${resolver.bound}:${this.#options.port}` : null,
      problems,
    };
  }

  open(): Promise<void> {
    return this.#follow();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#sweeper);
    this.#unsubscribe();
    this.#bridges.close();
    await Promise.all([...this.#doors.values()].map((door) => door.close()));
    this.#doors.clear();
    this.#senders.close();
  }

  /** Opens a door for each lab address that has none, and closes those whose address is gone. */
  async #follow(): Promise<void> {
    if (this.#closed) return;
    const wanted = new Set(this.#options.addresses ?? labAddresses(this.#network));
    const closing: Promise<void>[] = [];
    for (const [address, door] of this.#doors) {
      if (wanted.has(address)) continue;
      this.#doors.delete(address);
      closing.push(door.close());
    }
    const opening = [...wanted].filter((address) => !this.#doors.has(address));
    if (opening.length + closing.length === 0) return;
    await Promise.all([...closing, ...opening.map((address) => this.#openDoor(address))]);
    if (!this.#closed) this.onChange?.();
  }

  async #openDoor(address: string): Promise<void> {
    const door = this.#makeDoor(address, address);
    this.#doors.set(address, door);
    await door.tryToOpen();
    if (door.missing && address === (this.#options.resolver ?? DEFAULT_RESOLVER)) {
      const other = this.#makeDoor(address, FALLBACK);
      await other.tryToOpen();
      if (other.open && !this.#closed) {
        other.problem = door.problem;
        this.#doors.set(address, other);
      } else await other.close();
    }
    if (this.#closed) await this.#doors.get(address)?.close();
  }

  #makeDoor(lab: string, bound: string): Door {
    return new Door(lab, bound, this.#options.port, {
      onDatagram: (payload, from) => {
        if (isLoopback(from.address) && !this.#isOwn(from)) this.#senders.deliver(payload, from, lab);
      },
      onConnection: (socket) => this.#bridges.take(socket, lab),
      onBroken: () => this.onChange?.(),
    });
  }

  /** True for a sender that is one of the gateway's own doors: to answer it would go round for ever. */
  #isOwn(from: { readonly address: string; readonly port: number }): boolean {
    if (from.port !== this.#options.port) return false;
    for (const door of this.#doors.values()) if (door.bound === from.address && door.open) return true;
    return false;
  }
}

/** Those that real sockets can be bound to. */
export function labAddresses(network: Network): string[] {
  return network.hosts.flatMap((host) =>
    host.addresses.filter((address) => isLabAddress(address) && isLoopback(address)),
  );
}
