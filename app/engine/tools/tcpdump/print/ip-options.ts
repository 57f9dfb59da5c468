/** The options of an IPv4 header (RFC 791 §3.1). */
import { CutShort, type Dissection } from './dissection.ts';

const END = 0;
const NOTHING = 1;
const RECORD_ROUTE = 7;
const TIMESTAMP = 68;
const SECURITY = 130;
const LOOSE_ROUTE = 131;
const STRICT_ROUTE = 137;
const ROUTER_ALERT = 148;
const TRACEROUTE = 82;

const WORDS: Readonly<Record<number, string>> = {
  [END]: 'EOL',
  [NOTHING]: 'NOP',
  [TIMESTAMP]: 'timestamp',
  [SECURITY]: 'security',
  [RECORD_ROUTE]: 'RR',
  [STRICT_ROUTE]: 'SSRR',
  [LOOSE_ROUTE]: 'LSRR',
  [ROUTER_ALERT]: 'RA',
  [TRACEROUTE]: 'traceroute',
};

/** False where the packet ends in them. */
export function printIpOptions(d: Dissection, start: number, length: number): boolean {
  let left = length;
  for (let at = start; left > 0;) {
    if (at > start) d.print(',');
    if (!d.holds(at, 1)) return cut(d);
    const code = d.u8(at);
    d.print(WORDS[code] ?? `unknown ${code}`);
    let size = 1;
    if (code !== END && code !== NOTHING) {
      if (!d.holds(at, 2)) return cut(d);
      size = d.u8(at + 1);
    }
    if ((code !== END && code !== NOTHING && size < 2) || size > left) {
      d.print(` [bad length ${size}]`);
      return true;
    }
    if (!d.holds(at, size)) {
      d.print(' [truncated-option]');
      return true;
    }
    if (code === END) return true;
    printOption(d, code, at, size);
    at += size;
    left -= size;
  }
  return true;
}

function cut(d: Dissection): false {
  d.cutShort();
  return false;
}

function printOption(d: Dissection, code: number, at: number, size: number): void {
  switch (code) {
    case TIMESTAMP:
      printTimestamps(d, at, size);
      return;
    case RECORD_ROUTE:
    case STRICT_ROUTE:
    case LOOSE_ROUTE:
      printRoute(d, at, size);
      return;
    case ROUTER_ALERT:
      if (size < 4) d.print(` [bad length ${size}]`);
      else if (d.u16(at + 2) !== 0) d.print(` value ${d.u16(at + 2)}`);
  }
}

function printRoute(d: Dissection, at: number, size: number): void {
  if (size < 3) {
    d.print(` [bad length ${size}]`);
    return;
  }
  if (((size + 1) & 3) !== 0) d.print(` [bad length ${size}]`);
  // Zero wraps round to the largest.
  const pointer = (d.u8(at + 2) - 1) >>> 0;
  if (pointer < 3 || ((pointer + 1) & 3) !== 0 || pointer > size + 1) d.print(` [bad ptr ${d.u8(at + 2)}]`);
  for (let i = 3; i < size; i += 4) {
    d.print(` ${d.address(at + i, 4)}`);
    if (pointer > i) d.print(',');
  }
}

function printTimestamps(d: Dissection, at: number, size: number): void {
  if (size < 4) {
    d.print(`[bad length ${size}]`);
    return;
  }
  const kind = d.u8(at + 3) & 15;
  const step = kind === 0 ? 4 : 8;
  const pointer = d.u8(at + 2) - 1;
  const missed = d.u8(at + 3) >> 4;
  d.print(' TS{');
  if (((size - 4) & (step - 1)) !== 0) d.print(`[bad length ${size}]`);
  if (pointer < 4 || ((pointer - 4) & (step - 1)) !== 0 || pointer > size + 1)
    d.print(`[bad ptr ${d.u8(at + 2)}]`);
  const word = ['TSONLY', 'TS+ADDR', 'PRESPEC2.0', 'PRESPEC'][kind];
  let i = 0;
  if (word === undefined) d.print(`[bad ts type ${kind}]`);
  else {
    d.print(word);
    for (i = 4; i < size; i += step) {
      const address = step === 8 ? d.address(at + i, 4) : '';
      d.print(`${pointer === i ? ' ^ ' : ' '}${d.u32(at + i + step - 4)}@${address}`);
    }
  }
  d.print(pointer === i ? ' ^ ' : '');
  d.print(missed > 0 ? ` [${missed} hops not recorded]} ` : '}');
}

/** Where the address stands that a packet goes to in the end: the last one of a source route, else the header's own. */
export function finalDestination(d: Dissection, header: number, headerLength: number): number {
  const own = header + 16;
  const end = header + headerLength;
  try {
    for (let at = header + 20; at < end;) {
      const code = d.u8(at);
      if (code === END) return own;
      const size = code === NOTHING ? 1 : d.u8(at + 1);
      if (code !== NOTHING && size < 2) return own;
      d.needs(at, size);
      if ((code === STRICT_ROUTE || code === LOOSE_ROUTE) && size >= 7) return at + size - 4;
      at += size;
    }
  } catch (error) {
    if (!(error instanceof CutShort)) throw error;
  }
  return own;
}
