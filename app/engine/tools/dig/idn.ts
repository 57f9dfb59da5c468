/**
 * Internationalised names (RFC 5890 to 5892) for +idnin and +idnout: Punycode (RFC 3492) label by label.
 *
 * Texts are strings of octets here, as everywhere in dig. What may stand in a name is in idna.ts.
 */
import { decodedProblem, labelProblem, mapped } from './idna.ts';
import type { IdnProblem } from './idna.ts';

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const FIRST_BIAS = 72;
const FIRST_NON_ASCII = 0x80;
const LONGEST = 1000;
const LONGEST_LABEL = 63;

/** A name as people write it (UTF-8 octets) in the form that the DNS carries. */
export function asciiName(text: string): string | IdnProblem {
  let unicode = text;
  if (/[\x80-\xff]/.test(text)) {
    try {
      const octets = Uint8Array.from(text, (c) => c.charCodeAt(0));
      unicode = mapped(new TextDecoder('utf-8', { fatal: true }).decode(octets));
    } catch {
      // Not UTF-8: the octets stand for themselves.
      return text;
    }
  }
  const labels: string[] = [];
  for (const label of unicode.split(/[.\u3002\uff0e\uff61]/)) {
    const words = isIdn(label) ? encodedProblem(label) : labelProblem(label);
    if (words !== null) return { kind: 'idn-problem', words };
    const ascii = /[^\x00-\x7f]/.test(label) ? `xn--${encode(label)}` : label;
    if (ascii !== label && ascii.length > LONGEST_LABEL)
      return { kind: 'idn-problem', words: 'punycode encoded data will be too large' };
    labels.push(ascii);
  }
  return labels.join('.');
}

/** A name in presentation form with its IDN labels as people write them, in UTF-8 octets. */
export function unicodeName(text: string): string {
  if (!/xn--/i.test(text)) return text;
  const labels = text.split('.').map((label) => {
    const decoded = isIdn(label) && encodedProblem(label) === null ? decode(label.slice(4)) : null;
    return decoded === null ? label : utf8Octets(decoded);
  });
  return labels.join('.');
}

function isIdn(label: string): boolean {
  return /^xn--/i.test(label);
}

/** What is wrong with a label that says it is Punycode; null: it is what its characters are encoded as. */
function encodedProblem(label: string): string | null {
  const decoded = decode(label.slice(4).toLowerCase());
  const sound =
    decoded !== null && /[^\x00-\x7f]/.test(decoded) && encode(decoded) === label.slice(4).toLowerCase();
  return sound ? decodedProblem(decoded) : 'string contains invalid punycode data';
}

/** A text's UTF-8 octets, a character each. */
export function utf8Octets(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return Array.from(new TextEncoder().encode(text), (octet) => String.fromCharCode(octet)).join('');
}

/** RFC 3492 §6.3. */
function encode(label: string): string {
  const points = Array.from(label.slice(0, LONGEST), (c) => c.codePointAt(0) ?? 0);
  const basic = points.filter((point) => point < FIRST_NON_ASCII);
  let output = String.fromCharCode(...basic);
  let handled = basic.length;
  if (handled > 0) output += '-';
  let n = FIRST_NON_ASCII;
  let delta = 0;
  let bias = FIRST_BIAS;
  while (handled < points.length) {
    const next = Math.min(...points.filter((point) => point >= n));
    delta += (next - n) * (handled + 1);
    n = next;
    for (const point of points) {
      if (point < n) delta++;
      if (point !== n) continue;
      let q = delta;
      for (let k = BASE; ; k += BASE) {
        const t = threshold(k, bias);
        if (q < t) break;
        output += digit(t + ((q - t) % (BASE - t)));
        q = Math.floor((q - t) / (BASE - t));
      }
      output += digit(q);
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return output;
}

/** RFC 3492 §6.2; null for what is no Punycode. */
function decode(text: string): string | null {
  const dash = text.lastIndexOf('-');
  const points = Array.from(dash > 0 ? text.slice(0, dash) : '', (c) => c.charCodeAt(0));
  let n = FIRST_NON_ASCII;
  let i = 0;
  let bias = FIRST_BIAS;
  for (let at = dash > 0 ? dash + 1 : 0; at < text.length;) {
    const before = i;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const value = at < text.length ? digitValue(text.charCodeAt(at++)) : -1;
      if (value < 0) return null;
      i += value * weight;
      const t = threshold(k, bias);
      if (value < t) break;
      weight *= BASE - t;
      if (i > 0x7fffffff || weight > 0x7fffffff) return null;
    }
    bias = adapt(i - before, points.length + 1, before === 0);
    n += Math.floor(i / (points.length + 1));
    i %= points.length + 1;
    if (n > 0x10ffff || (n >= 0xd800 && n < 0xe000)) return null;
    points.splice(i++, 0, n);
  }
  return String.fromCodePoint(...points);
}

function threshold(k: number, bias: number): number {
  return Math.min(Math.max(k - bias, T_MIN), T_MAX);
}

function adapt(delta: number, count: number, first: boolean): number {
  let rest = first ? Math.floor(delta / DAMP) : Math.floor(delta / 2);
  rest += Math.floor(rest / count);
  let k = 0;
  while (rest > ((BASE - T_MIN) * T_MAX) / 2) {
    rest = Math.floor(rest / (BASE - T_MIN));
    k += BASE;
  }
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}

function digit(value: number): string {
  return String.fromCharCode(value < 26 ? value + 0x61 : value - 26 + 0x30);
}

function digitValue(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  if (code >= 0x41 && code <= 0x5a) return code - 0x41;
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 26;
  return -1;
}
