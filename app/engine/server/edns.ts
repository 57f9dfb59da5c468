/** What a query's OPT record asks of the server, and the OPT record of the response (RFC 6891, RFC 7873, RFC 7871). */
import type { Instant } from '../network/clock.ts';
import { EDNS_OPTION, RCODE, TYPE } from '../protocol/codes.ts';
import type { Edns, EdnsOption, Message, ResourceRecord } from '../protocol/message.ts';
import type { ExtendedError } from './extended-error.ts';
import { isCookieLength, type ServerCookies } from './server-cookie.ts';

/** Octets. */
export interface UdpSizes {
  /** What responses say that we take. Default 1232. BIND: edns-udp-size. */
  readonly offered: number;
  /** The most that a datagram has, whatever the client takes. Default 1232. BIND: max-udp-size. */
  readonly most: number;
  /** The most for a client without a good cookie, and without EDNS. Default 4096. BIND: nocookie-udp-size. */
  readonly withoutCookie: number;
}

export const DEFAULT_UDP_SIZES: UdpSizes = { offered: 1232, most: 1232, withoutCookie: 4096 };
/** RFC 1035 §2.3.4: what every client takes. */
const LEAST_UDP_SIZE = 512;
/** BIND: tcp-advertised-timeout, in units of 100 ms. */
const ADVERTISED_TCP_TIMEOUT = 300;

export interface EdnsReading {
  /** BADVERS or FORMERR; NOERROR where the query may go on. */
  readonly rcode: number;
  /** The response's OPT record; null when the query had none (RFC 6891 §7). */
  readonly edns: Edns | null;
  /** How many octets of a datagram the client takes. */
  readonly clientTakes: number;
  readonly hasCookie: boolean;
  readonly goodCookie: boolean;
}

const NO_EDNS: EdnsReading = {
  rcode: RCODE.NOERROR,
  edns: null,
  clientTakes: LEAST_UDP_SIZE,
  hasCookie: false,
  goodCookie: false,
};

/** How many octets a datagram to this client may have. */
export function udpLimit({ clientTakes, goodCookie }: EdnsReading, sizes: UdpSizes): number {
  // BIND: whoever shows no cookie may have forged the address; a small answer does little harm there.
  const trusted = goodCookie ? Infinity : sizes.withoutCookie;
  return Math.min(clientTakes, Math.max(LEAST_UDP_SIZE, sizes.most), trusted);
}

/** Octets of an OPT record with these options (RFC 6891 §6.1.2). */
export function ednsSize({ options }: Edns): number {
  return options.reduce((size, { data }) => size + 4 + data.length, 11);
}

/** The reading with a view's own size in the response's OPT record. */
export function withOffer(reading: EdnsReading, { offered }: UdpSizes): EdnsReading {
  const { edns } = reading;
  if (edns === null || edns.udpSize === offered) return reading;
  return { ...reading, edns: { ...edns, udpSize: offered } };
}

/** `serverId` is for those who ask for it (RFC 5001); null: nothing is said. */
export function readEdns(
  query: Message,
  clientAddress: string,
  transport: 'udp' | 'tcp',
  cookies: ServerCookies,
  serverId: string | null,
  now: Instant,
): EdnsReading {
  const asked = query.edns;
  if (asked === null) return NO_EDNS;
  const edns: Edns = {
    version: 0,
    udpSize: DEFAULT_UDP_SIZES.offered,
    dnssecOk: asked.dnssecOk,
    z: 0,
    options: [],
  };
  // RFC 6891 §6.2.3: sizes below 512 count as 512.
  const clientTakes = Math.max(asked.udpSize, LEAST_UDP_SIZE);
  const reading = { rcode: RCODE.NOERROR, edns, clientTakes, hasCookie: false, goodCookie: false };
  // RFC 6891 §6.1.3
  if (asked.version > 0) return { ...reading, rcode: RCODE.BADVERS };
  const reader = new OptionReader(clientAddress, transport, cookies, serverId, now);
  for (const option of asked.options) {
    const problem = reader.read(option);
    // BIND: a subnet with a scope spoils the whole OPT record.
    if (problem === 'spoilt') return { ...reading, edns: null, rcode: RCODE.FORMERR };
    if (problem === 'malformed') return { ...reading, edns: { ...edns, options: [] }, rcode: RCODE.FORMERR };
  }
  const { hasCookie, goodCookie } = reader;
  const { version, udpSize, dnssecOk, z } = edns;
  const told = { version, udpSize, dnssecOk, z, options: inOrder(reader.answers) };
  return { rcode: RCODE.NOERROR, edns: told, clientTakes, hasCookie, goodCookie };
}

/** What each of a query's options asks for. Of several of one kind the first counts. */
class OptionReader {
  readonly answers: EdnsOption[] = [];
  hasCookie = false;
  goodCookie = false;
  readonly #client: string;
  readonly #transport: 'udp' | 'tcp';
  readonly #cookies: ServerCookies;
  readonly #serverId: string | null;
  readonly #now: Instant;
  readonly #seen = new Set<number>();

  constructor(
    client: string,
    transport: 'udp' | 'tcp',
    cookies: ServerCookies,
    serverId: string | null,
    now: Instant,
  ) {
    this.#client = client;
    this.#transport = transport;
    this.#cookies = cookies;
    this.#serverId = serverId;
    this.#now = now;
  }

  read({ code, data }: EdnsOption): 'malformed' | 'spoilt' | null {
    const first = !this.#seen.has(code);
    this.#seen.add(code);
    switch (code) {
      case EDNS_OPTION.COOKIE:
        // RFC 7873 §5.2.2
        if (!isCookieLength(data.length)) return 'malformed';
        if (first) this.#readCookie(data);
        return null;
      case EDNS_OPTION.CLIENT_SUBNET:
        if (!isSubnet(data)) return 'malformed';
        if (data[3] !== 0) return 'spoilt';
        // BIND: a client's subnet is not used, and given back with scope 0 (RFC 7871 §7.2.1).
        if (first) this.answers.push({ code, data });
        return null;
      case EDNS_OPTION.KEY_TAG:
        // RFC 8145 §4.1: a list of numbers of two octets each.
        return data.length === 0 || data.length % 2 === 1 ? 'malformed' : null;
      case EDNS_OPTION.NSID:
        if (first && this.#serverId !== null)
          this.answers.push({ code, data: new TextEncoder().encode(this.#serverId) });
        return null;
      case EDNS_OPTION.TCP_KEEPALIVE:
        // RFC 7828 §3.3.2
        if (first && this.#transport === 'tcp')
          this.answers.push({
            code,
            data: new Uint8Array([ADVERTISED_TCP_TIMEOUT >> 8, ADVERTISED_TCP_TIMEOUT & 255]),
          });
        return null;
      default:
        return null;
    }
  }

  #readCookie(data: Uint8Array): void {
    // BIND: with `answer-cookie no` the client is as it would be without one.
    if (!this.#cookies.answers) return;
    this.hasCookie = true;
    this.goodCookie = this.#cookies.isGood(data, this.#client, this.#now);
    const made = this.#cookies.make(data, this.#client, this.#now);
    this.answers.push({ code: EDNS_OPTION.COOKIE, data: made });
  }
}

/** BIND: options stand in this order, whatever order the client's had. */
const ORDER: readonly number[] = [
  EDNS_OPTION.NSID,
  EDNS_OPTION.COOKIE,
  EDNS_OPTION.EXPIRE,
  EDNS_OPTION.CLIENT_SUBNET,
  EDNS_OPTION.TCP_KEEPALIVE,
];

function inOrder(options: readonly EdnsOption[]): EdnsOption[] {
  if (options.length < 2) return [...options];
  const place = ({ code }: EdnsOption): number => (ORDER.includes(code) ? ORDER.indexOf(code) : ORDER.length);
  return [...options].sort((a, b) => place(a) - place(b));
}

/** The response's OPT with the expire value of the SOA among `answers`, where the query asks for it; null stays null. */
export function withExpire(
  edns: Edns | null,
  query: Message,
  answers: readonly ResourceRecord[],
): Edns | null {
  const soa = answers.find(({ type }) => type === TYPE.SOA);
  const wanted = query.edns?.options.some(({ code }) => code === EDNS_OPTION.EXPIRE) === true;
  if (edns === null || soa === undefined || !wanted) return edns;
  // RFC 1035 §3.3.13: EXPIRE is the last number but one.
  const data = soa.rdata.slice(-8, -4);
  return { ...edns, options: inOrder([...edns.options, { code: EDNS_OPTION.EXPIRE, data }]) };
}

/** The response's OPT with an extended error in it (RFC 8914 §2); null stays null. */
export function withExtendedError(edns: Edns | null, { code, text }: ExtendedError): Edns | null {
  if (edns === null) return null;
  const words = Array.from(text.slice(0, 200), (character) => character.charCodeAt(0) & 127);
  const data = new Uint8Array([code >> 8, code & 255, ...words]);
  return { ...edns, options: [...edns.options, { code: EDNS_OPTION.EDE, data }] };
}

/** RFC 7871 §6: family, length, scope, and as many octets of the address as the length needs, the rest of the last zero. */
function isSubnet(data: Uint8Array): boolean {
  if (data.length < 4) return false;
  const family = ((data[0] as number) << 8) | (data[1] as number);
  const [prefix, scope] = [data[2] as number, data[3] as number];
  if (family === 0) return prefix === 0 && scope === 0 && data.length === 4;
  const most = family === 1 ? 32 : 128;
  if (family > 2 || prefix > most || scope > most) return false;
  if (data.length !== 4 + Math.ceil(prefix / 8)) return false;
  const left = prefix % 8;
  return left === 0 || ((data[data.length - 1] as number) & (0xff >> left)) === 0;
}
