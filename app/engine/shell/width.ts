/**
 * How many columns characters take on the terminal. The same table as xterm.js uses by default (Unicode 6:
 * East Asian wide characters two, combining marks none, everything else one), since what counts is that both agree.
 */

/** One thing the cursor steps over: a character with the marks that combine with it. */
export function unitsOf(text: string): string[] {
  const units: string[] = [];
  for (const character of text) {
    const last = units.length - 1;
    if (last >= 0 && isCombining(character.codePointAt(0) as number)) units[last] += character;
    else units.push(character);
  }
  return units;
}

/** Columns of one unit as it is shown (`shownUnit`). */
export function unitWidth(unit: string): number {
  const code = unit.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return 2;
  if (code < 0x300) return 1;
  if (isCombining(code)) return 0;
  return isWide(code) ? 2 : 1;
}

/** A control character is shown as `^X`. */
export function shownUnit(unit: string): string {
  const code = unit.codePointAt(0) ?? 0;
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  return code === 0x7f ? '^?' : unit;
}

export function textWidth(text: string): number {
  return unitsOf(text).reduce((sum, unit) => sum + unitWidth(unit), 0);
}

function isCombining(code: number): boolean {
  return (
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x483 && code <= 0x489) ||
    (code >= 0x591 && code <= 0x5bd) ||
    (code >= 0x610 && code <= 0x615) ||
    (code >= 0x64b && code <= 0x65e) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2060 && code <= 0x2063) ||
    (code >= 0x20d0 && code <= 0x20ef) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    (code >= 0xfe20 && code <= 0xfe23) ||
    code === 0xfeff
  );
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
