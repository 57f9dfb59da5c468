/** A program on a lab host that asks one question at a time. */
import { isBindProblem } from '../engine/network/transport.ts';
import { CLASS, rcodeText, typeNumber } from '../engine/protocol/codes.ts';
import { queryMessage, type Message } from '../engine/protocol/message.ts';
import { nameOf } from '../engine/protocol/name.ts';
import { rdataText } from '../engine/protocol/rdata-text.ts';
import { decodeMessage, encodeMessage } from '../engine/protocol/wire.ts';
import type { BareLab } from './bare-lab.ts';

export interface Said {
  /** Null where nothing came within a minute. */
  readonly message: Message | null;
  /** `NOERROR 127.53.9.1`, `SERVFAIL`, `silence`, `port-unreachable`. */
  readonly text: string;
}

export class DnsClient {
  readonly #lab: BareLab;
  readonly #host: string;

  constructor(lab: BareLab, host: string) {
    this.#lab = lab;
    this.#host = host;
  }

  /** Asks a host, by its name, with RD; `port` 0: from any. */
  async ask(server: string, name: string, type = 'A', port = 0): Promise<Said> {
    const { network, clock } = this.#lab;
    const socket = network.hostNamed(this.#host)?.openUdp({ port });
    const address = network.hostNamed(server)?.addresses[0];
    if (!socket || isBindProblem(socket) || address === undefined)
      throw new Error(`${this.#host} cannot ask ${server}`);
    let message: Message | null = null;
    let unreachable = '';
    socket.onDatagram = (octets) => {
      const decoded = decodeMessage(octets);
      if (decoded.kind === 'message') message = decoded.message;
    };
    socket.onUnreachable = (_, reason) => (unreachable = reason);
    const questions = [{ name: nameOf(name), type: typeNumber(type) ?? 0, class: CLASS.IN }];
    socket.send(encodeMessage(queryMessage({ id: 7, rd: true, questions })), { address, port: 53 });
    await clock.runUntil(() => message !== null || unreachable !== '', 60_000);
    socket.close();
    return { message, text: message === null ? unreachable || 'silence' : textOf(message) };
  }
}

function textOf({ rcode, answers }: Message): string {
  return [rcodeText(rcode), ...answers.map((record) => rdataText(record.type, record.rdata))].join(' ');
}

/** The hosts that a host has sent questions to, in order. */
export function askedBy(lab: BareLab, host: string): string[] {
  return lab.journal.since().flatMap((entry) => {
    if (entry.kind !== 'packet-sent' || entry.packet.sourceHost !== host) return [];
    return entry.packet.destination.port === 53 ? [entry.packet.destinationHost] : [];
  });
}
