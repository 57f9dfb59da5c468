/**
 * A domain name as a value: octet labels, case preserved, compared without case (RFC 1035 §2.3.3, RFC 4343).
 *
 * Presentation form follows RFC 1035 §5.1: `\.` for a dot inside a label, `\DDD` (decimal) for an octet that
 * is not printable. Everything here works on octets; no label is ever read as UTF-8.
 */

/** Why a text or a list of labels is no domain name. `column` counts characters of the text from 1. */
export interface NameProblem {
  readonly kind: 'name-problem';
  readonly reason: 'empty-label' | 'label-too-long' | 'name-too-long' | 'bad-escape' | 'empty-name';
  readonly column: number;
}

const MAX_NAME_OCTETS = 255; // RFC 1035 §2.3.4
const MAX_LABEL_OCTETS = 63;

/** Room for making keys, by length. */
const scratch: number[][] = [];

export class Name {
  /** The uncompressed wire form, closing zero octet included: 1 to 255 octets. */
  readonly wire: Uint8Array;
  /** How many labels, the root's empty one not counted: 0 for the root. */
  readonly labelCount: number;
  #key: string | undefined;

  private constructor(wire: Uint8Array, labelCount: number) {
    this.wire = wire;
    this.labelCount = labelCount;
  }

  static readonly root: Name = new Name(new Uint8Array([0]), 0);

  /**
   * Takes an uncompressed wire form that is already known to be well formed (a decoder has walked it).
   * The octets are kept, not copied.
   */
  static fromTrustedWire(wire: Uint8Array, labelCount: number): Name {
    return wire.length === 1 ? Name.root : new Name(wire, labelCount);
  }

  /** Makes a name of labels, the leftmost first. */
  static fromLabels(labels: readonly Uint8Array[]): Name | NameProblem {
    let length = 1;
    for (const label of labels) {
      if (label.length === 0) return problem('empty-label', 1);
      if (label.length > MAX_LABEL_OCTETS) return problem('label-too-long', 1);
      length += label.length + 1;
    }
    if (length > MAX_NAME_OCTETS) return problem('name-too-long', 1);
    const wire = new Uint8Array(length);
    let at = 0;
    for (const label of labels) {
      wire[at++] = label.length;
      wire.set(label, at);
      at += label.length;
    }
    return Name.fromTrustedWire(wire, labels.length);
  }

  /**
   * Reads presentation form. A text without a closing dot is relative to `origin`; `@` is not special here.
   *
   * @example Name.parse('www.example.com.') // absolute
   * @example Name.parse('www', exampleCom) // www.example.com.
   */
  static parse(text: string, origin: Name = Name.root): Name | NameProblem {
    if (text === '') return problem('empty-name', 1);
    if (text === '.') return Name.root;
    const octets: number[] = [];
    let lengthAt = 0;
    let labelCount = 0;
    let absolute = false;
    octets.push(0);
    const endLabel = (column: number): NameProblem | null => {
      const length = octets.length - lengthAt - 1;
      if (length === 0) return problem('empty-label', column);
      if (length > MAX_LABEL_OCTETS) return problem('label-too-long', column);
      octets[lengthAt] = length;
      labelCount++;
      return null;
    };
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 0x2e /* . */) {
        const bad = endLabel(i + 1);
        if (bad) return bad;
        if (i === text.length - 1) {
          absolute = true;
          break;
        }
        lengthAt = octets.length;
        octets.push(0);
      } else if (code === 0x5c /* \ */) {
        const digits = /^[0-9]{3}/.exec(text.slice(i + 1, i + 4));
        if (digits) {
          const value = Number(digits[0]);
          if (value > 255) return problem('bad-escape', i + 1);
          octets.push(value);
          i += 3;
        } else {
          const next = text.charCodeAt(i + 1);
          if (Number.isNaN(next) || (next >= 0x30 && next <= 0x39) || next > 0xff)
            return problem('bad-escape', i + 1);
          octets.push(next);
          i++;
        }
      } else if (code > 0x7f) {
        // Octets of UTF-8, as a zone file or a shell hands them over.
        for (const octet of utf8(text.codePointAt(i) ?? 0xfffd)) octets.push(octet);
        if (code >= 0xd800 && code < 0xdc00) i++;
      } else {
        octets.push(code);
      }
    }
    if (!absolute) {
      const bad = endLabel(text.length);
      if (bad) return bad;
    }
    const tail = absolute ? Name.root : origin;
    if (octets.length + tail.wire.length > MAX_NAME_OCTETS) return problem('name-too-long', text.length);
    const wire = new Uint8Array(octets.length + tail.wire.length);
    wire.set(octets);
    wire.set(tail.wire, octets.length);
    return Name.fromTrustedWire(wire, labelCount + tail.labelCount);
  }

  /** A string that two names share exactly when they are equal without regard to case. For maps and sets. */
  get key(): string {
    if (this.#key === undefined) {
      const wire = this.wire;
      const length = wire.length - 1;
      // One call makes a flat string; adding character to character would make a chain of pieces.
      const folded = (scratch[length] ??= new Array<number>(length).fill(0));
      // Length octets are at most 63 and so never touched by the folding of A to Z.
      for (let i = 0; i < length; i++) folded[i] = lower(wire[i] as number);
      const key = String.fromCharCode.apply(null, folded);
      this.#key = key;
    }
    return this.#key;
  }

  get isRoot(): boolean {
    return this.wire.length === 1;
  }

  /** The labels, the leftmost first, without the root's. */
  get labels(): Uint8Array[] {
    const labels: Uint8Array[] = [];
    for (let at = 0; this.wire[at] !== 0; at += (this.wire[at] as number) + 1) {
      labels.push(this.wire.subarray(at + 1, at + 1 + (this.wire[at] as number)));
    }
    return labels;
  }

  equals(other: Name): boolean {
    if (this === other) return true;
    return this.wire.length === other.wire.length && sameFrom(this.wire, 0, other.wire);
  }

  /** The name without its leftmost label; the root is its own parent. */
  get parent(): Name {
    if (this.isRoot) return this;
    return Name.fromTrustedWire(this.wire.subarray((this.wire[0] as number) + 1), this.labelCount - 1);
  }

  /** The name's last `count` labels: `www.example.com.` with 2 is `example.com.` */
  suffix(count: number): Name {
    const at = this.#suffixAt(count);
    return at === 0 ? this : Name.fromTrustedWire(this.wire.subarray(at), count);
  }

  #suffixAt(count: number): number {
    let at = 0;
    for (let drop = this.labelCount - count; drop > 0; drop--) at += (this.wire[at] as number) + 1;
    return at;
  }

  /** True for the name itself and everything below it. */
  isAtOrBelow(ancestor: Name): boolean {
    if (this.labelCount < ancestor.labelCount) return false;
    const at = this.#suffixAt(ancestor.labelCount);
    return this.wire.length - at === ancestor.wire.length && sameFrom(this.wire, at, ancestor.wire);
  }

  isBelow(ancestor: Name): boolean {
    return this.labelCount > ancestor.labelCount && this.isAtOrBelow(ancestor);
  }

  /** Puts one label in front, for instance the `*` of a wildcard. */
  child(label: Uint8Array | string): Name | NameProblem {
    const octets = typeof label === 'string' ? Uint8Array.from(label, (c) => c.charCodeAt(0)) : label;
    return Name.fromLabels([octets, ...this.labels]);
  }

  /** This name with its suffix `from` replaced by `to` (RFC 6672 §2.2), or a problem where that grows too long. */
  substitute(from: Name, to: Name): Name | NameProblem {
    return Name.fromLabels([...this.labels.slice(0, this.labelCount - from.labelCount), ...to.labels]);
  }

  get isWildcard(): boolean {
    return this.wire[0] === 1 && this.wire[1] === 0x2a;
  }

  /** Canonical order (RFC 4034 §6.1): negative, zero or positive. */
  compare(other: Name): number {
    const a = this.labels.reverse();
    const b = other.labels.reverse();
    for (let i = 0; i < a.length && i < b.length; i++) {
      const difference = compareLabels(a[i] as Uint8Array, b[i] as Uint8Array);
      if (difference !== 0) return difference;
    }
    return a.length - b.length;
  }

  /** Presentation form, always absolute, with the closing dot. */
  toString(): string {
    if (this.isRoot) return '.';
    const wire = this.wire;
    let text = '';
    for (let at = 0, length = wire[0] as number; length !== 0; length = wire[at] as number) {
      for (const end = ++at + length; at < end; at++) text += OCTET_TEXTS[wire[at] as number] as string;
      text += '.';
    }
    return text;
  }

  /** Presentation form without the closing dot (the root stays `.`), as host and named's logs write names. */
  toRelaxedString(): string {
    return this.isRoot ? '.' : this.toString().slice(0, -1);
  }

  /** Presentation form relative to an origin, `@` for the origin itself, absolute where it lies outside. */
  relativeTo(origin: Name): string {
    if (this.equals(origin)) return '@';
    if (origin.isRoot || !this.isBelow(origin)) return this.toString();
    return this.labels
      .slice(0, this.labelCount - origin.labelCount)
      .map(labelText)
      .join('.');
  }
}

export function isNameProblem(value: Name | NameProblem): value is NameProblem {
  return !(value instanceof Name);
}

/** A name that the program itself writes down. Throws on a programmer's mistake; never for input. */
export function nameOf(text: string): Name {
  const name = Name.parse(text);
  if (isNameProblem(name)) throw new Error(`not a domain name: ${text} (${name.reason})`);
  return name;
}

function problem(reason: NameProblem['reason'], column: number): NameProblem {
  return { kind: 'name-problem', reason, column };
}

function lower(octet: number): number {
  return octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
}

/** Whether `wire` from `at` on equals `other` without regard to case. Length octets are never taken for letters. */
function sameFrom(wire: Uint8Array, at: number, other: Uint8Array): boolean {
  for (let i = 0; i < other.length; i++) {
    const a = wire[at + i] as number;
    const b = other[i] as number;
    if (a !== b && lower(a) !== lower(b)) return false;
  }
  return true;
}

function compareLabels(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = lower(a[i] as number) - lower(b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** One label in presentation form. BIND: escapes `@ $ " ( ) . ; \` with a backslash, the rest as `\DDD`. */
export function labelText(label: Uint8Array): string {
  let text = '';
  for (const octet of label) text += OCTET_TEXTS[octet] as string;
  return text;
}

const OCTET_TEXTS: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  const character = String.fromCharCode(octet);
  if ('@$"().;\\'.includes(character)) return '\\' + character;
  return octet > 0x20 && octet < 0x7f ? character : '\\' + String(octet).padStart(3, '0');
});

function utf8(codePoint: number): number[] {
  if (codePoint < 0x80) return [codePoint];
  if (codePoint < 0x800) return [0xc0 | (codePoint >> 6), 0x80 | (codePoint & 63)];
  if (codePoint < 0x10000)
    return [0xe0 | (codePoint >> 12), 0x80 | ((codePoint >> 6) & 63), 0x80 | (codePoint & 63)];
  return [
    0xf0 | (codePoint >> 18),
    0x80 | ((codePoint >> 12) & 63),
    0x80 | ((codePoint >> 6) & 63),
    0x80 | (codePoint & 63),
  ];
}
