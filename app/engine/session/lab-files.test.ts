/** The lab's files as a window lists, reads, checks and saves them; nano in the terminal. */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { content, wall } from '../../testing/free-world.ts';
import type { FileState } from '../../contract.ts';
import { windowOn, type SessionWindow } from '../../testing/session-window.ts';
import { runLine } from '../../testing/terminal-line.ts';
import { Session } from '../session.ts';

const OPTIONS = '/etc/bind/named.conf.options';

/** One for all tests: they use files of their own, or put back what they change. */
let session: Session;
let window: SessionWindow;
beforeAll(async () => {
  session = await Session.start({
    wall,
    content,
    version: 'test',
    savedProgress: null,
    saveProgress: () => undefined,
    firstLab: null,
  });
});
afterAll(() => session.close());
beforeEach(() => {
  window = windowOn(session);
});
afterEach(() => window.close());

/** What a request caused, and all before it, is told before its reply. */
const framed = () => window.ask('labs.list', {});

const read = (terminal: string, path: string, known: string | null = null): Promise<FileState> =>
  window.ask('files.read', { terminal, path, known });

async function text(terminal: string, path: string): Promise<Extract<FileState, { kind: 'text' }>> {
  const state = await read(terminal, path);
  if (state.kind !== 'text') throw new Error(`${path}: ${JSON.stringify(state)}`);
  return state;
}

function diskOf(machine: string) {
  const found = session.world.machines.get(machine);
  if (!found) throw new Error(`no machine ${machine}`);
  return found.disk;
}

describe('a folder', () => {
  test('has its folders first, and tells links from files', async () => {
    const disk = diskOf('cache');
    disk.makeDirectory('/root/zones');
    disk.symlink('zones', '/root/link');
    disk.symlink('nowhere', '/root/broken');
    expect(await window.ask('files.list', { terminal: 'cache', path: '/root' })).toMatchObject({
      kind: 'folder',
      more: 0,
      entries: [
        { name: 'link', kind: 'folder', target: 'zones' },
        { name: 'zones', kind: 'folder', target: null },
        { name: 'broken', kind: 'file', target: 'nowhere' },
      ],
    });
  });

  test('that is not there, or may not be read, says so in the system’s words', async () => {
    const list = (path: string) => window.ask('files.list', { terminal: 'student', path });
    const disk = diskOf('laptop');
    disk.chmod('/root', 0o700);
    expect(await list('/nowhere')).toEqual({ kind: 'refused', why: 'No such file or directory' });
    expect(await list('/root')).toEqual({ kind: 'refused', why: 'Permission denied' });
    disk.chmod('/root', 0o755);
    expect(await list('/etc/hosts')).toEqual({ kind: 'refused', why: 'Not a directory' });
  });

  test('of a machine that is not in the lab is not found', async () => {
    expect(await window.refusal('files.list', { terminal: 'mars', path: '/' })).toContain('not in this lab');
  });
});

describe('a file', () => {
  test('is saved when the disk still holds what was read, and the next version builds on it', async () => {
    const { text: before, version } = await text('cache', OPTIONS);
    const changed = before.replace('recursion', 'recursion');
    const saved = await window.ask('files.save', {
      terminal: 'cache',
      path: OPTIONS,
      text: `${changed}\n`,
      version,
    });
    if (saved.kind !== 'saved') throw new Error(JSON.stringify(saved));
    expect(saved.version).not.toBe(version);
    expect(await read('cache', OPTIONS, saved.version)).toEqual({ kind: 'same' });
    expect((await text('cache', OPTIONS)).text).toBe(`${changed}\n`);
  });

  test('that somebody else changed meanwhile is not written over', async () => {
    const { version } = await text('cache', OPTIONS);
    await runLine(session, `echo '// mine' >> ${OPTIONS}`, 'cache');
    const save = { terminal: 'cache', path: OPTIONS, text: 'lost?', version };
    expect(await window.ask('files.save', save)).toEqual({ kind: 'changed' });
    expect((await text('cache', OPTIONS)).text).toMatch(/\/\/ mine\n$/);
  });

  test('that is new is made; that is new no more is not written over', async () => {
    const path = '/home/student/new file.txt';
    expect(await read('student', path)).toMatchObject({ kind: 'missing', readOnly: null });
    const save = { terminal: 'student', path, text: 'one\n', version: null };
    expect(await window.ask('files.save', save)).toMatchObject({ kind: 'saved' });
    expect(await window.ask('files.save', save)).toEqual({ kind: 'changed' });
    expect(await runLine(session, "cat 'new file.txt'")).toContain('one');
  });

  test('of root’s can be read by the student, not changed, and says how it could', async () => {
    const hosts = await text('student', '/etc/hosts');
    expect(hosts.readOnly).toBe(
      'Only root may change it, and you are student on laptop. In its terminal: sudo nano /etc/hosts',
    );
    const save = { terminal: 'student', path: '/etc/hosts', text: '', version: hosts.version };
    expect(await window.ask('files.save', save)).toEqual({ kind: 'refused', why: 'Permission denied' });
    expect(await read('student', '/etc/new')).toMatchObject({
      kind: 'missing',
      readOnly: expect.stringContaining('root') as string,
    });
  });

  test('keeps its octets: line ends of two kinds, a byte order mark, no end of line', async () => {
    const octets = new TextEncoder().encode('\ufeffa\r\nb\nc');
    diskOf('laptop').write('/tmp/odd', octets);
    const { text: odd, version } = await text('cache', '/etc/hosts').then(() => text('student', '/tmp/odd'));
    diskOf('laptop').chmod('/tmp/odd', 0o666);
    await window.ask('files.save', { terminal: 'student', path: '/tmp/odd', text: `${odd}!`, version });
    expect(diskOf('laptop').read('/tmp/odd')).toEqual(new TextEncoder().encode('\ufeffa\r\nb\nc!'));
  });

  test('that is no text is refused in words; what is no UTF-8, or long, can be read only', async () => {
    const disk = diskOf('cache');
    disk.write('/root/binary', new Uint8Array([1, 0, 2]));
    disk.write('/root/latin1', new Uint8Array([0x61, 0xe4, 0x0a]));
    disk.write('/root/long', new Uint8Array(1_200_000).fill(0x61));
    expect(await read('cache', '/root/binary')).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('is no text') as string,
    });
    expect((await text('cache', '/root/latin1')).readOnly).toContain('no UTF-8');
    expect(await text('cache', '/root/long')).toMatchObject({ size: 1_200_000 });
    expect((await text('cache', '/root/long')).readOnly).toContain('1.1 MiB');
    expect(await read('cache', '/etc')).toEqual({ kind: 'refused', why: '/etc: Is a directory.' });
  });

  test('that does not fit on the disk is left as it was', async () => {
    const disk = diskOf('cache');
    disk.write('/root/fill', new Uint8Array(disk.quota - disk.used - 100).fill(0x61));
    const { text: before, version } = await text('cache', OPTIONS);
    const save = { terminal: 'cache', path: OPTIONS, text: before + 'x'.repeat(200), version };
    expect(await window.ask('files.save', save)).toEqual({ kind: 'refused', why: 'No space left on device' });
    expect((await text('cache', OPTIONS)).text).toBe(before);
    disk.remove('/root/fill');
  });
});

describe('a check', () => {
  const check = (path: string, content: string) =>
    window.ask('files.check', { terminal: 'cache', path, text: content });

  test('tells what named would say of the text, at its place', async () => {
    expect(await check(OPTIONS, 'options {\n\trecurson yes;\n};\n')).toEqual({
      problems: [{ line: 2, column: 2, severity: 'error', message: "unknown option 'recurson'" }],
      elsewhere: null,
    });
    expect(await check(OPTIONS, 'options {\n\trecursion yes\n};\n')).toMatchObject({
      problems: [{ line: 3, severity: 'error' }],
    });
    const lost = await check(OPTIONS, 'options {\n\tdirectory "/nowhere";\n};\n');
    expect(lost.problems[0]).toMatchObject({
      line: 2,
      message: "change directory to '/nowhere' failed: file not found",
    });
    expect(await check(OPTIONS, (await text('cache', OPTIONS)).text)).toEqual({
      problems: [],
      elsewhere: null,
    });
  });

  test('knows what the other files of the configuration define', async () => {
    const local = '/etc/bind/named.conf.local';
    await runLine(session, `echo 'acl home { 127.53.0.0/16; };' > ${local}`, 'cache');
    expect(await check(OPTIONS, 'options { allow-query { home; }; };')).toMatchObject({ problems: [] });
    expect(await check(OPTIONS, 'options { allow-query { away; }; };')).toMatchObject({
      problems: [{ line: 1, message: expect.stringContaining('away') as string }],
    });
  });

  test('reads a zone file as the zone that the configuration makes of it', async () => {
    const path = '/etc/bind/db.local';
    const { text: right } = await text('cache', path);
    expect(await check(path, right)).toEqual({ problems: [], elsewhere: null });
    expect(await check(path, `${right}# no comment\nwww IN A 1.2.3\n`)).toMatchObject({
      problems: [
        { line: 6, severity: 'warning', message: expect.stringContaining('serial (2) unchanged') as string },
        { line: right.split('\n').length, severity: 'error' },
        { line: right.split('\n').length + 1, severity: 'error', message: "near '1.2.3': bad dotted quad" },
      ],
    });
    expect(await check('/root/unused.zone', 'nonsense')).toEqual({ problems: [], elsewhere: null });
  });

  test('says where else an error stands, and says nothing of other kinds of files', async () => {
    await runLine(session, "echo 'nonsense yes;' > /etc/bind/named.conf.local", 'cache');
    expect(await check(OPTIONS, 'options { };')).toEqual({
      problems: [],
      elsewhere: "/etc/bind/named.conf.local:1: unknown option 'nonsense'",
    });
    expect(await check('/root/notes.txt', 'nonsense {')).toEqual({ problems: [], elsewhere: null });
  });
});

describe('news', () => {
  test('of a machine’s disk comes with the next frame', async () => {
    await runLine(session, 'echo x > notes.txt');
    await framed();
    const disks = window.heard.flatMap((message) =>
      message.type === 'frame' ? (message.frame.disks ?? []) : [],
    );
    expect(disks).toContain('student');
    expect(disks).not.toContain('cache');
  });
});

describe('nano', () => {
  const asked = () =>
    window.heard.flatMap((message) => (message.type === 'frame' ? (message.frame.edit ?? []) : []));

  test('opens the file in the window, and says so', async () => {
    expect(await runLine(session, 'nano +3 notes.txt')).toContain(
      '/home/student/notes.txt is open in the Files view. Ctrl-S saves it there.',
    );
    await framed();
    expect(asked()).toEqual([{ terminal: 'student', path: '/home/student/notes.txt', line: 3 }]);
  });

  test('says of what may only be read that it may only be read', async () => {
    expect(await runLine(session, 'nano /etc/hosts')).toContain('You are student, who may only read it.');
  });

  test('with sudo lends root’s rights to that file alone', async () => {
    await runLine(session, 'sudo vi /etc/hosts');
    expect(await text('student', '/etc/hosts')).toMatchObject({ user: 'root', readOnly: null });
    expect(await text('student', '/etc/passwd')).toMatchObject({ user: 'student' });
    expect((await text('student', '/etc/passwd')).readOnly).toContain('Only root');
  });

  test('is refused in words, and opens nothing', async () => {
    const lines = [
      ['nano', 'nano: name a file to open'],
      ['nano /etc', 'nano: "/etc" is a directory'],
      ['vi no/x', 'vi: "no/x" cannot be opened: the directory \'/home/student/no\' does not exist'],
      ['nano --frob x', "nano: the editor here has no option '--frob'"],
      ['edit a b', 'edit: one file at a time'],
      ['nano notes.txt > out', 'nano: there is no window here to edit in'],
    ] as const;
    for (const [line, words] of lines) {
      const output = await runLine(session, `${line}; echo status $?`);
      expect(output).toContain(words);
      expect(output).toContain('status 1');
    }
    await framed();
    expect(asked()).toEqual([]);
  });
});

test('whatever path and text come in, there is an answer', async () => {
  const part = fc.oneof(fc.string(), fc.constantFrom('etc', 'bind', 'named.conf', 'db.x', '..', '.', ''));
  const path = fc.array(part, { maxLength: 5 }).map((parts) => `/${parts.join('/')}`);
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...'{};"\\/*#\n ax0')).map((all) => all.join('')),
  );
  const answered = fc.asyncProperty(path, text, async (where, what) => {
    const at = { terminal: 'student', path: where };
    await window.ask('files.list', at);
    const { kind } = await window.ask('files.read', { ...at, known: null });
    await window.ask('files.check', { ...at, text: what });
    await window.ask('files.check', { ...at, path: '/etc/bind/named.conf', text: what });
    return kind !== 'same';
  });
  // An answer that is a mistake of the program's own is a rejection, and fails this.
  await fc.assert(answered, { numRuns: 300 });
});

test('nano without a window says that there is none', async () => {
  window.close();
  expect(await runLine(session, 'nano notes.txt')).toContain('nano: no window is open');
});
