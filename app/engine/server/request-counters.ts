/**
 * What comes in and goes out at a server's door, counted for `rndc stats`.
 *
 * Both are counted by their octets, as they are on the wire: so answers that are given again as they were count like
 * those that are made anew, and what cannot be read counts too.
 */
import { EDNS_OPTION, RCODE, TYPE } from '../protocol/codes.ts';

/** BIND: types from this on are counted together. */
export const OTHER_TYPES = 256;

export class RequestCounters {
  /** By number. */
  readonly opcodes = new Float64Array(16);
  readonly types = new Float64Array(OTHER_TYPES + 1);
  readonly rcodes = new Float64Array(24);
  ipv4 = 0;
  ipv6 = 0;
  edns = 0;
  tcp = 0;
  udpQueries = 0;
  tcpQueries = 0;
  cookies = 0;
  /** Cookies with the client's half alone. */
  newCookies = 0;
  responses = 0;
  truncated = 0;
  ednsResponses = 0;
  successes = 0;
  authoritative = 0;
  notAuthoritative = 0;
  referrals = 0;
  noData = 0;
  servfails = 0;
  formerrs = 0;
  nxdomains = 0;
  otherFailures = 0;
  dropped = 0;

  request(octets: Uint8Array, client: string, transport: 'udp' | 'tcp'): void {
    if (octets.length < 12 || ((octets[2] as number) & 0x80) !== 0) return;
    if (client.includes(':')) this.ipv6++;
    else this.ipv4++;
    const opcode = ((octets[2] as number) >> 3) & 15;
    (this.opcodes[opcode] as number)++;
    if (transport === 'tcp') this.tcp++;
    const end = endOfQuestion(octets);
    if (opcode === 0 && end > 0) {
      if (transport === 'tcp') this.tcpQueries++;
      else this.udpQueries++;
      const type = ((octets[end - 4] as number) << 8) | (octets[end - 3] as number);
      (this.types[Math.min(type, OTHER_TYPES)] as number)++;
    }
    const cookie = cookieLength(octets, end);
    if (cookie === null) return;
    this.edns++;
    if (cookie === 0) return;
    this.cookies++;
    if (cookie === 8) this.newCookies++;
  }

  /** Null: nothing is said. */
  response(octets: Uint8Array | null): void {
    if (octets === null) {
      this.dropped++;
      return;
    }
    const flags = octets[2] as number;
    const answers = ((octets[6] as number) << 8) | (octets[7] as number);
    const authority = ((octets[8] as number) << 8) | (octets[9] as number);
    const additional = ((octets[10] as number) << 8) | (octets[11] as number);
    const rcode = (octets[3] as number) & 15;
    this.responses++;
    if ((flags & 2) !== 0) this.truncated++;
    // Every additional section that named's responses have ends with the OPT record, where there is one.
    if (additional > 0 && hasOpt(octets)) this.ednsResponses++;
    (this.rcodes[rcode] as number)++;
    if ((flags & 0x78) !== 0) return;
    const isAuthoritative = (flags & 4) !== 0;
    if (rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN) {
      if (isAuthoritative) this.authoritative++;
      else this.notAuthoritative++;
    }
    if (rcode === RCODE.NOERROR) {
      if (answers > 0) this.successes++;
      // RFC 1034 §4.3.1: no answer, no authority of its own, and the names of those who have it.
      else if (!isAuthoritative && authority > 0 && !firstIsSoa(octets)) this.referrals++;
      else this.noData++;
    } else if (rcode === RCODE.SERVFAIL) this.servfails++;
    else if (rcode === RCODE.FORMERR) this.formerrs++;
    else if (rcode === RCODE.NXDOMAIN) this.nxdomains++;
    else this.otherFailures++;
  }
}

/** Where the only question ends; 0 where there is none that can be read. */
function endOfQuestion(octets: Uint8Array): number {
  if (octets[5] !== 1 || octets[4] !== 0) return 0;
  let at = 12;
  for (let length = octets[at]; length !== undefined && length !== 0; length = octets[at]) {
    if (length > 63) return 0;
    at += length + 1;
  }
  return at + 5 <= octets.length ? at + 5 : 0;
}

/** The length of a query's cookie: 0 without one; null without EDNS. */
function cookieLength(octets: Uint8Array, end: number): number | null {
  const bare = octets[6] === 0 && octets[7] === 0 && octets[8] === 0 && octets[9] === 0;
  // RFC 6891 §6.1.2: the root's name, type 41, size, flags, the length of the options.
  if (end === 0 || !bare || octets[end] !== 0 || octets[end + 1] !== 0 || octets[end + 2] !== TYPE.OPT)
    return null;
  for (let at = end + 11; at + 4 <= octets.length;) {
    const code = ((octets[at] as number) << 8) | (octets[at + 1] as number);
    const length = ((octets[at + 2] as number) << 8) | (octets[at + 3] as number);
    if (code === EDNS_OPTION.COOKIE) return length;
    at += 4 + length;
  }
  return 0;
}

/** Whether an OPT record stands at the end, options aside: its name, its type and its length fit. */
function hasOpt(octets: Uint8Array): boolean {
  for (let at = octets.length - 11; at >= 12; at--) {
    if (octets[at] !== 0 || octets[at + 1] !== 0 || octets[at + 2] !== TYPE.OPT) continue;
    const length = ((octets[at + 9] as number) << 8) | (octets[at + 10] as number);
    if (at + 11 + length === octets.length) return true;
    if (octets.length - at > 600) return false;
  }
  return false;
}

/** Whether the record behind the question is an SOA. */
function firstIsSoa(octets: Uint8Array): boolean {
  let at = endOfQuestion(octets);
  if (at === 0) return false;
  for (let length = octets[at]; length !== undefined && length !== 0; length = octets[at]) {
    if (length > 63) {
      at++;
      break;
    }
    at += length + 1;
  }
  return octets[at + 1] === 0 && octets[at + 2] === TYPE.SOA;
}
