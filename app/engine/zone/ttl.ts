/**
 * TTLs as zone files write them: seconds, or numbers with units (BIND: `1w2d3h4m5s`, in any case and order); and which
 * one holds for a record that states none.
 */

export const MAX_TTL = 0x7fff_ffff; // RFC 2181 §8

/** Finds each record's TTL in the course of a file. */
export class TtlRules {
  /** What `$TTL` says. */
  default: number | null = null;
  #last: number | null = null;
  #toldLast = false;

  /**
   * The TTL of a record that states `stated`. `soaMinimum` is the last field of a SOA, null for any other record.
   * `says` is what BIND says about it, often nothing; without a TTL it is an error.
   */
  of(
    stated: number | null,
    soaMinimum: number | null,
  ): { readonly ttl: number | null; readonly says: string } {
    if (stated !== null) {
      this.#last = stated;
      return { ttl: stated, says: '' };
    }
    // RFC 2308 §4: what $TTL says holds for every record after it that says nothing itself.
    if (this.default !== null) return { ttl: this.default, says: '' };
    // RFC 1035 §5.1: omitted means the last one stated.
    if (this.#last !== null) {
      const says = this.#toldLast ? '' : 'using RFC1035 TTL semantics';
      this.#toldLast = true;
      return { ttl: this.#last, says };
    }
    if (soaMinimum === null) return { ttl: null, says: 'no TTL specified; zone rejected' };
    // BIND: a SOA without any TTL gives its last field to itself and to what follows.
    this.default = Math.min(soaMinimum, MAX_TTL);
    return { ttl: this.default, says: 'no TTL specified; using SOA MINTTL instead' };
  }
}

/** Seconds, 0 to 2^32 - 1; null where the text is no TTL or says more than 32 bits hold. */
export function readTtl(text: string): number | null {
  let total = 0;
  let value = 0;
  let digits = 0;
  let units = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) {
      value = value * 10 + (code - 0x30);
      if (++digits > 10) return null;
      continue;
    }
    const seconds = UNITS[text.charAt(i).toLowerCase()];
    if (seconds === undefined || digits === 0) return null;
    total += value * seconds;
    value = 0;
    digits = 0;
    units++;
  }
  if (digits > 0) {
    // A number without a unit stands alone: `1h30` says nothing.
    if (units > 0) return null;
    total = value;
  } else if (units === 0) {
    return null;
  }
  return total > 0xffff_ffff ? null : total;
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
