/** Numbers on a command line that nobody checks, as the C library's atoi reads them. */
export function leadingInteger(text: string): number {
  const value = Number(/^[ \t\n\v\f\r]*([+-]?[0-9]+)/.exec(text)?.[1] ?? 0);
  return Math.max(-0x80000000, Math.min(0x7fffffff, value));
}
