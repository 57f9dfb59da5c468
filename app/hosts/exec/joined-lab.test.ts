/** A program that runs in the lab that is open: its packets are the lab's, over UDP and TCP, and it goes along on a reset. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import type { Packet } from '../../engine/network/journal.ts';
import { ExecCommand, NOBODY, ORDINARY } from '../../testing/exec-command.ts';
import { openLab, type OpenLab } from '../../testing/lab-gateway.ts';
import { freePort } from '../../testing/free-port.ts';
import { needsPrograms } from '../../testing/programs.ts';
import { MachineLab } from '../lab.ts';
import { addressesFrame, addressesIn, FrameReader, frameOctets, readStreamLine } from './relay-frames.ts';
import { relayPath } from './relay-path.ts';
import { ExecRelay } from './relay-server.ts';

let command: ExecCommand;
let data: string;
let open: OpenLab;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'rootwalk-data-'));
  chmodSync(data, 0o755);
  [command, open] = await Promise.all([ExecCommand.make(), openLab('joined')]);
}, 30_000);
afterAll(async () => {
  command.remove();
  await open.close();
  rmSync(data, { recursive: true });
});

async function needsNamespaces(context: TestContext): Promise<void> {
  needsPrograms(context, 'unshare', 'ip', 'mount', 'setpriv', 'dig');
  const { status, err } = await command.run(command.line(ORDINARY, ['--own', '--', 'true']));
  if (status !== 0) context.skip(`no private network here: ${err.split('\n')[0]}`);
}

/** What the laptop has sent in a lab. */
function sentIn({ lab }: OpenLab): Packet[] {
  return lab.journal
    .since()
    .flatMap((entry) =>
      entry.kind === 'packet-sent' && entry.packet.sourceHost === 'laptop' ? [entry.packet] : [],
    );
}

test('what a program asks is seen in the open lab', { timeout: 60_000 }, async (context) => {
  await needsNamespaces(context);
  const relay = await ExecRelay.open(data);
  expect(relay).not.toBe(null);
  relay?.moveTo(open.lab.network, open.lab.clock);
  // Nobody else may come in: where root tests, the folder is given to the user whose program it is to be.
  expect(statSync(dirname(relayPath(data))).mode & 0o777).toBe(0o700);
  if (ORDINARY === 'nobody')
    for (const path of [relayPath(data), dirname(relayPath(data))]) chownSync(path, NOBODY, NOBODY);
  const script = `dig +short www.tiscali.co.uk; dig +tcp @127.53.9.53 +norec smtp.tiscali.co.uk +short
    dig +tcp +tries=1 +time=2 @127.53.94.53 www.notcp.co.uk | grep -c 'reset\\|end of file'
    echo ready; read line; dig +short www.bbc.co.uk`;
  const child = command.start(command.line(ORDINARY, ['--', 'sh', '-c', script]), data);
  let out = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  await expect.poll(() => out, { timeout: 20_000 }).toContain('ready\n');
  expect(out).toBe('127.53.9.1\n127.53.9.25\n1\nready\n');
  const sent = sentIn(open);
  expect(sent.map(({ protocol, destination }) => `${protocol} ${destination.address}`)).toEqual(
    expect.arrayContaining(['udp 127.53.0.53', 'tcp 127.53.9.53', 'tcp 127.53.94.53']),
  );
  // A reset: the lab is another one, and the program is in that.
  const other = await openLab('joined again');
  relay?.moveTo(other.lab.network, other.lab.clock);
  child.stdin?.end('go on\n');
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(out).toContain('127.53.50.80\n');
  expect(sentIn(other).length).toBeGreaterThan(0);
  expect(sentIn(open)).toHaveLength(sent.length);
  await other.close();
  await relay?.close();
  expect(readdirSync(dirname(relayPath(data)))).toEqual([]);
});

test(
  'the lab in the window is joined, and the program hears when it is closed',
  { timeout: 60_000 },
  async (context) => {
    await needsNamespaces(context);
    const home = join(import.meta.dirname, '../../..');
    const said: string[] = [];
    const lab = await MachineLab.start({
      home,
      data,
      gatewayPort: await freePort(),
      say: (line) => said.push(line),
    });
    expect(existsSync(relayPath(data)), said.join()).toBe(true);
    const script = 'dig +short www.tiscali.co.uk; echo ready; read line';
    const child = command.start(command.line('this user', ['--', 'sh', '-c', script]), data);
    let out = '';
    let err = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
    await expect.poll(() => out, { timeout: 20_000 }).toBe('127.53.9.1\nready\n');
    await lab.close();
    await expect.poll(() => err).toContain('the lab that this ran in was closed');
    expect(existsSync(relayPath(data))).toBe(false);
    child.stdin?.end('\n');
    expect(await once(child, 'close')).toEqual([0, null]);
  },
);

test(
  'a lab that was killed left a socket behind: the program has a lab of its own',
  { timeout: 30_000 },
  async (context) => {
    await needsNamespaces(context);
    // A socket that nobody listens at any more.
    const dead = spawnSync(process.execPath, ['-e', DIE, relayPath(data)]);
    expect([dead.signal, existsSync(relayPath(data))]).toEqual(['SIGKILL', true]);
    const before = sentIn(open).length;
    const { status, out } = await command.run(
      command.line('this user', ['dig', '+short', 'www.bbc.co.uk']),
      '',
      data,
    );
    expect([status, out]).toEqual([0, '127.53.50.80\n']);
    expect(sentIn(open)).toHaveLength(before);
  },
);

const DIE = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;

test('frames come whole out of any pieces, and what is none of ours is refused', () => {
  const frame = {
    lab: '127.53.0.53',
    real: { address: '127.53.0.2', port: 40_000 },
    payload: Uint8Array.of(1, 2, 3),
  };
  const octets = [...frameOctets(frame), ...addressesFrame(['127.53.0.53', '127.53.1.1'])];
  const reader = new FrameReader();
  const found = octets.flatMap((octet) => reader.frames(Uint8Array.of(octet)) ?? []);
  expect(found[0]).toEqual(frame);
  expect(found.map(addressesIn)).toEqual([null, ['127.53.0.53', '127.53.1.1']]);
  expect(new FrameReader().frames(Uint8Array.of(255, 255, 255, 255, 0))).toBe(null);
  expect(new FrameReader().frames(Uint8Array.of(0, 0, 0, 0, 0))).toBe(null);
  expect(new FrameReader().line(new Uint8Array(100).fill(65))).toBe('');
  expect(readStreamLine('stream 127.53.9.53 127.53.0.2 4000')).toEqual({
    lab: '127.53.9.53',
    real: { address: '127.53.0.2', port: 4000 },
  });
  expect(readStreamLine('stream 192.0.2.1 127.53.0.2 4000')).toBe(null);
});
