/**
 * What the RDATA of each type is made of: one table that serves reading from the wire, printing, parsing
 * text, canonical comparison and the packet inspector.
 *
 * A type that is not in the table is opaque octets (RFC 3597 §3).
 */
import { CLASS, TYPE } from './codes.ts';

/**
 * One kind of field. Names come in three kinds (RFC 3597 §4): `name-compressed` may be written compressed (types
 * of RFC 1035), `name-expanded` is read compressed but never written so, `name` is never compressed.
 * `strings` and what is named after them in the second group take all that is left of the RDATA.
 */
export type FieldKind =
  | 'name-compressed'
  | 'name-expanded'
  | 'name'
  | 'u8'
  | 'u16'
  | 'u32'
  | 'u48'
  | 'ttl' // 32 bits of seconds
  | 'time' // 32 bits of seconds since 1970, as YYYYMMDDHHmmSS (RFC 4034 §3.2)
  | 'time48' // 48 bits of seconds since 1970, as a number (RFC 8945 §4.2)
  | 'type' // the number of an RR type
  | 'algorithm' // DNSSEC algorithm number
  | 'scheme' // of a DSYNC record
  | 'flags' // of a DNSKEY or KEY, printed as a number
  | 'rcode' // of TSIG and TKEY
  | 'ipv4'
  | 'ipv6'
  | 'string' // a character-string, printed in quotes
  | 'digits' // a character-string, printed in quotes; X25 and ISDN
  | 'tag' // a character-string, printed bare: CAA's
  | 'hex8' // octets after a length of 8 bits, in hexadecimal; `-` when empty: NSEC3's salt
  | 'base32' // octets after a length of 8 bits, in base32hex: NSEC3's next owner
  | 'base64-16' // octets after a length of 16 bits, in base64: TSIG, TKEY
  | 'locator' // 64 bits as four groups of hexadecimal: NID, L64
  | 'eui48'
  | 'eui64'
  // All that is left of the RDATA:
  | 'strings' // one or more character-strings
  | 'text' // octets in one pair of quotes: URI's target, CAA's value
  | 'hex'
  | 'hex-or-nothing'
  | 'base64'
  | 'base64-or-nothing'
  | 'nsap' // `0x` and hexadecimal digits
  | 'bitmap' // types, RFC 4034 §4.1.2
  | 'params' // SvcParams, RFC 9460 §2.2
  | 'apl'
  | 'loc'
  | 'wks'
  | 'nxt' // NXT's older bitmap
  | 'gateway' // IPSECKEY: type, algorithm, gateway, key
  | 'relay' // AMTRELAY
  | 'hip'
  | 'a6'
  | 'atma'
  | 'base64-whole'; // base64, never split; `-` when empty: DOA

export interface Field {
  readonly kind: FieldKind;
  /** What the field is called for learners. */
  readonly label: string;
}

export interface Shape {
  readonly fields: readonly Field[];
  /** Defined for class IN alone; elsewhere opaque. */
  readonly inOnly: boolean;
  /** True where reading from the wire may meet a compressed name. */
  readonly readsCompressed: boolean;
  /** True where a field is a name, compressed or not. */
  readonly holdsNames: boolean;
}

const shapes = new Map<number, Shape>();

function define(types: readonly number[], fields: string, inOnly = false): void {
  const list = fields.split(/, */).map((text): Field => {
    const [kind, label] = text.split(':');
    return { kind: kind as FieldKind, label: label ?? '' }; // the table below is the only caller
  });
  const shape = {
    fields: list,
    inOnly,
    readsCompressed: list.some((f) => f.kind === 'name-compressed' || f.kind === 'name-expanded'),
    holdsNames: list.some((f) => f.kind.startsWith('name')),
  };
  for (const type of types) shapes.set(type, shape);
}

// RFC 1035 §3.3, §3.4
define([TYPE.A], 'ipv4:Address', true);
define([TYPE.NS], 'name-compressed:Name server');
define([TYPE.CNAME], 'name-compressed:Canonical name');
define([TYPE.PTR, TYPE.MD, TYPE.MF, TYPE.MB, TYPE.MG, TYPE.MR], 'name-compressed:Name');
define([
  TYPE.SOA,
], 'name-compressed:Primary server, name-compressed:Responsible mailbox, u32:Serial, ttl:Refresh, ttl:Retry, ttl:Expire, ttl:Minimum');
define([TYPE.WKS], 'wks:Services', true);
define([TYPE.HINFO], 'string:CPU, string:Operating system');
define([TYPE.MINFO], 'name-compressed:Responsible mailbox, name-compressed:Error mailbox');
define([TYPE.MX], 'u16:Preference, name-compressed:Mail exchanger');
define([TYPE.TXT, TYPE.SPF, TYPE.AVC, TYPE.NINFO, TYPE.RESINFO, TYPE.WALLET], 'strings:Text');
// RFC 1183, 1706, 2163, 1712
define([TYPE.RP], 'name-expanded:Mailbox, name-expanded:Text name');
define([TYPE.AFSDB], 'u16:Subtype, name-expanded:Host');
define([TYPE.RT], 'u16:Preference, name-expanded:Host');
define([TYPE.X25], 'digits:PSDN address');
define([TYPE.ISDN], 'strings:Address');
define([TYPE.NSAP], 'nsap:Address', true);
define([TYPE['NSAP-PTR']], 'name:Owner', true);
define([TYPE.PX], 'u16:Preference, name-expanded:MAP822, name-expanded:MAPX400', true);
define([TYPE.GPOS], 'string:Longitude, string:Latitude, string:Altitude');
define([TYPE.EID, TYPE.NIMLOC], 'hex:Data', true);
define([TYPE.ATMA], 'atma:Address', true);
define([TYPE.AAAA], 'ipv6:Address', true); // RFC 3596
define([TYPE.LOC], 'loc:Location'); // RFC 1876
define([TYPE.SRV], 'u16:Priority, u16:Weight, u16:Port, name-expanded:Target', true); // RFC 2782
define([
  TYPE.NAPTR,
], 'u16:Order, u16:Preference, string:Flags, string:Services, string:Regular expression, name-expanded:Replacement');
define([TYPE.KX], 'u16:Preference, name:Exchanger', true); // RFC 2230
define([TYPE.CERT], 'u16:Certificate type, u16:Key tag, algorithm:Algorithm, base64-or-nothing:Certificate'); // RFC 4398
define([TYPE.A6], 'a6:Address', true);
define([TYPE.SINK], 'u8:Coding, u8:Subcoding, u8:Meaning, base64-or-nothing:Data');
define([TYPE.DOA], 'u32:Enterprise, u32:Type, u8:Location, string:Media type, base64-whole:Data');
define([TYPE.DNAME], 'name:Target'); // RFC 6672 §2.1
define([TYPE.APL], 'apl:Prefixes', true); // RFC 3123
// DNSSEC: RFC 4034, 5155, 7344; SIG, KEY and NXT: RFC 2535
define([
  TYPE.DS,
  TYPE.CDS,
  TYPE.DLV,
  TYPE.TA,
], 'u16:Key tag, algorithm:Algorithm, u8:Digest type, hex:Digest');
define([
  TYPE.RRSIG,
], 'type:Type covered, algorithm:Algorithm, u8:Labels, u32:Original TTL, time:Expiration, time:Inception, u16:Key tag, name:Signer, base64:Signature');
define([
  TYPE.SIG,
], 'type:Type covered, algorithm:Algorithm, u8:Labels, u32:Original TTL, time:Expiration, time:Inception, u16:Key tag, name-expanded:Signer, base64:Signature');
define([TYPE.NSEC], 'name:Next name, bitmap:Types');
define([TYPE.NXT], 'name-expanded:Next name, nxt:Types');
define([
  TYPE.DNSKEY,
  TYPE.CDNSKEY,
  TYPE.KEY,
  TYPE.RKEY,
], 'flags:Flags, u8:Protocol, algorithm:Algorithm, base64-or-nothing:Public key');
define([
  TYPE.NSEC3,
], 'u8:Hash algorithm, u8:Flags, u16:Iterations, hex8:Salt, base32:Next hashed owner, bitmap:Types');
define([TYPE.NSEC3PARAM], 'u8:Hash algorithm, u8:Flags, u16:Iterations, hex8:Salt');
define([TYPE.SSHFP], 'u8:Algorithm, u8:Fingerprint type, hex:Fingerprint'); // RFC 4255
define([TYPE.IPSECKEY], 'u8:Precedence, gateway:Gateway and key'); // RFC 4025
define([TYPE.DHCID], 'base64:Digest', true); // RFC 4701
define([TYPE.TLSA, TYPE.SMIMEA], 'u8:Usage, u8:Selector, u8:Matching type, hex:Certificate data'); // RFC 6698, 8162
define([TYPE.HIP], 'hip:Host identity'); // RFC 8005
define([TYPE.TALINK], 'name:Previous, name:Next');
define([TYPE.OPENPGPKEY], 'base64:Public key'); // RFC 7929
define([TYPE.CSYNC], 'u32:SOA serial, u16:Flags, bitmap:Types'); // RFC 7477
define([TYPE.ZONEMD], 'u32:Serial, u8:Scheme, u8:Hash algorithm, hex:Digest'); // RFC 8976
define([TYPE.SVCB, TYPE.HTTPS], 'u16:Priority, name:Target, params:Parameters', true); // RFC 9460
define([TYPE.DSYNC], 'type:Type, scheme:Scheme, u16:Port, name:Target'); // RFC 9859
// RFC 6742, 7043
define([TYPE.NID], 'u16:Preference, locator:Node identifier');
define([TYPE.L32], 'u16:Preference, ipv4:Locator');
define([TYPE.L64], 'u16:Preference, locator:Locator');
define([TYPE.LP], 'u16:Preference, name:Name');
define([TYPE.EUI48], 'eui48:Address');
define([TYPE.EUI64], 'eui64:Address');
define([TYPE.URI], 'u16:Priority, u16:Weight, text:Target'); // RFC 7553
define([TYPE.CAA], 'u8:Flags, tag:Tag, text:Value'); // RFC 8659
define([TYPE.AMTRELAY], 'u8:Precedence, relay:Relay'); // RFC 8777
define([
  TYPE.TSIG,
], 'name:Algorithm, time48:Time signed, u16:Fudge, base64-16:MAC, u16:Original ID, rcode:Error, base64-16:Other data'); // RFC 8945
define([
  TYPE.TKEY,
], 'name:Algorithm, time:Inception, time:Expiration, u16:Mode, rcode:Error, base64-16:Key, base64-16:Other data'); // RFC 2930

/** The fields of a type's RDATA in a class; null for opaque octets. */
export function shapeOf(type: number, rrClass: number = CLASS.IN): Shape | null {
  const shape = shapes.get(type);
  if (shape === undefined || (shape.inOnly && rrClass !== CLASS.IN && rrClass < CLASS.NONE)) return null;
  return shape;
}
