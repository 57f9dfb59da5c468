/**
 * How the texts of an RDATA's fields are put together: for most types with spaces between, for these as BIND does it, on one
 * line or on several.
 */
import { TYPE } from './codes.ts';
import { algorithmText, certificateTypeText, keyTag } from './dnssec-codes.ts';
import type { Printing } from './printing.ts';
import { u16 } from './rdata-fields.ts';
import { durationText } from './times.ts';

export type Layout = (texts: string[], printing: Printing, rdata: Uint8Array) => string;

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
  const data = macLength === 0 ? '' : multiline ? ` (${lineBreak}${mac} )` : `${lineBreak}${mac}`;
  return `${algorithm} ${signed} ${fudge} ${macLength}${data} ${id} ${error} ${otherLength} ${other}`;
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

export const LAYOUTS: ReadonlyMap<number, Layout> = new Map<number, Layout>([
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
