/** What two honest runs of delv differ in by nature: ids, cookies, the version, and TTLs that a cache counts down. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/, id: +\d+$/gm, ', id: ID'],
  [/^; COOKIE: [0-9a-f]{48}$/gm, '; COOKIE: HEX'],
  [/^delv 9\.18\.\S+$/gm, 'delv VERSION'],
  [/^\S*\/delv: /gm, 'delv: '],
  // In columns, behind the owner.
  [/^((?:; ?)?\S+\s+)\d+(\s+(?:IN\s|CLASS1\s|\\-|[A-Z]+\s))/gm, '$1TTL$2'],
  [/^( {4}- '\S+ )\d+ /gm, '$1TTL '],
];

export function maskDelv(text: string): string {
  return MASKS.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}
