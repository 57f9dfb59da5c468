import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Disk, isDiskProblem } from './files.ts';
import { absolutePath } from './paths.ts';

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: unknown): unknown =>
  value instanceof Uint8Array ? new TextDecoder().decode(value) : isDiskProblem(value) ? value.code : value;

function disk(quota = 1000, maxEntries = 100): Disk {
  let now = 1000;
  const made = new Disk({ now: () => now++, quota, maxEntries });
  made.makeDirectory('/home/student', { parents: true });
  made.chown('/home/student', 'student');
  made.makeDirectory('/etc');
  made.write('/etc/hosts', octets('hosts'));
  made.makeDirectory('/tmp', { mode: 0o1777 });
  return made;
}

describe('the disk of a machine', () => {
  it('reads back what was written and appended', () => {
    const d = disk();
    expect(d.write('/home/student/a', octets('one'), 'student')).toBeNull();
    d.append('/home/student/a', octets(' two'));
    expect(text(d.read('/home/student/a'))).toBe('one two');
    d.write('/home/student/a', octets('x'));
    expect(text(d.read('/home/student/a'))).toBe('x');
  });

  it('says what is wrong as a system does', () => {
    const d = disk();
    expect(text(d.read('/nope'))).toBe('ENOENT');
    expect(text(d.read('/etc'))).toBe('EISDIR');
    expect(text(d.read('/etc/hosts/x'))).toBe('ENOTDIR');
    expect(text(d.write('/nope/x', octets('')))).toBe('ENOENT');
    expect(text(d.makeDirectory('/etc'))).toBe('EEXIST');
    expect(text(d.remove('/home'))).toBe('ENOTEMPTY');
    expect(text(d.remove('/'))).toBe('EPERM');
    expect(text(d.rename('/home', '/home/student/x'))).toBe('EINVAL');
  });

  it('keeps what is root’s from the student', () => {
    const d = disk();
    expect(text(d.write('/etc/hosts', octets('x'), 'student'))).toBe('EACCES');
    expect(text(d.write('/etc/new', octets('x'), 'student'))).toBe('EACCES');
    expect(text(d.remove('/etc/hosts', false, 'student'))).toBe('EACCES');
    expect(text(d.chmod('/etc/hosts', 0o777, 'student'))).toBe('EPERM');
    d.chmod('/etc/hosts', 0o600);
    expect(text(d.read('/etc/hosts', 'student'))).toBe('EACCES');
    expect(text(d.read('/etc/hosts', 'root'))).toBe('hosts');
  });

  it('lets everybody write in /tmp, and remove only what is their own', () => {
    const d = disk();
    expect(d.write('/tmp/a', octets('x'), 'student')).toBeNull();
    expect(text(d.remove('/tmp/a', false, 'other'))).toBe('EACCES');
    expect(d.remove('/tmp/a', false, 'student')).toBeNull();
  });

  it('is full at its quota, keeps what fitted, and has room again after a removal', () => {
    const d = disk(100);
    expect(text(d.write('/tmp/big', octets('x'.repeat(200))))).toBe('ENOSPC');
    expect(d.used).toBe(100);
    expect(text(d.append('/etc/hosts', octets('y')))).toBe('ENOSPC');
    d.remove('/tmp/big');
    expect(d.used).toBe(5);
    expect(d.append('/etc/hosts', octets('y'))).toBeNull();
  });

  it('is full when it holds too many files', () => {
    const d = disk(1000, 8);
    const results = Array.from({ length: 10 }, (_, i) => text(d.write(`/tmp/${i}`, octets(''))));
    expect(results.filter((result) => result === 'ENOSPC')).toHaveLength(7);
  });

  it('follows links, also to nowhere and in circles', () => {
    const d = disk();
    d.symlink('../etc', '/home/e');
    expect(text(d.read('/home/e/hosts'))).toBe('hosts');
    expect(d.realpath('/home/e/hosts')).toBe('/etc/hosts');
    d.symlink('target', '/tmp/l');
    d.write('/tmp/l', octets('through'));
    expect(text(d.read('/tmp/target'))).toBe('through');
    d.symlink('/tmp/y', '/tmp/x');
    d.symlink('/tmp/x', '/tmp/y');
    expect(text(d.read('/tmp/x'))).toBe('ELOOP');
    expect(text(d.write('/tmp/x', octets('')))).toBe('ELOOP');
  });

  it('counts a file with two names once', () => {
    const d = disk();
    d.link('/etc/hosts', '/tmp/hosts');
    d.append('/tmp/hosts', octets('!'));
    expect(text(d.read('/etc/hosts'))).toBe('hosts!');
    d.remove('/etc/hosts');
    expect(d.used).toBe(6);
    d.remove('/tmp/hosts');
    expect(d.used).toBe(0);
  });

  it('has one root, that nothing else can take the place of', () => {
    const d = disk();
    d.write('/a', octets('a'));
    const before = d.paths();
    for (const problem of [d.link('/a', '/'), d.symlink('/a', '/'), d.makeDirectory('/')]) {
      expect(problem).toMatchObject({ code: 'EEXIST' });
    }
    expect(d.paths()).toEqual(before);
  });

  it('counts what it holds, whatever is done to it', () => {
    const path = fc.constantFrom(
      '/a',
      '/a/b',
      '/c',
      '/etc/hosts',
      '/tmp/x',
      '/tmp/x/y',
      '/etc',
      '/',
      '/../tmp/./z',
    );
    const step = fc.record({ what: fc.nat(7), from: path, to: path, size: fc.nat(300) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const d = disk(500, 20);
        for (const { what, from, to, size } of steps) {
          const data = octets('x'.repeat(size));
          if (what === 0) d.write(from, data);
          else if (what === 1) d.append(from, data);
          else if (what === 2) d.remove(from, true);
          else if (what === 3) d.rename(from, to);
          else if (what === 4) d.makeDirectory(from, { parents: size > 150 });
          else if (what === 5) d.symlink(to, from);
          else if (what === 6) d.link(from, to);
          else d.chmod(from, size);
        }
        const files = new Map<number, number>();
        for (const at of d.paths()) {
          const entry = d.lstat(at);
          if (!isDiskProblem(entry)) files.set(entry.number, entry.size);
        }
        expect(d.used).toBe([...files.values()].reduce((sum, size) => sum + size, 0));
        expect(d.used).toBeLessThanOrEqual(500);
      }),
    );
  });
});

it('absolutePath takes out dots and doubled slashes', () => {
  expect(absolutePath('/home/student', '../x/./y//z')).toBe('/home/x/y/z');
  expect(absolutePath('/home', '/etc/..')).toBe('/');
  expect(absolutePath('/', '../../..')).toBe('/');
});
