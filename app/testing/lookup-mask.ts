/** What two honest runs of host or nslookup differ in by nature: id, times, version, and the path of the program. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/, id: \d+$/gm, ', id: ID'],
  [/ in \d+ ms$/gm, ' in T ms'],
  [/^(host|nslookup) \d\S*$/gm, '$1 VERSION'],
  [/^\S*\/(host|nslookup): /gm, '$1: '],
];

export function maskLookup(text: string): string {
  return MASKS.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}
