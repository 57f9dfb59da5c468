import { expect, it } from 'vitest';
import { plainGrep, STRINGS } from './grep-words.ts';
import { rig } from './testing/rig.ts';

// Each line's output is GNU grep's.
it.each([
  ['grep -e a -e c f', 'a\nc\nab\n'],
  ['grep -ea -ec f', 'a\nc\nab\n'],
  ['grep --regexp=a --regexp c f', 'a\nc\nab\n'],
  ['grep -ve a -e c f', 'b\n'],
  ['grep -c -e a -e c f', '3\n'],
  ['grep -F -e a -e . f', 'a\nab\n'],
  ["grep -E -e '^a$' -e 'b{1}$' f", 'a\nb\nab\n'],
  ['grep -x -e a -e c f', 'a\nc\n'],
  ['grep -e a f -n -e c', '1:a\n3:c\n4:ab\n'],
  ['x=c; grep -e "$x" -e b f', 'b\nc\nab\n'],
  ['cat f | grep -e a -e c', 'a\nc\nab\n'],
  ['hop | grep -n -e 1 -e 3', '1:hop 1\n3:hop 3\n'],
  ['hop | grep -A1 -e 1 -e 9 --color=auto', 'hop 1\nhop 2\n'],
  ['grep -e -v f; echo $?', '1\n'],
  ['grep -- -e f; echo $?', '1\n'],
  ['grep -m 1 -e b -e c f', 'b\n'],
])('%s', async (line, printed) => {
  const r = rig();
  await r.run("printf 'a\\nb\\nc\\nab\\n' > f");
  expect(await r.printed(line)).toBe(printed);
});

it('what has one pattern without -e stays as it is', () => {
  expect(plainGrep(['-A', '-e', 'x', 'file'], STRINGS)).toEqual(['-A', '-e', 'x', 'file']);
  expect(plainGrep(['-in', 'x', 'a', 'b'], STRINGS)).toEqual(['-in', 'x', 'a', 'b']);
  expect(plainGrep(['--line-buffered', 'x'], STRINGS)).toEqual(['x']);
});
