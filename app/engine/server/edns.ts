/** What a query's OPT record asks of the server, and the OPT record of the response (RFC 6891, RFC 7873, RFC 7871). */
import type { Instant } from '../network/clock.ts';
import { EDNS_OPTION, RCODE } from '../protocol/codes.ts';
import type { Edns, EdnsOption, Message } from '../protocol/message.ts';
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
  const options: EdnsOption[] = [];
  const edns = { version: 0, udpSize: DEFAULT_UDP_SIZES.offered, dnssecOk: asked.dnssecOk, z: 0, options };
  // RFC 6891 §6.2.3: sizes below 512 count as 512.
  const clientTakes = Math.max(asked.udpSize, LEAST_UDP_SIZE);
  const reading = { edns, clientTakes, hasCookie: false, goodCookie: false };
  // RFC 6891 §6.1.3
  if (asked.version > 0) return { ...reading, rcode: RCODE.BADVERS };
  let hasCookie = false;
  let goodCookie = false;
  for (const option of asked.options) {
    if (option.code === EDNS_OPTION.COOKIE && !hasCookie) {
      // RFC 7873 §5.2.2
      if (!isCookieLength(option.data.length)) return { ...reading, rcode: RCODE.FORMERR };
      hasCookie = true;
      // BIND: answer-cookie no leaves the client as it would be without one.
      if (!cookies.answers) continue;
      goodCookie = cookies.isGood(option.data, clientAddress, now);
      options.push({ code: EDNS_OPTION.COOKIE, data: cookies.make(option.data, clientAddress, now) });
    } else if (option.code === EDNS_OPTION.CLIENT_SUBNET) {
      const scoped = withoutScope(option.data);
      if (scoped === null) return { ...reading, edns: { ...edns, options: [] }, rcode: RCODE.FORMERR };
      options.push({ code: EDNS_OPTION.CLIENT_SUBNET, data: scoped });
    } else if (option.code === EDNS_OPTION.NSID && serverId !== null) {
      options.push({ code: EDNS_OPTION.NSID, data: new TextEncoder().encode(serverId) });
    } else if (option.code === EDNS_OPTION.TCP_KEEPALIVE && transport === 'tcp') {
      // RFC 7828 §3.3.2
      options.push({
        code: EDNS_OPTION.TCP_KEEPALIVE,
        data: new Uint8Array([ADVERTISED_TCP_TIMEOUT >> 8, ADVERTISED_TCP_TIMEOUT & 255]),
      });
    }
  }
  return { rcode: RCODE.NOERROR, edns, clientTakes, hasCookie: hasCookie && cookies.answers, goodCookie };
}

/** The response's OPT with an extended error in it (RFC 8914 §2); null stays null. */
export function withExtendedError(edns: Edns | null, { code, text }: ExtendedError): Edns | null {
  if (edns === null) return null;
  const words = Array.from(text.slice(0, 200), (character) => character.charCodeAt(0) & 127);
  const data = new Uint8Array([code >> 8, code & 255, ...words]);
  return { ...edns, options: [...edns.options, { code: EDNS_OPTION.EDE, data }] };
}

/** BIND: a client's subnet is not used, and given back with scope 0 (RFC 7871 §7.2.1). Null when it is malformed. */
function withoutScope(data: Uint8Array): Uint8Array | null {
  if (data.length < 4 || data[3] !== 0) return null;
  const family = ((data[0] as number) << 8) | (data[1] as number);
  const prefix = data[2] as number;
  if (family === 0 ? prefix !== 0 : prefix > (family === 1 ? 32 : 128)) return null;
  if (family > 2 || data.length !== 4 + Math.ceil(prefix / 8)) return null;
  return data;
}
