import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyDecoder, type Key } from './keys.ts';

const names = (data: string): string[] =>
  new KeyDecoder().push(data).map((key) => (key.kind === 'key' ? key.name : `${key.kind}:${key.text}`));

describe('KeyDecoder', () => {
  it('knows the keys of a shell', () => {
    expect(names('a\r\t\x7f\b\x01\x03')).toEqual([
      'text:a',
      'enter',
      'tab',
      'backspace',
      'backspace',
      'ctrl-a',
      'ctrl-c',
    ]);
    expect(names('\x1b[A\x1bOB\x1b[C\x1b[D\x1b[H\x1bOF\x1b[3~\x1b[1~\x1b[4~')).toEqual([
      'up', 'down', 'right', 'left', 'home', 'end', 'delete', 'home', 'end',
    ]); // prettier-ignore
    expect(names('\x1b[1;5D\x1b[1;5C\x1b[1;3C\x1bb\x1bf\x1bd\x1b\x7f\x1b.')).toEqual([
      'word-left', 'word-right', 'word-right', 'alt-b', 'alt-f', 'alt-d', 'alt-backspace', 'alt-.',
    ]); // prettier-ignore
  });

  it('gives typed characters together, whole ones only', () => {
    expect(names('grüß 中😀')).toEqual(['text:grüß 中😀']);
    expect(names('\ud800x')).toEqual(['text:\ufffdx']);
  });

  it('gives pasted text as one piece, without keys hidden in it', () => {
    expect(names('\x1b[200~dig a\rdig b\x03\x1b[201~x')).toEqual(['paste:dig a\rdig b', 'text:x']);
    expect(names('\x1b[200~\x1b[A\ud800\x1b[201~')).toEqual(['paste:[A']);
  });

  it('gives up a paste that does not end', () => {
    const decoder = new KeyDecoder();
    decoder.push(`\x1b[200~${'x'.repeat(300_000)}`);
    expect(decoder.push('a')).toEqual([{ kind: 'text', text: 'a' }]);
  });

  it('drops sequences that it does not know, and goes on behind them', () => {
    expect(names('\x1b[99;99Xa\x1b[?1;2cb')).toEqual(['text:ab']);
  });

  it('reads the same keys wherever the data is cut', () => {
    const pieces = fc.constantFrom(
      'a',
      'é',
      '😀',
      '\r',
      '\x1b[A',
      '\x1b[1;5D',
      '\x1bb',
      '\x1b[3~',
      '\x1b[200~p\rq\x1b[201~',
      '\x03',
    );
    const joined = (keys: readonly Key[]): string =>
      keys
        .map((key) =>
          key.kind === 'key' ? `<${key.name}>` : key.kind === 'paste' ? `<paste ${key.text}>` : key.text,
        )
        .join('');
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 20 }),
        fc.array(fc.nat(100), { maxLength: 10 }),
        (parts, cuts) => {
          const data = parts.join('');
          const whole = joined(new KeyDecoder().push(data));
          const decoder = new KeyDecoder();
          const places = [...new Set(cuts.map((cut) => cut % (data.length + 1)))]
            .filter((at) => !/[\udc00-\udfff]/.test(data[at] ?? ''))
            .sort((a, b) => a - b);
          const keys: Key[] = [];
          let from = 0;
          for (const at of [...places, data.length]) {
            keys.push(...decoder.push(data.slice(from, at)));
            from = at;
          }
          expect(joined(keys)).toBe(whole);
        },
      ),
    );
  });
});
