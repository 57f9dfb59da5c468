/**
 * Zone transfers to who asks for them (RFC 5936, RFC 1995), as named gives them: which are refused and with what, and
 * what the log says. An IXFR is answered with the changes that the zone's journal has (RFC 1995 §4), else with the whole zone
 * or, where the client has it already, with the SOA.
 */
import type { Instant, LabClock } from '../network/clock.ts';
import { RCODE, TYPE, classText } from '../protocol/codes.ts';
import {
  responseTo,
  type Edns,
  type Message,
  type Question,
  type ResourceRecord,
} from '../protocol/message.ts';
import { readSoa } from '../protocol/rdata.ts';
import { isAtLeast } from '../zone/serial-order.ts';
import { changeRecords, changesSince, transferMessages, transferRecords } from '../zone/transfer.ts';
import { isUnloaded } from '../zone/zone-set.ts';
import type { Client } from './access.ts';
import { withExtendedError } from './edns.ts';
import { PROHIBITED } from './extended-error.ts';
import type { View } from './view.ts';

/** Messages between two turns for the rest of the program. */
const MESSAGES_A_TURN = 16;

export interface TransferRequest {
  readonly view: View;
  readonly clock: LabClock;
  readonly query: Message;
  readonly question: Question;
  readonly client: Client;
  readonly transport: 'udp' | 'tcp';
  readonly edns: Edns | null;
  /** Octets that OPT and TSIG records take in each message. */
  readonly room: number;
  readonly ra: boolean;
}

/** Sends a message, gives its octets; false as `last`: more follow. */
type Send = (response: Message, last: boolean) => number;

/** Answers an AXFR or IXFR. */
export function transfer(asked: TransferRequest, send: Send): void {
  const { view, query, question, client, transport, edns, ra } = asked;
  const refuse = (rcode: number, fields: Partial<Message> = {}): void =>
    void send(responseTo(query, { rcode, ra, edns, ...fields }), true);
  const bad = (rcode: number, why: string): void => {
    view.log.badTransfer(query, client, why);
    refuse(rcode);
  };
  const zone = view.zones.get(question.name);
  const zoneText = `${question.name.toRelaxedString()}/${classText(question.class)}`;
  if (zone === null) return bad(RCODE.NOTAUTH, `'${zoneText}': non-authoritative zone (NOTAUTH)`);
  if (isUnloaded(zone)) return refuse(RCODE.SERVFAIL);
  if (!view.access.mayTransfer(client, zone.origin)) {
    view.log.transferDenied(query, client);
    return refuse(RCODE.REFUSED, { edns: withExtendedError(edns, PROHIBITED) });
  }
  const isIxfr = question.type === TYPE.IXFR;
  const known = isIxfr ? serialIn(query, question) : null;
  if (isIxfr && known === null) return bad(RCODE.FORMERR, 'IXFR request missing SOA (FORMERR)');
  if (!isIxfr && transport === 'udp') return bad(RCODE.FORMERR, 'attempted AXFR over UDP (FORMERR)');
  const log = (severity: 'info' | 'debug', text: string): void =>
    view.log.transfer(query, client, severity, `transfer of '${zoneText}': ${text}`);
  const soa = zone.soa.records[0] as ResourceRecord;
  // RFC 1995 §2: over UDP, and to who has the zone already, the SOA alone. BIND: over UDP without AA.
  if (known !== null && (transport === 'udp' || isAtLeast(known, zone.serial))) {
    log('debug', 'IXFR poll up to date');
    send(responseTo(query, { aa: transport === 'tcp', ra, answers: [soa], edns }), true);
    return;
  }
  const changes = known === null ? null : changesSince(zone, known);
  if (typeof changes === 'string') log('info', changes);
  const isWhole = changes === null || typeof changes === 'string';
  const what = !isWhole ? 'IXFR' : isIxfr ? 'AXFR-style IXFR' : 'AXFR';
  const signer = client.signer === undefined ? '' : `: TSIG ${client.signer}`;
  const serials = isWhole ? zone.serial : `${known} -> ${zone.serial}`;
  log('info', `${what} started${signer} (serial ${serials})`);
  const first = responseTo(query, { aa: true, ra, edns });
  const records = isWhole ? transferRecords(zone) : changeRecords(zone, changes);
  const messages = transferMessages(first, records, asked.room);
  sendAll(asked.clock, messages, send, (sent) => {
    log('info', `${what} ended: ${countText(sent)} (serial ${zone.serial})`);
  });
}

interface Sent {
  messages: number;
  records: number;
  octets: number;
  readonly since: Instant;
  readonly until: Instant;
}

function sendAll(
  clock: LabClock,
  messages: Iterator<Message, undefined>,
  send: Send,
  done: (sent: Sent) => void,
): void {
  const sent = { messages: 0, records: 0, octets: 0, since: clock.now() };
  let next = messages.next();
  const turn = (): void => {
    for (let count = 0; next.done !== true; count++) {
      if (count === MESSAGES_A_TURN) {
        clock.after(0, 'zone transfer goes on', turn);
        return;
      }
      const message = next.value;
      next = messages.next();
      sent.messages++;
      sent.records += message.answers.length;
      sent.octets += send(message, next.done === true);
    }
    done({ ...sent, until: clock.now() });
  };
  turn();
}

/** BIND: a transfer takes a millisecond at least. */
function countText({ messages, records, octets, since, until }: Sent): string {
  const milliseconds = Math.max(1, Math.round(until - since));
  const rate = Math.floor((octets * 1000) / milliseconds);
  const seconds = `${Math.floor(milliseconds / 1000)}.${String(milliseconds % 1000).padStart(3, '0')}`;
  return `${messages} messages, ${records} records, ${octets} bytes, ${seconds} secs (${rate} bytes/sec)`;
}

/** The serial that an IXFR's client has: of the SOA of that zone in the authority section (RFC 1995 §3). */
function serialIn({ authority }: Message, { name }: Question): number | null {
  const soa = authority.find((record) => record.type === TYPE.SOA && record.name.equals(name));
  return soa === undefined ? null : (readSoa(soa.rdata)?.serial ?? null);
}
