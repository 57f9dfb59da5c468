/** What two honest runs of dig differ in by nature: id, times, version, cookies, and the name it was called by. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/^(; <<>> DiG )\S+/gm, '$1VERSION'],
  [/^(DiG )\d\S*$/gm, '$1VERSION'],
  [/, id: \d+$/gm, ', id: ID'],
  [/^( +id: )\d+$/gm, '$1ID'],
  [/^(;; Query time: )\d+ msec$/gm, '$1T msec'],
  [/^(;; WHEN: )\w{3} \w{3} \d\d \d\d:\d\d:\d\d \w+ \d{4}$/gm, '$1WHEN'],
  [/COOKIE: ([0-9a-f]+)/g, 'COOKIE: HEX'],
  [/ in \d+ ms\b/g, ' in T ms'],
  [/!!timestamp \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/gm, '!!timestamp TIME'],
  [/^\S*\/dig: /gm, 'dig: '],
];

export function maskDig(text: string): string {
  return MASKS.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}
