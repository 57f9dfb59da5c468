/** The options of a TCP header (RFC 9293 §3.1). Simplified: Multipath TCP's are told as octets. */
import type { Dissection } from './dissection.ts';

const END = 0;
const NOTHING = 1;

const WORDS: Readonly<Record<number, string>> = {
  [END]: 'eol',
  [NOTHING]: 'nop',
  2: 'mss',
  3: 'wscale',
  4: 'sackOK',
  5: 'sack',
  6: 'echo',
  7: 'echoreply',
  8: 'TS',
  11: 'cc',
  12: 'ccnew',
  13: '',
  19: 'md5',
  20: 'scps',
  28: 'uto',
  29: 'tcp-ao',
  30: 'mptcp',
  34: 'tfo',
  254: 'exp',
};

/** One option's data. */
interface OptionData {
  readonly at: number;
  /** What its length octet leaves for data. */
  readonly length: number;
  /** What the header has left, however long the option says it is. */
  readonly left: number;
}

/** False where an option is broken, and the line ends with it. */
export function printTcpOptions(d: Dissection, start: number, size: number): boolean {
  d.print(', options [');
  let left = size;
  for (let at = start; left > 0;) {
    if (at > start) d.print(',');
    const code = d.u8(at++);
    left--;
    let length = 0;
    if (code !== END && code !== NOTHING) {
      const said = d.u8(at++);
      if (said < 2 || said > left + 1) return bad(d, at - 2 > start);
      left--;
      length = said - 2;
    }
    d.print(WORDS[code] ?? `unknown-${code}`);
    // tcpdump goes on behind what it has read, whatever the option's length says.
    const used = printOption(d, code, { at, length, left });
    if (used === 'cut') {
      d.cutShort();
      if (at - 2 > start) d.print('>');
      return false;
    }
    if (used === null) return bad(d, at - 2 > start);
    if (used !== length) d.print(`[len ${length + 2}]`);
    at += used;
    left -= used;
    if (code === END) break;
  }
  d.print(']');
  return true;
}

function bad(d: Dissection, later: boolean): false {
  d.print(later ? '[bad opt]]' : '[bad opt]');
  return false;
}

/** How many octets it took; null where the header ends before that, `cut` where the packet does. */
type Used = number | null | 'cut';

function printOption(d: Dissection, code: number, data: OptionData): Used {
  const { at, length } = data;
  const fixed = FIXED[code];
  if (fixed !== undefined) {
    const lack = lacks(d, data, fixed.size);
    if (lack !== undefined) return lack;
    d.print(fixed.text(d, at));
    return fixed.size;
  }
  switch (code) {
    case END:
    case NOTHING:
    case 4:
      return 0;
    case 5:
      return printSack(d, data);
    case 29:
      return printAuthentication(d, data);
    case 34:
      return printFastOpen(d, data);
    case 254:
      return printExperiment(d, data);
    default:
      if (length > 0) d.print(' 0x');
      for (let i = 0; i < length; i++) {
        const lack = lacks(d, data, i + 1);
        if (lack !== undefined) return lack;
        d.print(d.hex(at + i, 1));
      }
      return length;
  }
}

const NUMBER = { size: 4, text: (d: Dissection, at: number) => ` ${d.u32(at)}` };

const FIXED: Readonly<
  Record<number, { readonly size: number; readonly text: (d: Dissection, at: number) => string }>
> = {
  2: { size: 2, text: (d, at) => ` ${d.u16(at)}` },
  3: { size: 1, text: (d, at) => ` ${d.u8(at)}` },
  6: NUMBER,
  7: NUMBER,
  8: { size: 8, text: (d, at) => ` val ${d.u32(at)} ecr ${d.u32(at + 4)}` },
  11: NUMBER,
  12: NUMBER,
  13: NUMBER,
  19: {
    size: 16,
    text: (d, at) => ` shared secret not supplied with -M, can't check - ${d.hex(at, 16)}`,
  },
  20: { size: 2, text: (d, at) => ` cap ${d.hex(at, 1)} id ${d.u8(at + 1)}` },
  // tcpdump takes the lowest bit for the one that says minutes (RFC 5482 §3: it is the highest).
  28: {
    size: 2,
    text: (d, at) => {
      const value = d.u16(at);
      return ` 0x${value.toString(16)} ${(value & 1) !== 0 ? (value >> 1) * 60 : value >> 1}`;
    },
  },
};

/** Undefined where so many octets can be read; else what the option's printer gives back. */
function lacks(d: Dissection, { at, left }: OptionData, count: number): null | 'cut' | undefined {
  if (count > left) return null;
  return d.holds(at, count) ? undefined : 'cut';
}

/** RFC 2018 §3. */
function printSack(d: Dissection, data: OptionData): Used {
  const { at, length } = data;
  if (length % 8 !== 0) {
    d.print(' invalid sack');
    return length;
  }
  d.print(` ${length / 8} `);
  for (let i = 0; i < length; i += 8) {
    const lack = lacks(d, data, i + 8);
    if (lack !== undefined) return lack;
    d.print(`{${d.u32(at + i)}:${d.u32(at + i + 4)}}`);
  }
  return length;
}

/** RFC 5925 §2.2. */
function printAuthentication(d: Dissection, data: OptionData): Used {
  const { at, length } = data;
  if (length < 2) {
    d.invalid();
    return length;
  }
  const lack = lacks(d, data, length);
  if (lack !== undefined) return lack;
  d.print(` keyid ${d.u8(at)} rnextkeyid ${d.u8(at + 1)}`);
  if (length > 2) d.print(` mac 0x${d.hex(at + 2, length - 2)}`);
  return length;
}

/** RFC 7413 §4.1.1: a cookie, or the request for one. */
function printFastOpen(d: Dissection, data: OptionData): Used {
  const { at, length } = data;
  const lack = lacks(d, data, length);
  if (lack !== undefined) return lack;
  d.print(' ');
  if (length === 0) d.print(' cookiereq');
  else if (length % 2 !== 0 || length < 4 || length > 16) d.invalid();
  else d.print(` cookie ${d.hex(at, length)}`);
  return length;
}

/** RFC 6994 §3: the first two octets say whose experiment it is. */
function printExperiment(d: Dissection, data: OptionData): Used {
  const lack = lacks(d, data, data.length);
  if (lack !== undefined) return lack;
  if (data.length < 2) return null;
  d.print(`-${d.hex(data.at, 2)}`);
  return data.length;
}
