import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Name, isNameProblem, nameOf } from './name.ts';

const label = fc.uint8Array({ minLength: 1, maxLength: 20 });
const name = fc.array(label, { maxLength: 8 }).map((labels) => {
  const made = Name.fromLabels(labels);
  return isNameProblem(made) ? Name.root : made;
});

test('any name of octets survives its text', () => {
  fc.assert(
    fc.property(name, (value) => {
      const again = Name.parse(value.toString());
      expect(isNameProblem(again) ? again : [...again.wire]).toEqual([...value.wire]);
    }),
  );
});

test('any text gives a name or says where it is none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const made = Name.parse(text);
      if (isNameProblem(made)) return made.column >= 0 && made.column <= text.length + 1;
      return made.wire.length <= 255 && made.wire.at(-1) === 0;
    }),
    { numRuns: 2000 },
  );
});

test('escapes are written as BIND writes them', () => {
  const strange = Name.fromLabels([Uint8Array.from('@w.(x);"q$\\ \u00c8', (c) => c.charCodeAt(0))]);
  expect(String(strange)).toBe('\\@w\\.\\(x\\)\\;\\"q\\$\\\\\\032\\200.');
});

describe('limits (RFC 1035 §2.3.4)', () => {
  const l63 = 'a'.repeat(63);
  test.each([
    ['', 'empty-name'],
    ['a..b', 'empty-label'],
    ['.a', 'empty-label'],
    [`${l63}a`, 'label-too-long'],
    [`${l63}.${l63}.${l63}.${l63}`, 'name-too-long'],
    ['a\\300b', 'bad-escape'],
    ['a\\', 'bad-escape'],
  ])('%s', (text, reason) => {
    expect(Name.parse(text)).toMatchObject({ kind: 'name-problem', reason });
  });

  test('255 octets are enough, one more is not', () => {
    const most = `${l63}.${l63}.${l63}.${'a'.repeat(61)}`;
    expect(nameOf(most).wire.length).toBe(255);
    expect(nameOf('b').child('a'.repeat(63))).toBeInstanceOf(Name);
    expect(nameOf(most).child('x')).toMatchObject({ reason: 'name-too-long' });
  });
});

describe('comparison', () => {
  test('ASCII letters have no case, other octets do (RFC 4343)', () => {
    expect(nameOf('WWW.Example.').equals(nameOf('www.eXAMPLE.'))).toBe(true);
    expect(nameOf('\\193.').equals(nameOf('\\225.'))).toBe(false);
    expect(nameOf('[.').equals(nameOf('{.'))).toBe(false);
    expect(nameOf('a.bc.').equals(nameOf('ab.c.'))).toBe(false);
  });

  test('equality, keys and canonical order agree', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(a.equals(b)).toBe(a.key === b.key);
        expect(a.compare(b) === 0).toBe(a.equals(b));
        expect(Math.sign(a.compare(b))).toBe(-Math.sign(b.compare(a)) + 0);
      }),
    );
  });

  test('canonical order is that of RFC 4034 §6.1', () => {
    const ordered = ['example.', 'a.example.', 'yljkjljk.a.example.', 'Z.a.example.', 'zABC.a.EXAMPLE.'];
    ordered.push('z.example.', '\\001.z.example.', '*.z.example.', '\\200.z.example.');
    const names = ordered.map(nameOf);
    expect(
      [...names]
        .reverse()
        .sort((a, b) => a.compare(b))
        .map(String),
    ).toEqual(names.map(String));
  });
});

describe('above and below', () => {
  const www = nameOf('www.Example.com.');
  test('a name is at or below its suffixes, at label borders only', () => {
    expect(www.isAtOrBelow(nameOf('example.COM.'))).toBe(true);
    expect(www.isAtOrBelow(www)).toBe(true);
    expect(www.isBelow(www)).toBe(false);
    expect(www.isAtOrBelow(Name.root)).toBe(true);
    expect(nameOf('badexample.com.').isAtOrBelow(nameOf('example.com.'))).toBe(false);
    expect(nameOf('com.').isAtOrBelow(www)).toBe(false);
  });

  test('parents lead to the root', () => {
    expect(String(www.parent)).toBe('Example.com.');
    expect(String(www.suffix(1))).toBe('com.');
    expect(Name.root.parent).toBe(Name.root);
  });

  test('a suffix is exchanged as DNAME does (RFC 6672 §2.2)', () => {
    expect(String(www.substitute(nameOf('com.'), nameOf('b.net.')))).toBe('www.Example.b.net.');
    const long = nameOf(`${'x.'.repeat(120)}`);
    expect(long.substitute(Name.root, nameOf('0123456789.0123456789.'))).toMatchObject({
      reason: 'name-too-long',
    });
  });

  test('relative texts', () => {
    expect(www.relativeTo(nameOf('com.'))).toBe('www.Example');
    expect(www.relativeTo(www)).toBe('@');
    expect(www.relativeTo(nameOf('net.'))).toBe('www.Example.com.');
    expect(www.toRelaxedString()).toBe('www.Example.com');
  });
});
