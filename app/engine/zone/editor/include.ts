/**
 * The file that the `$INCLUDE` names which stands in the line of an offset; null where none does (RFC 1035 §5.1).
 *
 * @example includedAt('$INCLUDE more/hosts', 12) === 'more/hosts'
 */
export function includedAt(text: string, offset: number): string | null {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '';
  return /^\$INCLUDE\s+"?([^\s";]+)/i.exec(line)?.[1] ?? null;
}
