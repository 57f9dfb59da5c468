/** host and nslookup in the lab's terminal: what they tell of the lab Internet, and nslookup's prompt under the student's keys. */
import { afterEach, describe, expect, test } from 'vitest';
import { openWorld, ran } from '../../testing/free-world.ts';
import { messageIn } from '../course/evidence.ts';
import { typeText } from '../protocol/codes.ts';
import type { Terminal } from '../shell/terminal.ts';
import type { World } from './world.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const thing of open.splice(0)) thing.close();
});

async function freeWorld(): Promise<World> {
  const world = await openWorld('lookup');
  open.push(world);
  return world;
}

function run(world: World, line: string): Promise<readonly [string, number]> {
  return ran(world, 'student', line);
}

/** What the student's machine has asked. */
function asked(world: World): string[] {
  return world.journal.since().flatMap((entry) => {
    if (entry.kind !== 'packet-sent' || entry.packet.sourceHost !== 'laptop') return [];
    const question = messageIn(entry.packet)?.message.questions[0];
    return question ? [`${question.name.toString()} ${typeText(question.type)}`] : [];
  });
}

function student(world: World): Terminal {
  // What keys begin takes its time, which `run` lets pass by itself.
  world.clock.run();
  const terminal = world.terminals.get('student');
  if (!terminal) throw new Error('no terminal');
  return terminal;
}

/** What the screen shows, without colours and moves of the cursor. */
const screen = (terminal: Terminal): string =>
  terminal.scrollback.replace(/\x1b\[[\d;?]*[A-Za-z]/g, '').replaceAll('\r', '');

/** Types, and waits until the screen ends as expected. */
async function type(terminal: Terminal, keys: string, end: RegExp): Promise<string> {
  const before = screen(terminal).length;
  terminal.feed(keys);
  await expect.poll(() => screen(terminal).slice(before), { timeout: 5000, interval: 5 }).toMatch(end);
  return screen(terminal).slice(before);
}

const ANSWER = 'Server:\t\t127.53.0.53\nAddress:\t127.53.0.53#53\n\n';

describe('host', () => {
  test('tells addresses, aliases, types and errors, with its exit status', async () => {
    const world = await freeWorld();
    expect(await run(world, 'host smtp.tiscali.co.uk')).toEqual([
      'smtp.tiscali.co.uk has address 127.53.9.25\n',
      0,
    ]);
    expect((await run(world, 'host webmail.tiscali.co.uk'))[0]).toMatch(
      /^webmail\.tiscali\.co\.uk is an alias for /,
    );
    expect(await run(world, 'host nothing.tiscali.co.uk')).toEqual([
      'Host nothing.tiscali.co.uk not found: 3(NXDOMAIN)\n',
      1,
    ]);
    expect(await run(world, 'host -t nosuch tiscali.co.uk')).toEqual(['host: invalid type: nosuch\n\n', 2]);
  });

  test('-C asks each name server of a zone for its SOA record', async () => {
    const world = await freeWorld();
    const [text, status] = await run(world, 'host -C tiscali.co.uk');
    const lines = text.trimEnd().split('\n');
    expect(lines.filter((line) => /^Nameserver 127\.53\.[\d.]+:$/.test(line))).toHaveLength(lines.length / 2);
    expect(lines.filter((line) => line.startsWith('\ttiscali.co.uk has SOA record ns0.'))).not.toHaveLength(
      0,
    );
    expect(status).toBe(0);
  });

  test('asks A, AAAA and MX, the last two of the name behind the alias', async () => {
    const world = await freeWorld();
    await run(world, 'host webmail.tiscali.co.uk');
    expect(asked(world)).toEqual([
      'webmail.tiscali.co.uk. A',
      expect.stringMatching(/^(?!webmail).* AAAA$/),
      expect.stringMatching(/^(?!webmail).* MX$/),
    ]);
  });
});

describe('nslookup', () => {
  test('has a prompt of its own, where settings hold from line to line; Ctrl-D leaves it', async () => {
    const world = await freeWorld();
    const terminal = student(world);
    await type(terminal, 'nslookup\r', /\n> $/);
    await type(terminal, 'set type=mx\r', /\n> $/);
    const answer = await type(terminal, 'tiscali.co.uk\r', /found from:[^>]*\n> $/);
    expect(answer).toContain(`${ANSWER}Non-authoritative answer:\ntiscali.co.uk\tmail exchanger = `);
    await type(
      terminal,
      'server a.root-servers.net\r',
      /Default server: a\.root-servers\.net\n(?:[^>]*\n)+> $/,
    );
    await type(terminal, '\x04', /\n.*\$ $/);
    expect(await run(world, 'echo $?')).toEqual(['0\n', 0]);
  });

  test('lines can be edited and called back, and pasted lines are run one after the other', async () => {
    const world = await freeWorld();
    const terminal = student(world);
    await type(terminal, 'nslookup\r', /\n> $/);
    await type(terminal, 'set typ=\x7fe=mx\r', /mx\n> $/);
    expect(await type(terminal, '\x1b[A', /set type=mx$/)).toContain('set type=mx');
    await type(terminal, '\r', /\n> $/);
    const both = await type(
      terminal,
      'set type=a\rsmtp.tiscali.co.uk\rnothing.tiscali.co.uk\r',
      /NXDOMAIN\n> $/,
    );
    expect(both).toContain('Name:\tsmtp.tiscali.co.uk\nAddress: 127.53.9.25\n');
    await type(terminal, 'exit\r', /exit\n\n.*\$ $/);
  });

  test('Ctrl-C ends it, at its prompt and while nobody answers', async () => {
    const world = await freeWorld();
    const terminal = student(world);
    await type(terminal, 'nslookup\r', /\n> $/);
    await type(terminal, 'half a li\x03', /\^C\n(?:.*\n)*.*\$ $/);
    await type(terminal, 'nslookup www.tiscali.co.uk 127.53.99.99\r', /\n$/);
    await type(terminal, '\x03', /\^C\n(?:.*\n)*.*\$ $/);
  });

  test('keys typed while it looks up are for it, and those behind its end for the shell', async () => {
    const world = await freeWorld();
    const terminal = student(world);
    await type(terminal, 'nslookup\r', /\n> $/);
    terminal.feed('smtp.tiscali.co.uk\r');
    terminal.feed('set all\r');
    terminal.feed('exit\r');
    const all = await type(terminal, 'echo done\r', /\ndone\n.*\$ $/);
    expect(all).toMatch(/127\.53\.9\.25[^]*Set options:[^]*echo done\ndone/);
  });

  test('a pipe is its input, without any prompt', async () => {
    const world = await freeWorld();
    const [text, status] = await run(world, "printf 'set type=ns\\nuk\\n' | nslookup");
    expect(text).toMatch(/^Server:[^]*uk\tnameserver = [^]*\n\n?$/);
    expect(text).not.toContain('> ');
    expect(status).toBe(0);
  });
});
