/**
 * Numbers of the DNS and their mnemonics: RR types, classes, RCODEs, opcodes, EDNS options.
 *
 * The tables begin with dns-packet's words and are completed and, where BIND prints another word, corrected
 * by ours. A number without a mnemonic keeps its generic form (RFC 3597 §5: `TYPE65400`, `CLASS32`).
 */
import optionCodes from 'dns-packet/optioncodes.js';
import opcodes from 'dns-packet/opcodes.js';
import rcodes from 'dns-packet/rcodes.js';
import types from 'dns-packet/types.js';

/** RR types that BIND 9.18 knows by name. */
export const TYPE = {
  A: 1,
  NS: 2,
  MD: 3,
  MF: 4,
  CNAME: 5,
  SOA: 6,
  MB: 7,
  MG: 8,
  MR: 9,
  NULL: 10,
  WKS: 11,
  PTR: 12,
  HINFO: 13,
  MINFO: 14,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  X25: 19,
  ISDN: 20,
  RT: 21,
  NSAP: 22,
  'NSAP-PTR': 23,
  SIG: 24,
  KEY: 25,
  PX: 26,
  GPOS: 27,
  AAAA: 28,
  LOC: 29,
  NXT: 30,
  EID: 31,
  NIMLOC: 32,
  SRV: 33,
  ATMA: 34,
  NAPTR: 35,
  KX: 36,
  CERT: 37,
  A6: 38,
  DNAME: 39,
  SINK: 40,
  OPT: 41,
  APL: 42,
  DS: 43,
  SSHFP: 44,
  IPSECKEY: 45,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  DHCID: 49,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  HIP: 55,
  NINFO: 56,
  RKEY: 57,
  TALINK: 58,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  SVCB: 64,
  HTTPS: 65,
  DSYNC: 66,
  HHIT: 67,
  BRID: 68,
  SPF: 99,
  UINFO: 100,
  UID: 101,
  GID: 102,
  UNSPEC: 103,
  NID: 104,
  L32: 105,
  L64: 106,
  LP: 107,
  EUI48: 108,
  EUI64: 109,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
  URI: 256,
  CAA: 257,
  AVC: 258,
  DOA: 259,
  AMTRELAY: 260,
  RESINFO: 261,
  WALLET: 262,
  TA: 32768,
  DLV: 32769,
} as const;

export const CLASS = { IN: 1, CH: 3, HS: 4, NONE: 254, ANY: 255 } as const;

export const OPCODE = { QUERY: 0, IQUERY: 1, STATUS: 2, NOTIFY: 4, UPDATE: 5 } as const;

/** RCODEs; those above 15 need EDNS (RFC 6891 §6.1.3) or stand in a TSIG record (RFC 8945 §3). */
export const RCODE = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  BADVERS: 16,
  BADCOOKIE: 23,
} as const;

export const EDNS_OPTION = {
  LLQ: 1,
  UL: 2,
  NSID: 3,
  DAU: 5,
  DHU: 6,
  N3U: 7,
  CLIENT_SUBNET: 8,
  EXPIRE: 9,
  COOKIE: 10,
  TCP_KEEPALIVE: 11,
  PADDING: 12,
  CHAIN: 13,
  KEY_TAG: 14,
  EDE: 15,
  CLIENT_TAG: 16,
  SERVER_TAG: 17,
  REPORT_CHANNEL: 18,
  ZONEVERSION: 19,
} as const;

const typeWords = new Map<number, string>();
/** What dns-packet has words for: up to CAA, and two beyond. */
const NAMED_BY_DNS_PACKET = [...Array(TYPE.CAA + 1).keys(), TYPE.TA, TYPE.DLV];
for (const type of NAMED_BY_DNS_PACKET) {
  const word = types.toString(type);
  if (!word.startsWith('UNKNOWN_')) typeWords.set(type, word);
}
for (const [word, type] of Object.entries(TYPE)) typeWords.set(type, word);
const typeNumbers = new Map([...typeWords].map(([type, word]) => [word, type]));

/** The mnemonic as BIND prints it, or `TYPE65400` (RFC 3597 §5). */
export function typeText(type: number): string {
  return typeWords.get(type) ?? `TYPE${type}`;
}

/** Reads a mnemonic or `TYPEn`, in any case; null for what is neither. */
export function typeNumber(text: string): number | null {
  const word = text.toUpperCase();
  return typeNumbers.get(word) ?? genericNumber(word, 'TYPE');
}

// BIND: class 0 is printed as RESERVED0; class 2 (CSNET, obsolete) has no name.
const classWords = new Map<number, string>([[0, 'RESERVED0'], ...pairs(CLASS)]);
const classNumbers = new Map<string, number>([
  ...[...classWords].map(([value, word]): [string, number] => [word, value]),
  ['CHAOS', CLASS.CH],
  ['HESIOD', CLASS.HS],
]);

/** The mnemonic as BIND prints it, or `CLASS32` (RFC 3597 §5). */
export function classText(value: number): string {
  return classWords.get(value) ?? `CLASS${value}`;
}

/** Reads a mnemonic (`CHAOS` and `HESIOD` too) or `CLASSn`, in any case; null for what is neither. */
export function classNumber(text: string): number | null {
  const word = text.toUpperCase();
  return classNumbers.get(word) ?? genericNumber(word, 'CLASS');
}

const rcodeWords = new Map(pairs(RCODE));

/** `NOERROR`, `NXDOMAIN` …; BIND: `RESERVED11` to `RESERVED15`; beyond, `RCODE24`. */
export function rcodeText(rcode: number): string {
  const word = rcodeWords.get(rcode);
  if (word !== undefined) return word;
  if (rcode > 10 && rcode < 16) return `RESERVED${rcode}`;
  return rcodes.toString(rcode).replace('_', '');
}

/** Reads a mnemonic in any case; null for what is none. */
export function rcodeNumber(text: string): number | null {
  const word = text.toUpperCase();
  for (const [rcode, known] of rcodeWords) if (known === word) return rcode;
  const generic = /^(?:RCODE|RESERVED)([0-9]{1,4})$/.exec(word);
  return generic && Number(generic[1]) < 4096 ? Number(generic[1]) : null;
}

/** `QUERY`, `NOTIFY` …; BIND: `RESERVED3` for one without a name. */
export function opcodeText(opcode: number): string {
  return opcodes.toString(opcode).replace('OPCODE_', 'RESERVED');
}

const optionWords = new Map(pairs(EDNS_OPTION));

/** The option's registered name, or `OPTION_4`. */
export function optionText(code: number): string {
  return optionWords.get(code) ?? optionCodes.toString(code) ?? `OPTION_${code}`;
}

/** Types that are asked for or used in a message but never stored (RFC 6895 §3.1). */
export function isMetaType(type: number): boolean {
  return type === TYPE.OPT || (type >= 128 && type <= 255);
}

function pairs(table: Readonly<Record<string, number>>): [number, string][] {
  return Object.entries(table).map(([word, value]) => [value, word]);
}

function genericNumber(word: string, prefix: string): number | null {
  if (!word.startsWith(prefix)) return null;
  const digits = word.slice(prefix.length);
  if (!/^[0-9]{1,5}$/.test(digits)) return null;
  const value = Number(digits);
  return value <= 0xffff ? value : null;
}
