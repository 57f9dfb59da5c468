/** A name server that says whatever a test wants: to each query a function gives the response, octets, or silence. */
import type { LabHost } from '../engine/network/host.ts';
import type { Endpoint } from '../engine/network/journal.ts';
import { isBindProblem, type UdpSocket } from '../engine/network/transport.ts';
import { EDNS_OPTION } from '../engine/protocol/codes.ts';
import type { Message } from '../engine/protocol/message.ts';
import { responseTo } from '../engine/protocol/message.ts';
import { decodeMessage, encodeMessage } from '../engine/protocol/wire.ts';
import { records } from './dns-lab.ts';

/** What to send back: a whole message, octets as they are, or nothing. */
export type Scripted = Message | Uint8Array | null;

export interface ScriptedServer {
  readonly socket: UdpSocket;
  readonly queries: Message[];
}

export function scriptedServer(
  host: LabHost,
  script: (query: Message, from: Endpoint) => Scripted,
): ScriptedServer {
  const socket = host.openUdp({ port: 53 });
  if (isBindProblem(socket)) throw new Error(socket.reason);
  const queries: Message[] = [];
  socket.onDatagram = (payload, from, to) => {
    const decoded = decodeMessage(payload);
    if (decoded.kind === 'malformed') throw new Error(`malformed query: ${decoded.reason}`);
    queries.push(decoded.message);
    const said = script(decoded.message, from);
    if (said === null) return;
    socket.send(said instanceof Uint8Array ? said : encodeMessage(said), from, to.address);
  };
  return { socket, queries };
}

/** The same over TCP: answers each message of a stream, or leaves it unanswered. */
export function scriptedTcp(host: LabHost, script: (query: Message) => Scripted): void {
  const listening = host.listenTcp({ port: 53 }, (stream) => {
    let held = new Uint8Array(0);
    stream.onData = (octets) => {
      held = Uint8Array.from([...held, ...octets]);
      const length = (): number => 2 + ((held[0] ?? 0) << 8) + (held[1] ?? 0);
      while (held.length >= 2 && held.length >= length()) {
        const end = length();
        const decoded = decodeMessage(held.slice(2, end));
        held = held.slice(end);
        const said = decoded.kind === 'malformed' ? null : script(decoded.message);
        if (said === null) continue;
        const message = said instanceof Uint8Array ? said : encodeMessage(said);
        stream.send(Uint8Array.from([message.length >> 8, message.length & 255, ...message]));
      }
    };
  });
  if (isBindProblem(listening)) throw new Error(listening.reason);
}

export interface Sections extends Omit<Partial<Message>, 'answers' | 'authority' | 'additional'> {
  readonly answer?: string;
  readonly authority?: string;
  readonly additional?: string;
}

/** A response with sections in zone-file form. */
export function says(query: Message, sections: Sections): Message {
  const { answer, authority, additional, ...fields } = sections;
  return responseTo(query, {
    answers: records(answer ?? ''),
    authority: records(authority ?? ''),
    additional: records(additional ?? ''),
    ...fields,
  });
}

/** The response with the query's cookie given back, and a server's half that is the same for everybody (RFC 7873 §5.2). */
export function withCookie(query: Message, response: Message): Message {
  const cookie = query.edns?.options.find(({ code }) => code === EDNS_OPTION.COOKIE);
  if (query.edns === null || cookie === undefined) return response;
  const data = new Uint8Array(16).fill(7);
  data.set(cookie.data.slice(0, 8));
  const edns = response.edns ?? { version: 0, udpSize: 1232, dnssecOk: false, z: 0, options: [] };
  return { ...response, edns: { ...edns, options: [{ code: EDNS_OPTION.COOKIE, data }] } };
}
