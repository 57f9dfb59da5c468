/** ICMP echo on a lab host (RFC 792, RFC 4443 §4): every host answers requests; `ping` sends them and hears the replies. */
import type { DropReason, Packet } from './journal.ts';
import type { HostStack, Receiver } from './stack.ts';
import type { BindProblem, EchoSocket } from './transport.ts';

/** 65,535 octets less the headers of IPv4 and ICMP. */
const MAX_PAYLOAD = 65_507;
const IDS = 0x1_0000;

export class EchoEndpoint {
  readonly #host: HostStack;
  readonly #sockets = new Map<number, LabEchoSocket>();

  constructor(host: HostStack) {
    this.#host = host;
  }

  /** `address`: the host's own that requests come from; null leaves the choice to the route. */
  open(address: string | null): LabEchoSocket | BindProblem {
    if (this.#sockets.size >= IDS) return { kind: 'bind-problem', reason: 'address-in-use' };
    let id = this.#host.random.below(IDS);
    while (this.#sockets.has(id)) id = (id + 1) % IDS;
    const socket = new LabEchoSocket(this.#host, id, address, () => this.#sockets.delete(id));
    this.#sockets.set(id, socket);
    return socket;
  }

  receiverOf({ icmp }: Packet): Receiver | DropReason {
    if (icmp?.kind === 'echo-request') return { receive: (request) => this.#answer(request) };
    if (icmp?.kind === 'echo-reply') return this.#sockets.get(icmp.id) ?? 'no-listener';
    return 'no-listener';
  }

  /** An ICMP error came back for a request of ours. */
  unreachable(message: Packet, about: Packet): void {
    if (about.icmp?.kind !== 'echo-request') return;
    this.#sockets.get(about.icmp.id)?.fail(message, about.icmp.sequence);
  }

  close(): void {
    for (const socket of [...this.#sockets.values()]) socket.close();
  }

  /** RFC 1122 §3.2.2.6: the same data, from the address that was asked. */
  #answer({ source, destination, payload, icmp }: Packet): void {
    if (icmp?.kind !== 'echo-request' || this.#host.sourceFor(source.address, destination.address) === null)
      return;
    this.#host.transmit({
      protocol: 'icmp',
      source: destination,
      destination: source,
      payload,
      icmp: { ...icmp, kind: 'echo-reply' },
    });
  }
}

export class LabEchoSocket implements EchoSocket, Receiver {
  readonly id: number;
  onReply: EchoSocket['onReply'] = null;
  onUnreachable: EchoSocket['onUnreachable'] = null;
  readonly #host: HostStack;
  readonly #address: string | null;
  readonly #onClose: () => void;
  #open = true;

  constructor(host: HostStack, id: number, address: string | null, onClose: () => void) {
    this.#host = host;
    this.id = id;
    this.#address = address;
    this.#onClose = onClose;
  }

  sourceFor(address: string): string | null {
    return this.#host.sourceFor(address, this.#address);
  }

  /** Null, and nothing sent, where no route leads there, the payload is too long, or the socket is closed. */
  send(payload: Uint8Array, to: string, sequence: number): number | null {
    const source = this.sourceFor(to);
    if (!this.#open || source === null || payload.length > MAX_PAYLOAD) return null;
    return this.#host.transmit({
      protocol: 'icmp',
      source: { address: source, port: 0 },
      destination: { address: to, port: 0 },
      payload,
      icmp: { kind: 'echo-request', id: this.id, sequence: sequence % IDS },
    });
  }

  receive({ source, payload, icmp }: Packet): void {
    if (icmp?.kind === 'echo-reply') this.onReply?.(source.address, icmp.sequence, payload);
  }

  fail(message: Packet, sequence: number): void {
    const kind = message.icmp?.kind;
    if (kind === 'echo-request' || kind === 'echo-reply' || kind === undefined) return;
    this.onUnreachable?.(message.source.address, sequence, kind);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#onClose();
  }
}
