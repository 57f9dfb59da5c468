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
  [/^\d\d-\w{3}-\d{4} \d\d:\d\d:\d\d\.\d{3} /gm, 'STAMP '],
  // A signature's time, MAC (its length stays) and message id.
  [/(\bTSIG\s.* )\d{10}( \d+ \d+ )((?:[\w+/=]{4,} )*)\d+ (?=[A-Z])/gm, '$1TIME$2$3ID '],
  [/(\bTSIG \S+ )\d{10}( \d+ \d+ \(\n\s+)[\w+/]+(=* \) )\d+ /g, '$1TIME$2MAC$3ID '],
  [/(?<=\bTSIG\s.* TIME \d+ \d+ .*)[A-Za-z0-9+/](?=[\w+/= ]* ID )/gm, 'x'],
];

export function maskDig(text: string): string {
  return MASKS.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}
