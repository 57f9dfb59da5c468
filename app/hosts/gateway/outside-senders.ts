/**
 * Real programs as hosts and sockets of the lab network: each real sender (a loopback address and port) gets a lab
 * socket with the same address and port. A sender whose address is a lab host's own is that host.
 */
import type { LabClock } from '../../engine/network/clock.ts';
import type { LabHost } from '../../engine/network/host.ts';
import type { Endpoint } from '../../engine/network/journal.ts';
import type { Network } from '../../engine/network/network.ts';
import { isBindProblem } from '../../engine/network/transport.ts';
import type { LabUdpSocket } from '../../engine/network/udp.ts';

/** The port that lab servers listen on, whatever port the gateway has. */
export const LAB_PORT = 53;
const MAX_SENDERS = 4_096;
const MAX_HOSTS = 64;
/** A sender silent so long, in milliseconds of the machine, expects no answer any more. */
const IDLE_MS = 60_000;

export function isLoopback(address: string): boolean {
  return /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address);
}

interface Sender {
  readonly host: LabHost;
  readonly socket: LabUdpSocket;
  usedAt: number;
}

interface OutsideHost {
  readonly host: LabHost;
  usedAt: number;
}

export class OutsideSenders {
  readonly #network: Network;
  readonly #clock: LabClock;
  readonly #answer: (from: Endpoint, payload: Uint8Array, to: Endpoint) => void;
  /** By address and port, the one that was silent longest first. */
  readonly #senders = new Map<string, Sender>();
  /** The hosts that were made here, by address. */
  readonly #hosts = new Map<string, OutsideHost>();

  /** `answer` gets what a lab host sends to a real sender. */
  constructor(
    network: Network,
    clock: LabClock,
    answer: (from: Endpoint, payload: Uint8Array, to: Endpoint) => void,
  ) {
    this.#network = network;
    this.#clock = clock;
    this.#answer = answer;
  }

  /** Puts a real datagram on the lab network, now. */
  deliver(payload: Uint8Array, from: Endpoint, lab: string): void {
    this.#clock.sync();
    this.#senderOf(from)?.socket.send(payload, { address: lab, port: LAB_PORT });
  }

  /** The lab host that stands for a real address; null when there are too many already. */
  hostOf(address: string): LabHost | null {
    const known = this.#hosts.get(address);
    if (known) {
      known.usedAt = performance.now();
      return known.host;
    }
    const labs = this.#network.hostAt(address);
    if (labs) return labs;
    if (this.#hosts.size >= MAX_HOSTS) return null;
    const host = this.#network.addHost({ name: this.#nameOf(address), addresses: [address], latencyMs: 0 });
    this.#hosts.set(address, { host, usedAt: performance.now() });
    return host;
  }

  /** Forgets the senders, and then the hosts, that have long been silent. A paused lab owes answers still. */
  sweep(idleMs = IDLE_MS): void {
    if (this.#clock.mode.kind === 'paused') return;
    const limit = performance.now() - idleMs;
    const busy = new Set<LabHost>();
    for (const [key, sender] of this.#senders) {
      if (sender.usedAt < limit) this.#forget(key, sender);
      else busy.add(sender.host);
    }
    for (const [address, outside] of this.#hosts) {
      if (outside.usedAt >= limit || busy.has(outside.host) || outside.host.streams > 0) continue;
      this.#hosts.delete(address);
      outside.host.close();
    }
  }

  close(): void {
    for (const [key, sender] of this.#senders) this.#forget(key, sender);
    for (const { host } of this.#hosts.values()) host.close();
    this.#hosts.clear();
  }

  #senderOf(from: Endpoint): Sender | null {
    const key = `${from.address}:${from.port}`;
    const now = performance.now();
    const known = this.#senders.get(key);
    if (known && !known.host.closed) {
      // Keeps the order of last use, without the cost for each datagram of a busy sender.
      if (now - known.usedAt > 1_000) {
        this.#senders.delete(key);
        this.#senders.set(key, known);
        known.usedAt = now;
      }
      return known;
    }
    const host = this.hostOf(from.address);
    if (host === null) return null;
    const { address } = from;
    let socket = host.openUdp({ address, port: from.port });
    // A program inside the lab has that port on that host: any other serves, the door knows where answers go.
    if (isBindProblem(socket)) socket = host.openUdp({ address });
    if (isBindProblem(socket)) return null;
    socket.onDatagram = (payload, labFrom) => {
      if (labFrom.port === LAB_PORT) this.#answer(labFrom, payload, from);
    };
    const sender = { host, socket, usedAt: now };
    this.#senders.set(key, sender);
    this.#makeRoom();
    return sender;
  }

  #makeRoom(): void {
    if (this.#senders.size <= MAX_SENDERS) return;
    for (const [key, sender] of this.#senders) {
      this.#forget(key, sender);
      return;
    }
  }

  #forget(key: string, sender: Sender): void {
    this.#senders.delete(key);
    sender.socket.close();
  }

  #nameOf(address: string): string {
    const name = address === '127.0.0.1' ? 'your machine' : `your machine (${address})`;
    return this.#network.hostNamed(name) === null ? name : `${name} ${address}`;
  }
}
