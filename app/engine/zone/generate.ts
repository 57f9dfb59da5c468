/**
 * `$GENERATE start-stop[/step] name [ttl] [class] type rdata`: BIND's way to write many records that differ in
 * a number (BIND 9 Administrator Reference Manual, "The $GENERATE Directive").
 *
 * @example $GENERATE 1-254 $ PTR host-$.example.com.
 */

export interface GenerateRange {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** How many records all $GENERATE lines of a zone may make together: twice as many as a /16 has addresses. */
export const MAX_GENERATED = 1 << 17;

/** Reads `1-254` or `0-62/2`; null where it is no range. */
export function readRange(text: string): GenerateRange | null {
  const match = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(text);
  if (!match) return null;
  const [start, stop, step] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 1)];
  if (start > 0x7fff_ffff || stop > 0x7fff_ffff || step > 0x7fff_ffff) return null;
  return step === 0 || stop < start ? null : { start, stop, step };
}

/** The longest text that one template may become. */
const MAX_EXPANDED = 1 << 16;

/**
 * A template with the number put in: `$` is the number, `$$` a dollar sign, `${offset,width,base}` the number
 * moved by `offset`, padded with zeros to `width`, in base `d`, `o`, `x` or `X`, or as nibbles in reverse order
 * with dots between (`n`, `N`: for ip6.arpa, where `width` counts the dots too).
 */
export function expand(template: string, number: number): string | ExpandProblem {
  let text = '';
  for (let i = 0; i < template.length; i++) {
    if (text.length > MAX_EXPANDED) return problem('ran out of space');
    const character = template.charAt(i);
    if (character === '\\') {
      text += character + template.charAt(++i);
    } else if (character !== '$') {
      text += character;
    } else if (template.charAt(i + 1) === '$') {
      text += '$';
      i++;
    } else if (template.charAt(i + 1) === '{') {
      const end = template.indexOf('}', i);
      const modifier = end < 0 ? null : MODIFIER.exec(template.slice(i + 2, end));
      if (!modifier) return problem('syntax error');
      const width = Number(modifier[2] ?? 0);
      const value = number + Number(modifier[1]);
      if (width > 255) return problem('ran out of space');
      if (Math.abs(value) > 0x7fff_ffff) return problem('out of range');
      text += numberText(value, width, modifier[3] ?? 'd');
      i = end;
    } else {
      text += String(number);
    }
  }
  return text;
}

export interface ExpandProblem {
  readonly kind: 'expand-problem';
  /** BIND's words. */
  readonly message: 'syntax error' | 'out of range' | 'ran out of space';
}

function problem(message: ExpandProblem['message']): ExpandProblem {
  return { kind: 'expand-problem', message };
}

const MODIFIER = /^([+-]?\d{1,10})(?:,(\d{1,5})(?:,([doxXnN]))?)?$/;

function numberText(value: number, width: number, base: string): string {
  if (base === 'd') {
    const sign = value < 0 ? '-' : '';
    return sign + String(Math.abs(value)).padStart(width - sign.length, '0');
  }
  const unsigned = (value % 0x1_0000_0000) >>> 0;
  if (base === 'n' || base === 'N') return nibbles(unsigned, width, base === 'N');
  const text = unsigned.toString(base === 'o' ? 8 : 16).padStart(width, '0');
  return base === 'X' ? text.toUpperCase() : text;
}

function nibbles(value: number, width: number, capitals: boolean): string {
  let text = '';
  do {
    text += (value & 15).toString(16);
    value >>>= 4;
    width--;
    if (width > 0 || value > 0) {
      text += '.';
      width--;
    }
  } while (value > 0 || width > 0);
  return capitals ? text.toUpperCase() : text;
}
