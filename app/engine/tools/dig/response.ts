/**
 * What a response means for the lookup: wait on, ask again in another way, follow a referral, or print it.
 */
import { EDNS_OPTION, RCODE, classText, typeText } from '../../protocol/codes.ts';
import type { Message } from '../../protocol/message.ts';
import { decodeMessage, readHeader } from '../../protocol/wire.ts';
import type { Exchange } from './exchange.ts';
import { followReferral } from './follow.ts';
import { OPCODE_NAMES } from './header-names.ts';
import { hexOctets, hexText } from './numbers.ts';
import type { Received } from './print-parts.ts';
import { hasNextOrigin, nextOrigin, requeue } from './requeue.ts';
import { isStop } from './state.ts';
import type { Lookup, Stop } from './state.ts';
import { hasMalformedOption, parseTrouble, printBadPacket } from './bad-packet.ts';
import { isTransfer } from './is-transfer.ts';
import { transferGoesOn } from './transfer.ts';

/** `wait`: more is to come from this server; `next`: the next server's turn; `finished`: the lookup is over. */
export type ResponseOutcome = 'wait' | 'next' | 'finished' | Stop;

export async function handleResponse(exchange: Exchange, octets: Uint8Array): Promise<ResponseOutcome> {
  const { dig, lookup } = exchange;
  const unfit = checkHeader(exchange, octets);
  if (unfit) return unfit;
  const decoded = decodeMessage(octets);
  let message: Message;
  let trailing: number;
  if (decoded.kind === 'message') {
    ({ message, trailing } = decoded);
  } else {
    const trouble = parseTrouble(decoded, lookup.bestEffort, octets.length);
    if (typeof trouble === 'string' || decoded.partial === null) {
      const words = typeof trouble === 'string' ? trouble : 'unexpected end of input';
      if (!dig.yaml) printBadPacket(dig, words, octets);
      return 'finished';
    }
    dig.warning('Warning: Message parser reports malformed message packet.');
    message = decoded.partial;
    trailing = trouble.left;
  }
  if (hasMalformedOption(message.edns)) {
    if (!dig.yaml) printBadPacket(dig, 'malformed OPT option', octets);
    return 'finished';
  }
  const counts = readHeader(octets)?.counts ?? [0, 0, 0, 0];
  if (message.opcode !== lookup.opcode) {
    const [expected, got] = [OPCODE_NAMES[lookup.opcode] ?? '', OPCODE_NAMES[message.opcode] ?? ''];
    dig.warning(`Warning: Opcode mismatch: expected ${expected}, got ${got}`);
    return 'wait';
  }
  if (counts[0] > 0 && !questionMatches(exchange, message)) {
    return exchange.tcp ? 'finished' : 'wait';
  }

  const received: Received = {
    kind: 'response',
    octets: octets.length,
    counts,
    trailing,
    cookie: null,
  };
  const other = await askDifferently(exchange, message, received);
  if (other) return other;
  if (isPassedOver(exchange, message)) return 'next';
  const forged = exchange.signatures?.check(octets, message, dig.context.now()) ?? null;
  if (forged !== null) {
    dig.warning(`Couldn't verify signature: ${forged}`);
    dig.validated = false;
  }
  if (lookup.cookie !== null && message.edns === null) dig.warning('expected opt record in response');
  else if (received.cookie === null) received.cookie = takeCookie(exchange, message);

  if (message.rcode === RCODE.NXDOMAIN && (lookup.origin !== null || lookup.needSearch)) {
    const more = hasNextOrigin(dig, lookup);
    const stop = nextOrigin(dig, lookup);
    if (stop) return stop;
    if (!more || dig.showSearch) {
      dig.program.message(exchange, message, received);
      dig.program.received(exchange, octets.length);
    }
  } else if (!lookup.trace && !lookup.nsSearch) {
    dig.program.message(exchange, message, received);
  } else {
    const stop = await followOn(exchange, message, received);
    if (stop) return stop;
  }
  if (isTransfer(lookup)) return transferGoesOn(exchange, message, octets.length) ? 'wait' : 'finished';
  // BIND: with a name tried as it is, this comes a second time under a NXDOMAIN.
  if (message.rcode === RCODE.NOERROR || lookup.origin === null)
    dig.program.received(exchange, octets.length);
  return 'finished';
}

function checkHeader(exchange: Exchange, octets: Uint8Array): ResponseOutcome | null {
  const { dig, question } = exchange;
  const header = readHeader(octets);
  if (header === null) {
    if (exchange.tcp) {
      dig.warning('ERROR: short (< header size) message');
      return 'finished';
    }
    dig.warning('Warning: short (< header size) message received');
    return 'wait';
  }
  const same = header.id === question.message.id;
  const ids = `ID mismatch: expected ID ${question.message.id}, got ${header.id}`;
  if (!same && exchange.tcp) {
    if (exchange.firstSerial === null) {
      dig.warning(`ERROR: ${ids}`);
      return 'finished';
    }
    dig.warning(`WARNING: ${ids}`);
  } else if (!same) {
    dig.warning(`Warning: ${ids}`);
  }
  if (!header.qr) dig.warning('Warning: query response not set');
  return same || exchange.tcp ? null : 'wait';
}

function questionMatches({ dig, lookup, question }: Exchange, message: Message): boolean {
  for (const asked of message.questions) {
    if (asked.type === lookup.type && asked.class === lookup.class && asked.name.equals(question.name))
      continue;
    const name = asked.name.toRelaxedString();
    dig.warning(
      `;; Question section mismatch: got ${name}/${typeText(asked.type)}/${classText(asked.class)}`,
    );
    return false;
  }
  return true;
}

/** Another EDNS version, TCP, or with the server's cookie: the same question in another way, next in the queue. */
async function askDifferently(
  exchange: Exchange,
  message: Message,
  received: Received,
): Promise<ResponseOutcome | null> {
  const { dig, lookup } = exchange;
  const again = (change: (copy: Lookup) => void): ResponseOutcome => {
    const copy = requeue(dig, lookup);
    if (isStop(copy)) return copy;
    change(copy);
    if (lookup.trace && lookup.traceRoot) copy.type = lookup.wantedType;
    return 'finished';
  };
  const edns = message.edns;
  // RFC 6891 §6.1.3: BADVERS says which version the server speaks.
  if (message.rcode === RCODE.BADVERS && edns && edns.version < lookup.edns && lookup.ednsNegotiation) {
    dig.comment(lookup, `BADVERS, retrying with EDNS version ${edns.version}.`);
    lookup.edns = edns.version;
    if (lookup.cookie === null && lookup.sendCookie) takeCookie(exchange, message);
    return again(() => undefined);
  }
  if (message.tc && !lookup.ignoreTruncation && !exchange.tcp) {
    if (lookup.cookie === null && lookup.sendCookie && edns) takeCookie(exchange, message);
    dig.comment(lookup, 'Truncated, retrying in TCP mode.');
    return again((copy) => (copy.tcp = true));
  }
  // RFC 7873 §5.3: BADCOOKIE brings the cookie to use.
  if (message.rcode === RCODE.BADCOOKIE && !exchange.tcp && lookup.sendCookie && lookup.retryBadCookie) {
    received.cookie = takeCookie(exchange, message);
    if (received.cookie !== 'good') return null;
    if (lookup.showBadCookie) {
      dig.program.message(exchange, message, received);
      dig.program.received(exchange, received.octets);
    }
    dig.comment(lookup, `BADCOOKIE, retrying${lookup.seenBadCookie ? ' in TCP mode' : ''}.`);
    return again((copy) => {
      if (lookup.seenBadCookie) copy.tcp = true;
      copy.seenBadCookie = true;
    });
  }
  return null;
}

/** Compares the cookie that came with the one that was sent, and keeps the server's for later questions (RFC 7873 §5.3). */
function takeCookie({ dig, lookup }: Exchange, message: Message): Received['cookie'] {
  if (!lookup.sendCookie && lookup.cookie === null) return null;
  const option = message.edns?.options.find(({ code }) => code === EDNS_OPTION.COOKIE);
  if (!option) return null;
  const sent = lookup.cookie === null ? dig.clientCookie : hexOctets(lookup.cookie);
  if (sent === null || sent.length < 8 || option.data.length < 8) {
    dig.warning('Warning: COOKIE bad token (too short)');
    return 'bad';
  }
  for (let i = 0; i < 8; i++) {
    if (sent[i] === option.data[i]) continue;
    dig.warning('Warning: Client COOKIE mismatch');
    return 'bad';
  }
  // BIND: a server that only sends back what it got knows nothing of cookies.
  const echoed = option.data.length === 8;
  lookup.cookie = hexText(option.data);
  return echoed ? 'echoed' : 'good';
}

/** A server that failed, or offers no recursion, leaves the question to the next one; the last one's word stands. */
function isPassedOver({ dig, lookup, server, isLast }: Exchange, message: Message): boolean {
  const failed = message.rcode === RCODE.SERVFAIL && !lookup.servfailStops;
  const useless = dig.checkRecursion && !message.ra && lookup.recurse;
  if (!failed && !useless) return false;
  const follows = !isLast && (!lookup.nsSearch || lookup.traceRoot);
  const what = failed ? 'SERVFAIL reply' : 'recursion not available';
  dig.comment(lookup, `Got ${what} from ${server.address}${follows ? ', trying next server' : ''}`);
  return follows;
}

/** The steps of +trace and +nssearch. */
async function followOn(exchange: Exchange, message: Message, received: Received): Promise<Stop | null> {
  const { dig, lookup } = exchange;
  if (lookup.trace) {
    dig.program.message(exchange, message, received);
    lookup.type = lookup.wantedType;
    const answered = received.counts[1] > 0;
    if (!lookup.traceRoot && answered) return null;
    const stop = await followReferral(exchange, message, lookup.traceRoot ? 'answers' : 'authority');
    lookup.traceRoot = false;
    return stop;
  }
  if (!lookup.traceRoot) {
    dig.program.message(exchange, message, received);
    return null;
  }
  lookup.type = 6;
  const stop = await followReferral(exchange, message, 'answers');
  lookup.traceRoot = false;
  dig.useSearch = false;
  return stop;
}
