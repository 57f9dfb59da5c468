/**
 * RDATA in presentation form, as BIND 9.18 prints it (RFC 1035 §5, RFC 3597 §5).
 *
 * First each field becomes text after its kind; then the type's layout puts them together, on one line or, as
 * dig's +multiline does, on several with comments.
 */
import { addressText, expandedIpv6Text } from './address.ts';
import {
  a6Text,
  aplText,
  atmaText,
  gatewayText,
  hipText,
  nxtText,
  relayText,
  wksText,
} from './rare-fields.ts';
import { CLASS, TYPE, rcodeText, typeText } from './codes.ts';
import { algorithmText, certificateTypeText, keyTag } from './dnssec-codes.ts';
import { base32hexText, base64Text, hexText } from './encodings.ts';
import { locText } from './loc.ts';
import type { Name } from './name.ts';
import { nameAt } from './name-at.ts';
import { fieldsOf, u16, u32 } from './rdata-fields.ts';
import type { FieldKind } from './rdata-shapes.ts';
import { quoted, quotedStrings } from './strings.ts';
import { svcParamsText } from './svc-params.ts';
import { durationText, timeText } from './times.ts';
import { bitmapTypes } from './type-bitmap.ts';

export interface RdataStyle {
  /** Long RDATA on several lines in parentheses: dig's +multiline. */
  readonly multiline?: boolean;
  /** Comments on SOA fields and keys: dig's +rrcomments. */
  readonly comments?: boolean;
  /** Characters in a chunk of hexadecimal or base64, a multiple of 4; 0: never split. BIND: 56, on several lines 44. */
  readonly split?: number;
  /** False: keys, digests and signatures are left out: dig's +nocrypto. */
  readonly crypto?: boolean;
  /** Everything as RFC 3597 §5 has unknown types: dig's +unknownformat. */
  readonly unknownFormat?: boolean;
  /** IPv6 addresses with all their digits: dig's +expandaaaa. */
  readonly expandIpv6?: boolean;
  /** Names below it are printed relative to it. */
  readonly origin?: Name;
}

/** What field texts need of a style. */
export interface Printing {
  readonly style: RdataStyle;
  /** What stands between lines: a space, or a line break and four tabs. */
  readonly lineBreak: string;
  name(octets: Uint8Array, at: number): string;
  /** Cuts hexadecimal or base64 into chunks. */
  chunks(text: string): string;
}

/**
 * The text of an RDATA. What does not fit its type is printed as an unknown type's.
 *
 * @example rdataText(TYPE.MX, rdata) // '10 mail.example.com.'
 */
export function rdataText(
  type: number,
  rdata: Uint8Array,
  style: RdataStyle = {},
  rrClass: number = CLASS.IN,
): string {
  const printing = printingOf(style);
  const ranges = style.unknownFormat === true ? null : fieldsOf(type, rdata, rrClass);
  if (ranges === null) return unknownText(rdata, printing);
  const texts: string[] = [];
  for (const { field, start, end } of ranges) {
    const text = fieldText(field.kind, rdata, start, end, printing);
    if (text === null) return unknownText(rdata, printing);
    texts.push(text);
  }
  const layout = LAYOUTS.get(type);
  if (layout !== undefined) return layout(texts, printing, rdata);
  return texts.join(' ');
}

/** One field's text; null where its octets cannot be printed as its kind. */
export function fieldText(
  kind: FieldKind,
  octets: Uint8Array,
  start: number,
  end: number,
  printing: Printing = printingOf({}),
): string | null {
  switch (kind) {
    case 'name-compressed':
    case 'name-expanded':
    case 'name':
      return printing.name(octets, start);
    case 'u8':
    case 'algorithm':
      return String(octets[start]);
    case 'scheme':
      return octets[start] === 1 ? 'NOTIFY' : String(octets[start]); // RFC 9859 §2.1
    case 'u16':
    case 'flags':
      return String(u16(octets, start));
    case 'u32':
    case 'ttl':
      return String(u32(octets, start));
    case 'u48':
    case 'time48':
      return String(u16(octets, start) * 2 ** 32 + u32(octets, start + 2));
    case 'time':
      return timeText(u32(octets, start));
    case 'type':
      return typeText(u16(octets, start));
    case 'rcode':
      return tsigRcodeText(u16(octets, start));
    case 'ipv4':
      return addressText(octets.subarray(start, end));
    case 'ipv6':
      return printing.style.expandIpv6 === true
        ? expandedIpv6Text(octets.subarray(start, end))
        : addressText(octets.subarray(start, end));
    case 'string':
    case 'digits':
      return quoted(octets, start + 1, end);
    case 'tag':
      return String.fromCharCode(...octets.subarray(start + 1, end)).replace(/[^!-~]/g, '?');
    case 'hex8':
      return end - start === 1 ? '-' : hexText(octets.subarray(start + 1, end));
    case 'base32':
      return base32hexText(octets.subarray(start + 1, end));
    case 'base64-16':
      return base64Text(octets.subarray(start + 2, end));
    case 'locator':
      return [0, 2, 4, 6].map((i) => u16(octets, start + i).toString(16)).join(':');
    case 'eui48':
    case 'eui64':
      return Array.from(octets.subarray(start, end), (o) => o.toString(16).padStart(2, '0')).join('-');
    case 'strings':
      return quotedStrings(octets, start, end);
    case 'text':
      return quoted(octets, start, end);
    case 'hex':
    case 'hex-or-nothing':
      return printing.chunks(hexText(octets.subarray(start, end)));
    case 'base64':
    case 'base64-or-nothing':
      return printing.chunks(base64Text(octets.subarray(start, end)));
    case 'nsap':
      return '0x' + hexText(octets.subarray(start, end)).toLowerCase();
    case 'bitmap':
      return bitmapTypes(octets, start, end).map(typeText).join(' ');
    case 'params':
      return svcParamsText(octets, start, end);
    case 'apl':
      return aplText(octets, start, end);
    case 'loc':
      return locText(octets, start);
    case 'wks':
      return wksText(octets, start, end);
    case 'nxt':
      return nxtText(octets, start, end);
    case 'gateway':
      return gatewayText(octets, start, end, printing);
    case 'relay':
      return relayText(octets, start, end, printing);
    case 'hip':
      return hipText(octets, start, end, printing);
    case 'a6':
      return a6Text(octets, start, end, printing);
    case 'atma':
      return atmaText(octets, start, end);
    case 'base64-whole':
      return base64Text(octets.subarray(start, end)) || '-';
  }
}

/** RFC 3597 §5: `\# length hex`. */
function unknownText(rdata: Uint8Array, printing: Printing): string {
  if (rdata.length === 0) return '\\# 0';
  const data = printing.chunks(hexText(rdata));
  return `\\# ${rdata.length} ${printing.style.multiline === true ? `( ${data} )` : data}`;
}

function printingOf(style: RdataStyle): Printing {
  const lineBreak = style.multiline === true ? '\n\t\t\t\t' : ' ';
  const width = style.split ?? (style.multiline === true ? 44 : 56);
  const origin = style.origin;
  return {
    style,
    lineBreak,
    name(octets, at) {
      const name = nameAt(octets, at);
      // BIND: a name equal to the origin, and any name where the origin is the root, is printed in full.
      if (origin === undefined || origin.isRoot || !name.isBelow(origin)) return name.toString();
      return name.relativeTo(origin);
    },
    chunks(text) {
      if (width === 0 || text.length <= width) return text;
      const parts: string[] = [];
      for (let i = 0; i < text.length; i += width) parts.push(text.slice(i, i + width));
      return parts.join(lineBreak);
    },
  };
}

// BIND: the RCODEs that stand in TSIG and TKEY have names of their own (RFC 8945 §3, RFC 2930 §2.6).
const TSIG_RCODES = ['BADSIG', 'BADKEY', 'BADTIME', 'BADMODE', 'BADNAME', 'BADALG', 'BADTRUNC', 'BADCOOKIE'];

function tsigRcodeText(rcode: number): string {
  return TSIG_RCODES[rcode - 16] ?? rcodeText(rcode);
}

type Layout = (texts: string[], printing: Printing, rdata: Uint8Array) => string;

/** Fields before a last one of data, which several lines put into parentheses. `omits`: +nocrypto leaves it out. */
function dataLast(omits: boolean): Layout {
  return (texts, { style, lineBreak }) => {
    const front = texts.slice(0, -1).join(' ');
    const data = omits && style.crypto === false ? '[omitted]' : (texts.at(-1) ?? '');
    return style.multiline === true ? `${front} (${lineBreak}${data} )` : `${front} ${data}`;
  };
}

/** Everything in parentheses. */
function enclosed(omits: boolean): Layout {
  return (texts, { style }) => {
    const data = omits && style.crypto === false ? '[omitted]' : texts.join(' ');
    return style.multiline === true ? `( ${data} )` : data;
  };
}

const soaLayout: Layout = ([mname = '', rname = '', ...numbers], { style, lineBreak }) => {
  if (style.multiline !== true) return [mname, rname, ...numbers].join(' ');
  const names = ['serial', 'refresh', 'retry', 'expire', 'minimum'];
  const lines = numbers.map((number, i) => {
    if (style.comments !== true) return lineBreak + number;
    const comment = i === 0 ? names[0] : `${names[i]} (${durationText(Number(number))})`;
    return `${lineBreak}${number.padEnd(10)} ; ${comment}`;
  });
  return `${mname} ${rname} (${lines.join('')}${style.comments === true ? lineBreak : ''})`;
};

/** BIND: a DNSKEY's comment says what the key is for (RFC 4034 §2.1.1, RFC 5011 §7); that of the older KEY does not. */
function keyLayout(tellsRole: boolean): Layout {
  return (texts, { style, lineBreak }, rdata) => {
    const multiline = style.multiline === true;
    const front = texts.slice(0, 3).join(' ');
    const key = texts[3] ?? '';
    if (key === '') return front;
    const tag = keyTag(rdata);
    const data = style.crypto === false ? `[key id = ${tag}]` : key;
    let text = front + (multiline ? ' (' : '') + lineBreak + data;
    if (style.comments !== true) return multiline ? text + ' )' : text;
    text += lineBreak + (multiline ? ')' : '');
    const flags = u16(rdata, 0);
    const role = (flags & 1) === 0 ? 'ZSK' : (flags & 0x80) !== 0 ? 'revoked KSK' : 'KSK';
    const comment = `; alg = ${algorithmText(rdata[3] ?? 0)} ; key id = ${tag}`;
    return `${text}${tellsRole ? ` ; ${role}` : ''}${comment}`;
  };
}

function signatureLayout(isSig: boolean): Layout {
  return (texts, { style, lineBreak }) => {
    const [type, algorithm, labels, ttl, expiration, inception, tag, signer, signature] = texts;
    const data = !isSig && style.crypto === false ? '[omitted]' : signature;
    const open = style.multiline === true ? ' (' : '';
    const close = style.multiline === true ? ' )' : '';
    const front = `${type} ${algorithm} ${labels} ${ttl}`;
    // BIND: RRSIG breaks the line before the times, the older SIG between them.
    const times = isSig
      ? ` ${expiration}${open}${lineBreak}${inception}`
      : `${open}${lineBreak}${expiration} ${inception}`;
    return `${front}${times} ${tag} ${signer}${lineBreak}${data}${close}`;
  };
}

const nsec3Layout: Layout = (texts, { style, lineBreak }) => {
  const [hash, flags, iterations, salt, next, types] = texts;
  const open = style.multiline === true ? ' (' : '';
  const tail = types === '' ? '' : `${lineBreak}${types}`;
  return `${hash} ${flags} ${iterations} ${salt}${open}${lineBreak}${next}${tail}${open ? ' )' : ''}`;
};

const bitmapLayout: Layout = (texts) => texts.filter((text) => text !== '').join(' ');

const tsigLayout: Layout = (texts, { style, lineBreak }, rdata) => {
  const [algorithm, signed, fudge, mac = '', id, error, other] = texts;
  const macLength = u16(rdata, rdata.indexOf(0) + 9);
  const otherLength = Math.max(0, rdata.length - (rdata.indexOf(0) + 17 + macLength));
  const multiline = style.multiline === true;
  return (
    `${algorithm} ${signed} ${fudge} ${macLength}${multiline ? ' (' : ''}${lineBreak}${mac}` +
    `${multiline ? ' ) ' : ' '}${id} ${error} ${otherLength} ${other}`
  );
};

const dhcidLayout: Layout = (texts, { style }, rdata) => {
  const data = texts.join(' ');
  if (style.multiline !== true) return data;
  return `( ${data} )${rdata.length >= 3 ? ` ; ${u16(rdata, 0)} ${rdata[2]} ${rdata.length - 3}` : ''}`;
};

const certLayout: Layout = ([type = '', tag = '', algorithm = '', data = ''], printing) =>
  dataLast(false)(
    [certificateTypeText(Number(type)), tag, algorithmText(Number(algorithm)), data],
    printing,
    new Uint8Array(0),
  );

const LAYOUTS = new Map<number, Layout>([
  [TYPE.SOA, soaLayout],
  [TYPE.DNSKEY, keyLayout(true)],
  [TYPE.CDNSKEY, keyLayout(true)],
  [TYPE.KEY, keyLayout(false)],
  [TYPE.RKEY, keyLayout(false)],
  [TYPE.RRSIG, signatureLayout(false)],
  [TYPE.SIG, signatureLayout(true)],
  [TYPE.NSEC, bitmapLayout],
  [TYPE.CSYNC, bitmapLayout],
  [TYPE.SVCB, bitmapLayout],
  [TYPE.HTTPS, bitmapLayout],
  [TYPE.NSEC3, nsec3Layout],
  [TYPE.DS, dataLast(true)],
  [TYPE.CDS, dataLast(true)],
  [TYPE.DLV, dataLast(true)],
  [TYPE.TA, dataLast(true)],
  [TYPE.ZONEMD, dataLast(true)],
  [TYPE.SSHFP, dataLast(false)],
  [TYPE.TLSA, dataLast(false)],
  [TYPE.SMIMEA, dataLast(false)],
  [TYPE.SINK, dataLast(false)],
  [TYPE.CERT, certLayout],
  [TYPE.OPENPGPKEY, enclosed(true)],
  [TYPE.EID, enclosed(false)],
  [TYPE.NIMLOC, enclosed(false)],
  [TYPE.IPSECKEY, enclosed(false)],
  [TYPE.HIP, enclosed(false)],
  [TYPE.DHCID, dhcidLayout],
  [TYPE.TSIG, tsigLayout],
]);
