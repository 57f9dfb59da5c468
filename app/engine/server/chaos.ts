/** Class CH: what a server says of itself. BIND: the built-in view `_bind`. */
import { CLASS, RCODE, TYPE } from '../protocol/codes.ts';
import type { Question, ResourceRecord } from '../protocol/message.ts';
import { nameOf, type Name } from '../protocol/name.ts';
import { DEFAULT_VERSION } from './options.ts';

export interface Identity {
  /** Null, here and below: `none`. */
  readonly version: string | null;
  readonly hostName: string | null;
  readonly serverId: string | null;
}

export interface ChaosAnswer {
  readonly rcode: number;
  readonly aa: boolean;
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
}

const VERSION = nameOf('version.bind.');
const HOST_NAME = nameOf('hostname.bind.');
const SERVER_ID = nameOf('id.server.');
const AUTHORS = nameOf('authors.bind.');

/** `withServers`: whether the zone's NS record goes along with an answer, as `minimal-responses` has it. */
export function chaosAnswer(question: Question, identity: Identity, withServers: boolean): ChaosAnswer {
  const { name, type } = question;
  if (type === TYPE.AXFR || type === TYPE.IXFR) {
    // BIND: these zones are made, not kept, and cannot be had as a whole.
    const isZone = [VERSION, HOST_NAME, SERVER_ID, AUTHORS].some((zone) => name.equals(zone));
    return { rcode: isZone ? RCODE.SERVFAIL : RCODE.NOTAUTH, aa: false, answers: [], authority: [] };
  }
  for (const [zone, text] of [
    [VERSION, identity.version],
    [HOST_NAME, identity.hostName],
    [SERVER_ID, identity.serverId],
    // BIND: not where `version` is set, lest it tell what program this is.
    [AUTHORS, identity.version === DEFAULT_VERSION ? 'The Rootwalk contributors' : null],
  ] as const) {
    if (!name.isAtOrBelow(zone)) continue;
    if (name.equals(zone) && text !== null && (type === TYPE.TXT || type === TYPE.ANY)) {
      return {
        rcode: RCODE.NOERROR,
        aa: true,
        answers: [textRecord(name, text)],
        authority: withServers ? [serverRecord(zone)] : [],
      };
    }
    const rcode = name.equals(zone) ? RCODE.NOERROR : RCODE.NXDOMAIN;
    return { rcode, aa: true, answers: [], authority: [soaRecord(zone)] };
  }
  return { rcode: RCODE.REFUSED, aa: false, answers: [], authority: [] };
}

function textRecord(name: Name, text: string): ResourceRecord {
  const octets = Array.from(text.slice(0, 255), (character) => character.charCodeAt(0) & 255);
  return { name, type: TYPE.TXT, class: CLASS.CH, ttl: 0, rdata: new Uint8Array([octets.length, ...octets]) };
}

/** BIND: `zone NS zone` */
function serverRecord(zone: Name): ResourceRecord {
  return { name: zone, type: TYPE.NS, class: CLASS.CH, ttl: 0, rdata: new Uint8Array(zone.wire) };
}

/** BIND: `zone SOA zone hostmaster.zone 0 28800 7200 604800 86400` */
function soaRecord(zone: Name): ResourceRecord {
  const mailbox = nameOf(`hostmaster.${zone.toString()}`);
  const numbers = [0, 28_800, 7_200, 604_800, 86_400].flatMap((n) => [
    n >>> 24,
    (n >>> 16) & 255,
    (n >>> 8) & 255,
    n & 255,
  ]);
  return {
    name: zone,
    type: TYPE.SOA,
    class: CLASS.CH,
    ttl: 86_400,
    rdata: new Uint8Array([...zone.wire, ...mailbox.wire, ...numbers]),
  };
}
