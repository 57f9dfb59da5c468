/** A UDP socket on a lab host (RFC 768). */
import type { Endpoint, Packet } from './journal.ts';
import type { PortHolder, PortTable } from './ports.ts';
import type { HostStack, Receiver } from './stack.ts';
import type { UdpSocket } from './transport.ts';

/** 65,535 octets less the headers of IPv4 and UDP. */
const MAX_PAYLOAD = 65_507;

export class LabUdpSocket implements UdpSocket, PortHolder, Receiver {
  readonly local: Endpoint;
  readonly boundTo: string | null;
  onDatagram: UdpSocket['onDatagram'] = null;
  onUnreachable: UdpSocket['onUnreachable'] = null;
  readonly #host: HostStack;
  readonly #ports: PortTable<LabUdpSocket>;
  #open = true;
  /** The source that was used last; most sockets have one only. */
  #source: Endpoint;

  constructor(host: HostStack, ports: PortTable<LabUdpSocket>, boundTo: string | null, local: Endpoint) {
    this.#host = host;
    this.#ports = ports;
    this.boundTo = boundTo;
    this.local = local;
    this.#source = local;
    ports.add(this);
  }

  get port(): number {
    return this.local.port;
  }

  /**
   * Sends one datagram and gives its number. Null, and nothing sent, where no route leads there, the payload is
   * over 65,507 octets, `from` is not the host's, or the socket is closed.
   */
  send(payload: Uint8Array, to: Endpoint, from?: string): number | null {
    if (!this.#open || payload.length > MAX_PAYLOAD) return null;
    const address = this.#host.sourceFor(to.address, from ?? this.boundTo);
    if (address === null) return null;
    if (this.#source.address !== address) this.#source = { address, port: this.local.port };
    return this.#host.transmit({ protocol: 'udp', source: this.#source, destination: to, payload });
  }

  receive(packet: Packet): void {
    this.onDatagram?.(packet.payload, packet.source, packet.destination, packet.id);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#ports.remove(this);
  }
}
