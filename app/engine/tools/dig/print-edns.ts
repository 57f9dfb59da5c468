/**
 * The OPT record in words: `; EDNS: version: 0, flags: do; udp: 1232` and a line for each option.
 */
import { EDNS_OPTION } from '../../protocol/codes.ts';
import { extendedErrorText } from '../../protocol/extended-errors.ts';
import type { Edns, EdnsOption } from '../../protocol/message.ts';
import { addressText } from '../../protocol/rdata.ts';
import { hexText } from './numbers.ts';
import type { Received } from './print-parts.ts';

/** The pseudo-section; `yaml` gives the lines of +yaml. */
export function ednsLines(edns: Edns, cookie: Received['cookie'], yaml: boolean): string[] {
  const flags = `${edns.dnssecOk ? ' do' : ''}${(edns.z & 0x4000) !== 0 ? ' co' : ''}`;
  const rest = edns.z & 0x3fff;
  const mbz = `MBZ: 0x${rest.toString(16).padStart(4, '0')}`;
  const lines: string[] = [];
  if (yaml) {
    lines.push('EDNS:', `  version: ${edns.version}`, `  flags:${flags}`);
    if (rest !== 0) lines.push(`  ${mbz}`);
    lines.push(`  udp: ${edns.udpSize}`);
  } else {
    lines.push(
      `; EDNS: version: ${edns.version}, flags:${flags};${rest === 0 ? '' : ` ${mbz},`} udp: ${edns.udpSize}`,
    );
  }
  for (const option of edns.options) {
    const text = optionLines(option, cookie, yaml);
    lines.push(...text.map((line) => (yaml ? (line === '' ? '' : `  ${line}`) : `; ${line}`)));
  }
  return lines;
}

function optionLines(option: EdnsOption, cookie: Received['cookie'], yaml: boolean): string[] {
  const { code, data } = option;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const numbers = (): string =>
    Array.from({ length: data.length >> 1 }, (_, i) => view.getUint16(2 * i)).join(', ');
  switch (code) {
    case EDNS_OPTION.LLQ:
      if (data.length !== 18) return [withOctets('LLQ', data)];
      return [
        `LLQ: Version: ${view.getUint16(0)}, Opcode: ${view.getUint16(2)}, Error: ${view.getUint16(4)}, ` +
          `Identifier: ${view.getBigUint64(6)}, Lifetime: ${view.getUint32(14)}`,
      ];
    case EDNS_OPTION.NSID:
      return [withOctets('NSID', data)];
    case EDNS_OPTION.CLIENT_SUBNET:
      return [subnetText(data) ?? withOctets('CLIENT-SUBNET', data)];
    case EDNS_OPTION.EXPIRE:
      if (data.length !== 4) return [withOctets('EXPIRE', data)];
      return [`EXPIRE: ${view.getUint32(0)} (${longDuration(view.getUint32(0))})`];
    case EDNS_OPTION.COOKIE:
      return [`COOKIE: ${hexText(data)}${cookie === null ? '' : ` (${cookie})`}`];
    case EDNS_OPTION.TCP_KEEPALIVE: {
      const name = yaml ? 'TCP-KEEPALIVE' : 'TCP KEEPALIVE';
      if (data.length !== 2) return [withOctets(name, data)];
      const tenths = view.getUint16(0);
      return [`${name}: ${Math.floor(tenths / 10)}.${tenths % 10} secs`];
    }
    case EDNS_OPTION.PADDING:
      if (yaml) return [withOctets('PAD', data)];
      return [data.length === 0 ? 'PAD:' : `PAD: (${data.length} bytes)`];
    case EDNS_OPTION.KEY_TAG:
      return [
        data.length >= 2 && data.length % 2 === 0 ? `KEY-TAG: ${numbers()}` : withOctets('KEY-TAG', data),
      ];
    case EDNS_OPTION.EDE:
      return data.length >= 2 ? errorLines(view, data, yaml) : [withOctets('EDE', data)];
    case EDNS_OPTION.CLIENT_TAG:
      return [data.length === 2 ? `CLIENT-TAG: ${numbers()}` : withOctets('CLIENT-TAG', data)];
    case EDNS_OPTION.SERVER_TAG:
      return [data.length === 2 ? `SERVER-TAG: ${numbers()}` : withOctets('SERVER-TAG', data)];
    default:
      return [withOctets(`OPT=${code}`, data)];
  }
}

/** The octets in hexadecimal and as characters: `NSID: 61 62 63 ("abc")`. */
function withOctets(name: string, data: Uint8Array): string {
  if (data.length === 0) return `${name}:`;
  const text = Array.from(data, (octet) => (isPrintable(octet) ? String.fromCharCode(octet) : '.')).join('');
  return `${name}: ${hexText(data, ' ')} ("${text}")`;
}

function isPrintable(octet: number): boolean {
  return octet >= 0x20 && octet < 0x7f;
}

/** RFC 7871 §6: address, source prefix, scope. */
function subnetText(data: Uint8Array): string | null {
  if (data.length < 4) return null;
  const family = ((data[0] ?? 0) << 8) | (data[1] ?? 0);
  const [source, scope] = [data[2] ?? 0, data[3] ?? 0];
  if (family === 0) return `CLIENT-SUBNET: 0/${source}/${scope}`;
  const size = family === 1 ? 4 : family === 2 ? 16 : 0;
  if (size === 0 || data.length - 4 > size) return null;
  const octets = new Uint8Array(size);
  octets.set(data.subarray(4));
  return `CLIENT-SUBNET: ${addressText(octets)}/${source}/${scope}`;
}

/** RFC 8914: a number, its meaning, and the server's own words. */
function errorLines(view: DataView, data: Uint8Array, yaml: boolean): string[] {
  const code = view.getUint16(0);
  const meaning = extendedErrorText(code);
  const head = `${code}${meaning === null ? '' : ` (${meaning})`}`;
  const words = Array.from(data.subarray(2), (octet) =>
    octet < 0x20 || octet === 0x7f ? '.' : String.fromCharCode(octet),
  ).join('');
  // BIND: without words an empty line stands in their place.
  if (yaml) return ['EDE:', `  INFO-CODE: ${head}`, words === '' ? '' : `  EXTRA-TEXT: "${words}"`];
  return [`EDE: ${head}${words === '' ? '' : `: (${words})`}`];
}

/** BIND: `2 weeks 1 day`. */
function longDuration(seconds: number): string {
  const parts: string[] = [];
  let rest = seconds;
  for (const [name, size] of [
    ['week', 604800],
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const) {
    const count = Math.floor(rest / size);
    rest %= size;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts.length === 0 ? '0 seconds' : parts.join(' ');
}
