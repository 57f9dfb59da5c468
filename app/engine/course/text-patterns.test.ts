/** Patterns of lab files mean what the language's own mean, and hold nobody up. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasLine, lastGroup, patternProblem } from './text-patterns.ts';

/** As the language's own engine has it. */
function own(line: string, pattern: string): string | null {
  const found = new RegExp(pattern).exec(line);
  return found && (found[1] ?? found[0]);
}

test.each([
  ['^www\\s+IN\\s+A\\s+(\\S+)', 'www   IN  A  127.53.9.9'],
  [
    'zone office\\.example/IN/external: loaded serial (?!2026030701$)\\d+$',
    'zone office.example/IN/external: loaded serial 2026030702',
  ],
  [
    'zone office\\.example/IN/external: loaded serial (?!2026030701$)\\d+$',
    'zone office.example/IN/external: loaded serial 2026030701',
  ],
  ['loaded serial ([3-9]|\\d\\d+)$', 'zone localhost/IN: loaded serial 12'],
  ['no longer listening on 127\\.53\\.201\\.53#53|^exiting$', 'exiting'],
  ['nosuch\\.\\s.*\\\\-(\\S+)', 'nosuch.  10  \\-A ;-$NXDOMAIN \\-ANY'],
  ['(\\d+) findings?, \\d+ remarks?', '1 finding, 0 remarks'],
  ['file "(.*root.*)"', 'file "/usr/share/dns/root.hints";'],
  ['\\bEDE: (22)\\b', '; EDE: 22 (No Reachable Authority)'],
  ['a{2,3}?(a*)', 'aaaaaa'],
  ['(?:x|(y))z{0}q?', 'xq'],
  ['[^\\]a]\\x41{2}', 'bAA'],
  ['{a}]', '{a}]'],
  ['(?:(?:(?:){999999}){999999}){999999}a', 'a'],
])('%s in “%s” is what it is in the language', (pattern, line) => {
  expect(patternProblem(pattern)).toBeNull();
  expect(lastGroup(line, pattern)).toBe(own(line, pattern));
});

test('whatever is put together of the parts, it is what it is in the language', () => {
  const leaf = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\d', 'ab', '\\b', '^', '$');
  const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `${a}${b}`),
      fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
      fc
        .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '*?', '{1,2}'))
        .map(([a, sign]) => `(?:${a}c)${sign}`),
      fc.tuple(tie('pattern'), fc.constantFrom('=', '!')).map(([a, sign]) => `(?${sign}${a})`),
    ),
  }));
  const line = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' '), maxLength: 8 });
  fc.assert(
    fc.property(pattern, line, (expression, text) => {
      fc.pre(patternProblem(expression) === null);
      return lastGroup(text, expression) === own(text, expression);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  '(a+)+b',
  '((a+))+b',
  '(a|a)*b',
  '(a|aa)*b',
  `${'a?'.repeat(60)}${'a'.repeat(60)}b`,
  '.*.*.*.*.*b',
  '(?=(a|a)*b)',
])('%s holds nobody up', (pattern) => {
  const text = `${'a'.repeat(500)}\n`.repeat(2_000);
  const begun = performance.now();
  expect(hasLine(text, pattern)).toBe(false);
  expect(performance.now() - begun).toBeLessThan(3_000);
});

test.each([
  ['(', 'this is no regular expression'],
  ['(a)\\1', 'a pattern may not refer back to what it matched'],
  ['(?<=a)b', 'a pattern may not look back, nor name its groups'],
  ['(?<name>a)b', 'a pattern may not look back, nor name its groups'],
  ['((?:){999999}){999999}a', 'the pattern repeats too much'],
  ['(a{50}){50}', 'the pattern repeats too much'],
  ['(((((((((((((((((((((((a)))))))))))))))))))))))', 'its groups lie too deep in each other'],
  ['a'.repeat(201), 'the pattern is longer than 200 characters'],
])('%s is refused', (pattern, why) => {
  expect(patternProblem(pattern)).toBe(why);
  expect(lastGroup('aaaa', pattern)).toBeNull();
});
