/** A UDP socket of a host with an uplink: to lab hosts over the lab's links, to everybody else out of this machine. */
import { ANY_ADDRESS } from './addresses.ts';
import type { DropReason, Endpoint } from './journal.ts';
import { Unanswered, type OutsidePackets } from './outside-packets.ts';
import { isBindProblem, type BindProblem, type UdpSocket } from './transport.ts';

export interface OutwardParts {
  /** The host whose program this is, as the journal calls it. */
  readonly host: string;
  readonly packets: OutsidePackets;
  /** Whether an address is reached by the lab's own links. */
  readonly isInside: (address: string) => boolean;
  /** This machine's own address toward another, where a socket does not tell. */
  readonly sourceToward: (address: string) => string;
}

export class OutwardUdpSocket implements UdpSocket {
  onDatagram: UdpSocket['onDatagram'] = null;
  onUnreachable: UdpSocket['onUnreachable'] = null;
  readonly #parts: OutwardParts;
  readonly #open: (way: 'inside' | 'outside') => UdpSocket | BindProblem;
  readonly #unanswered: Unanswered;
  #inside: UdpSocket | null = null;
  #outside: UdpSocket | null = null;
  #closed = false;

  /** `open` opens a socket of either kind; it is called when the first datagram goes that way. */
  constructor(parts: OutwardParts, open: (way: 'inside' | 'outside') => UdpSocket | BindProblem) {
    this.#parts = parts;
    this.#open = open;
    this.#unanswered = new Unanswered(parts.packets);
  }

  get local(): Endpoint {
    return (this.#outside ?? this.#inside)?.local ?? { address: ANY_ADDRESS, port: 0 };
  }

  send(payload: Uint8Array, to: Endpoint, from?: string): number | null {
    if (this.#closed) return null;
    if (this.#parts.isInside(to.address)) {
      this.#inside ??= this.#openInside();
      return this.#inside?.send(payload, to, from) ?? null;
    }
    this.#outside ??= this.#openOutside();
    if (this.#outside === null || this.#outside.send(payload, to, from) === null) return null;
    const packet = this.#parts.packets.left(this.#parts.host, {
      protocol: 'udp',
      source: this.#sourceToward(to),
      destination: to,
      payload,
    });
    this.#unanswered.add(to, packet);
    return packet;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#inside?.close();
    this.#outside?.close();
    this.#unanswered.end();
  }

  #openInside(): UdpSocket | null {
    const socket = this.#open('inside');
    if (isBindProblem(socket)) return null;
    socket.onDatagram = (payload, from, to, packet) => this.onDatagram?.(payload, from, to, packet);
    socket.onUnreachable = (remote, reason) => this.onUnreachable?.(remote, reason);
    return socket;
  }

  #openOutside(): UdpSocket | null {
    const socket = this.#open('outside');
    if (isBindProblem(socket)) return null;
    socket.onDatagram = (payload, from) => {
      if (this.#closed) return;
      const destination = this.#sourceToward(from);
      this.#unanswered.arrived(from);
      const packet = this.#parts.packets.came(this.#parts.host, {
        protocol: 'udp',
        source: from,
        destination,
        payload,
      });
      this.onDatagram?.(payload, from, destination, packet);
    };
    socket.onUnreachable = (remote, reason) => {
      if (this.#closed) return;
      this.#unanswered.lost(remote, FATES[reason]);
      this.onUnreachable?.(remote, reason);
    };
    return socket;
  }

  #sourceToward(remote: Endpoint): Endpoint {
    const { address, port } = this.#outside?.local ?? { address: ANY_ADDRESS, port: 0 };
    const known = address !== ANY_ADDRESS && address !== '::';
    return { address: known ? address : this.#parts.sourceToward(remote.address), port };
  }
}

const FATES: Readonly<Record<Parameters<NonNullable<UdpSocket['onUnreachable']>>[1], DropReason>> = {
  'port-unreachable': 'no-listener',
  'host-unreachable': 'network-unreachable',
  'admin-prohibited': 'firewall',
};
