/** The OPT pseudo-record and its options taken apart (RFC 6891). */
import { extendedErrorText } from './extended-errors.ts';
import { addressText } from './address.ts';
import { EDNS_OPTION, optionText, rcodeText } from './codes.ts';
import { field, plural } from './dissect-field.ts';
import type { DissectedField } from './dissect-field.ts';
import { rcodeNote } from './dissect-notes.ts';
import { hexText } from './encodings.ts';
import { u16, u32 } from './rdata-fields.ts';
import { durationText } from './times.ts';

export interface OptFields {
  /** The record in a few words. */
  readonly value: string;
  /** What stands where other records have class and TTL. */
  readonly before: readonly DissectedField[];
  readonly options: readonly DissectedField[];
}

/** `classAt` is where another record has its class; `end` where the record ends. */
export function dissectOptFields(
  octets: Uint8Array,
  classAt: number,
  end: number,
  rcodeLow: number,
): OptFields {
  const size = u16(octets, classAt);
  const high = octets[classAt + 2] as number;
  const version = octets[classAt + 3] as number;
  const flags = u16(octets, classAt + 4);
  const dnssecOk = (flags & 0x8000) !== 0;
  const rcode = (high << 4) | rcodeLow;
  const before = [
    field(
      'UDP payload size',
      String(size),
      classAt,
      classAt + 2,
      'The largest response that the sender of this message can take in one datagram (RFC 6891 §6.2.3).',
    ),
    field(
      'Extended RCODE',
      `${high}: ${rcodeText(rcode)}`,
      classAt + 2,
      classAt + 3,
      high === 0 ? 'The upper eight bits of the RCODE.' : rcodeNote(rcode),
    ),
    field(
      'Version',
      String(version),
      classAt + 3,
      classAt + 4,
      version === 0 ? '' : 'Only version 0 exists.',
    ),
    field('Flags', dnssecOk ? 'do' : 'none set', classAt + 4, classAt + 6, '', [
      field(
        'DO: DNSSEC OK',
        dnssecOk ? '1' : '0',
        classAt + 4,
        classAt + 5,
        dnssecOk ? 'Send signatures along, please (RFC 3225).' : '',
      ),
      field('Z: reserved', String(flags & 0x7fff), classAt + 4, classAt + 6, ''),
    ]),
  ];
  const words = [`version ${version}`, `UDP ${size}`, ...(dnssecOk ? ['DO'] : [])];
  return { value: words.join(', '), before, options: optionFields(octets, classAt + 8, end) };
}

function optionFields(octets: Uint8Array, start: number, end: number): DissectedField[] {
  const fields: DissectedField[] = [];
  let at = start;
  while (at < end) {
    const length = at + 4 > end ? 0 : u16(octets, at + 2);
    const optionEnd = at + 4 + length;
    if (optionEnd > end) {
      const what = at + 4 > end ? 'EDNS option is cut short' : 'EDNS option runs past its record';
      fields.push(field('Fault', what, at, end, `Found at octet ${at}.`));
      break;
    }
    const code = u16(octets, at);
    const data = octets.subarray(at + 4, optionEnd);
    const meaning = OPTIONS.get(code);
    const value = meaning?.text(data) ?? hexText(data);
    fields.push(
      field(`Option ${optionText(code)}`, value, at, optionEnd, meaning?.note ?? '', [
        field('Code', `${optionText(code)} (${code})`, at, at + 2, ''),
        field('Length', plural(length, 'octet'), at + 2, at + 4, ''),
        ...(length > 0 ? [field('Data', value, at + 4, optionEnd, '')] : []),
      ]),
    );
    at = optionEnd;
  }
  return fields;
}

interface OptionMeaning {
  readonly note: string;
  /** Null where the data has not the option's form. */
  text(data: Uint8Array): string | null;
}

const printable = (data: Uint8Array): string =>
  Array.from(data, (octet) => (octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '.')).join('');

const OPTIONS = new Map<number, OptionMeaning>([
  [
    EDNS_OPTION.NSID,
    {
      note: 'Which of several machines behind one address has answered (RFC 5001).',
      text: (data) => (data.length === 0 ? 'asked for' : `${hexText(data)} ("${printable(data)}")`),
    },
  ],
  [
    EDNS_OPTION.CLIENT_SUBNET,
    {
      note: 'From which network the client asks, for servers that answer by place (RFC 7871).',
      text: clientSubnetText,
    },
  ],
  [
    EDNS_OPTION.COOKIE,
    {
      note: 'A token by which both sides know each other again, against forged packets (RFC 7873).',
      text: (data) => hexText(data).toLowerCase(),
    },
  ],
  [
    EDNS_OPTION.EXPIRE,
    {
      note: 'How long a secondary may still serve its copy of the zone (RFC 7314).',
      text: (data) =>
        data.length === 4 ? durationText(u32(data, 0)) : data.length === 0 ? 'asked for' : null,
    },
  ],
  [
    EDNS_OPTION.TCP_KEEPALIVE,
    {
      note: 'How long the connection may stay idle (RFC 7828).',
      text: (data) => (data.length === 2 ? `${u16(data, 0) / 10} s` : data.length === 0 ? 'asked for' : null),
    },
  ],
  [
    EDNS_OPTION.PADDING,
    {
      note: 'Octets that mean nothing, to hide the true length (RFC 7830).',
      text: (data) => plural(data.length, 'octet'),
    },
  ],
  [
    EDNS_OPTION.EDE,
    {
      note: 'Why the server answers like this, beside the RCODE (RFC 8914).',
      text: (data) => {
        if (data.length < 2) return null;
        const code = u16(data, 0);
        const words = extendedErrorText(code);
        return `${code}${words === null ? '' : ` (${words})`}${data.length > 2 ? `: ${printable(data.subarray(2))}` : ''}`;
      },
    },
  ],
]);

/** `192.0.2.0/24/0`: address, source prefix, scope prefix (RFC 7871 §6). */
function clientSubnetText(data: Uint8Array): string | null {
  if (data.length < 4) return null;
  const family = u16(data, 0);
  const size = family === 1 ? 4 : family === 2 ? 16 : 0;
  if (data.length - 4 > size || size === 0) return null;
  const address = new Uint8Array(size);
  address.set(data.subarray(4));
  return `${addressText(address)}/${data[2]}/${data[3]}`;
}
