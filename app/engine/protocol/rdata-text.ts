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
import { CLASS, rcodeText, typeText } from './codes.ts';
import { base32hexText, base64Text, hexText } from './encodings.ts';
import { locText } from './loc.ts';
import { printingOf } from './printing.ts';
import type { Printing, RdataStyle } from './printing.ts';
import { fieldsOf, u16, u32 } from './rdata-fields.ts';
import { LAYOUTS } from './rdata-layouts.ts';
import type { FieldKind } from './rdata-shapes.ts';
import { quoted, quotedStrings } from './strings.ts';
import { svcParamsText } from './svc-params.ts';
import { timeText } from './times.ts';
import { bitmapTypes } from './type-bitmap.ts';

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
      return printing.chunks(base64Text(octets.subarray(start + 2, end)));
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

// BIND: the RCODEs that stand in TSIG and TKEY have names of their own (RFC 8945 §3, RFC 2930 §2.6).
const TSIG_RCODES = ['BADSIG', 'BADKEY', 'BADTIME', 'BADMODE', 'BADNAME', 'BADALG', 'BADTRUNC', 'BADCOOKIE'];

function tsigRcodeText(rcode: number): string {
  return TSIG_RCODES[rcode - 16] ?? rcodeText(rcode);
}
