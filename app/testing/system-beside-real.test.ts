/**
 * ip, ss and ping beside iproute2's and iputils': the same machine as a private network of this computer and as a lab
 * machine, the same command lines, the same words. Masked: times, the names of the ends of a virtual cable, process
 * names and numbers.
 */
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Machine, ProcessSocket } from '../engine/tools/machine.ts';
import { labToolNet } from '../engine/tools/lab-net.ts';
import { ip } from '../engine/tools/system/ip.ts';
import { ping } from '../engine/tools/system/ping.ts';
import { ss } from '../engine/tools/system/ss.ts';
import type { Tool, ToolContext } from '../engine/tools/tool.ts';
import { bareLab } from './bare-lab.ts';
import { needsPrograms, runProgram } from './programs.ts';
import { testRun } from './tool-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'system-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ADDRESSES = ['127.53.0.2', 'fd53::2'];
const SETUP = [
  'ip link set lo up',
  'ip link add eth0 address 02:00:7f:35:00:02 type veth peer name far',
  'ip link set far netns 1 2>/dev/null || ip link set far up',
  'ip addr add 127.53.0.2/16 dev eth0 scope global',
  'ip -6 addr add fd53::2/16 dev eth0 nodad',
  'ip link set eth0 addrgenmode none up',
].join('\n');

/** Runs lines of a shell in a network of their own. Gives what each printed and its exit status; null where that is forbidden. */
async function real(lines: readonly string[], setup: string): Promise<string[] | null> {
  const file = join(folder, 'script.sh');
  const marked = lines.map((line) => `{ ${line}; } 2>&1; echo "status $?"; echo "====="`);
  writeFileSync(file, `${setup}\n${marked.join('\n')}\n`);
  const { out, status } = await runProgram('unshare', ['-rn', 'sh', file], { limitMs: 30_000 });
  return status === 0 ? out.split('=====\n').slice(0, -1) : null;
}

async function ours(tool: Tool, line: string, parts: Partial<ToolContext>): Promise<string> {
  const words = line.split(' ').slice(1);
  const run = testRun(words);
  let text = '';
  const print = (more: string): void => void (text += more);
  const status = await tool({ ...run.context, ...parts, args: words, out: print, err: print });
  return `${text}status ${status}\n`;
}

/** The two ends of a cable, and what a cable that ends elsewhere is like. */
const maskLink = (text: string): string =>
  text
    .replace(/eth0@\w+/g, 'eth0')
    .replace(/^(\d+)(: eth0)/gm, 'N$2')
    .replace(/ link-netnsid \d+/g, '')
    .replace(/ nodad /g, ' ')
    .replace(/ +$/gm, '')
    .replace(/^eth0 +/gm, 'eth0 ');

test('ip shows addresses, links and routes as iproute2 does', async (context) => {
  needsPrograms(context, 'ip', 'unshare');
  const lines = [
    'ip addr show dev eth0',
    'ip a s eth0',
    'ip -4 addr show eth0',
    'ip -6 addr show eth0',
    'ip -o addr show dev eth0',
    'ip -br addr show dev eth0',
    'ip addr show scope host dev lo',
    'ip addr show lo',
    'ip link show eth0',
    'ip -o link show lo',
    'ip -br link show lo',
    'ip -br -4 addr show dev lo',
    'ip -6 route',
    'ip addr show dev nope',
    'ip addr show lo eth0',
    'ip nonsense',
    'ip addr nonsense',
    'ip -V',
    'ip route get',
    'ip route get 203.0.113.9',
    'ip -6 route get fd53::9',
  ];
  const theirs = await real(lines, SETUP);
  if (theirs === null) return context.skip('networks of their own are forbidden here');
  const { network, clock, random } = bareLab();
  const host = network.addHost({ name: 'laptop', addresses: ADDRESSES, latencyMs: 0 });
  network.addHost({ name: 'other', addresses: ['127.53.0.9', 'fd53::9'], latencyMs: 0 });
  const { signal } = new AbortController();
  const net = labToolNet({ host, clock, random, readFile: () => null, signal, privileged: true });
  for (const [index, line] of lines.entries()) {
    const mine = maskLink(await ours(ip, line, { net, privileged: true }));
    // How the two ways to fd53::/16 were learned differs with the version of the kernel.
    const route = (text: string): string => text.replace(/^fe80.*\n/gm, '').replace(/ metric \d+.*$/gm, '');
    expect(route(mine), line).toBe(route(maskLink(theirs[index] as string)));
  }
});

const SERVER = `
const dgram = require('node:dgram'), net = require('node:net'), { execSync } = require('node:child_process');
const udp = (type, address, port) => new Promise((done) => { const s = dgram.createSocket({ type, ipv6Only: type === 'udp6' }); s.bind(port, address, () => done(s)); });
const tcp = (host, port, backlog) => new Promise((done) => { const s = net.createServer(); s.listen({ host, port, backlog, ipv6Only: host === '::1' }, () => done(s)); });
(async () => {
  await udp('udp4', '127.0.0.1', 53);
  await udp('udp6', '::1', 53);
  await tcp('127.0.0.1', 53, 10);
  await tcp('127.0.0.1', 953, 5);
  await tcp('::1', 53, 10);
  await new Promise((done) => net.connect({ host: '127.0.0.1', port: 953, localPort: 40000 }, done));
  for (const line of process.argv.slice(2)) {
    let text, status = 0;
    try { text = execSync(line + ' 2>&1', { encoding: 'utf8' }); } catch (error) { text = error.stdout; status = error.status; }
    require('node:fs').writeSync(1, text + 'status ' + status + '\\n=====\\n');
  }
  process.exit(0);
})();
`;

/** The order of sockets is the kernel's; who holds them, and since when, too. */
function maskSockets(text: string): string {
  const lines = text
    .replace(/users:\(\("[^"]*",pid=\d+,fd=\d+\)\)/g, (all) => 'users'.padEnd(all.length > 0 ? 5 : 0))
    .split('\n')
    .map((line) => line.trimEnd());
  const status = lines.findIndex((line) => line.startsWith('status'));
  return [lines[0], ...lines.slice(1, status).sort(), ...lines.slice(status)].join('\n');
}

test('ss lists, chooses and lays out sockets as iproute2 does', async (context) => {
  needsPrograms(context, 'ss', 'unshare');
  const lines = [
    'ss -uln',
    'ss -ulpn',
    'ss -tuln',
    'ss -tulpn',
    'ss -tan',
    'ss -tln -4',
    'ss -6 -tuln',
    'ss -H -uln',
    'ss -tn',
    'ss -tl',
    'ss -tua',
    'ss -u',
    'ss -tn state established',
    'ss -tan state listening',
    'ss -tan exclude established',
    "ss -tuln 'sport = :53'",
    "ss -tuln '( sport = :53 or sport = :953 )'",
    "ss -tln 'sport != :53'",
    "ss -tan 'dport gt :10000'",
    'ss -tln src 127.0.0.0/8',
    'ss -tln not src 127.0.0.1',
    "ss -tln 'src 127.0.0.1 and sport = :domain'",
    'ss -tln sport',
    'ss -tn state nonsense',
    'ss -tln sport = :nonsense',
    'ss nonsense',
    'ss -tn dst',
    'ss -Q',
    'ss -V',
  ];
  const file = join(folder, 'server.cjs');
  writeFileSync(file, SERVER);
  const setup = ['-rn', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"', process.execPath, file, ...lines];
  const { out, status } = await runProgram('unshare', setup, { limitMs: 30_000 });
  if (status !== 0) return context.skip('networks of their own are forbidden here');
  const theirs = out.split('=====\n').slice(0, -1);
  const machine = machineWith([
    socket('udp', '127.0.0.1', 53),
    socket('udp', '::1', 53),
    socket('tcp', '127.0.0.1', 53),
    socket('tcp', '127.0.0.1', 953),
    socket('tcp', '::1', 53),
    { ...socket('tcp', '127.0.0.1', 40000), state: 'ESTAB', remote: { address: '127.0.0.1', port: 953 } },
    { ...socket('tcp', '127.0.0.1', 953), state: 'ESTAB', remote: { address: '127.0.0.1', port: 40000 } },
  ]);
  for (const [index, line] of lines.entries()) {
    const mine = await ours(ss, line.replaceAll("'", ''), { machine, privileged: true });
    const usage = (text: string): string => text.replace(/^Usage:[^]*?(?=status )/m, 'Usage\n');
    expect(maskSockets(usage(mine)), line).toBe(maskSockets(usage(theirs[index] as string)));
  }
});

function socket(protocol: 'udp' | 'tcp', address: string, port: number): ProcessSocket {
  const state = protocol === 'udp' ? 'UNCONN' : 'LISTEN';
  return { protocol, local: { address, port }, remote: null, state, descriptor: 21 };
}

function machineWith(sockets: readonly ProcessSocket[]): Machine {
  const process = {
    pid: 655,
    parent: 1,
    user: 'bind',
    name: 'named',
    line: '/usr/sbin/named -f -u bind',
    terminal: null,
    startedAt: 0,
    sockets: () => sockets,
    signal: () => undefined,
  };
  return {
    hostName: 'cache',
    bootedAt: 0,
    clockAheadMs: 0,
    mail: null,
    processes: () => [process],
    services: () => [],
    log: { lines: () => [], onLine: () => () => undefined },
  };
}

/** Times are the machine's own. */
const maskTimes = (text: string): string =>
  text
    .replace(/time=[\d.]+ ms/g, 'time=T ms')
    .replace(/time \d+ms/g, 'time Tms')
    .replace(/mdev = [\d./]+ ms/g, 'mdev = T ms');

test('ping says what iputils says', async (context) => {
  needsPrograms(context, 'ping', 'unshare');
  const lines = [
    'ping -c 2 -i 0.2 127.0.0.1',
    'ping -q -c 3 -i 0.2 127.0.0.1',
    'ping -c 1 -n ::1',
    'ping -6 -c 1 127.0.0.1',
    'ping -c 1 -s 8 127.0.0.1',
    'ping -c 1 -s 16 127.0.0.1',
    'ping -c 1 -s 1000 -p ff00 127.0.0.1',
    'ping -c 1 -I 127.0.0.1 127.0.0.1',
    'ping -c 1 -I 192.0.2.1 127.0.0.1',
    'ping -c 1 203.0.113.1',
    'ping -c 2 -i 0.2 -W 0.2 127.53.0.9',
    'ping -c 2 -i 0.2 -W 0.2 -O 127.53.0.9',
    'ping -c 0 127.0.0.1',
    'ping -c x 127.0.0.1',
    'ping -s -1 127.0.0.1',
    'ping -w x 127.0.0.1',
    'ping -W -1 127.0.0.1',
    'ping -p xyz 127.0.0.1',
    'ping -4 -6 127.0.0.1',
    'ping -i x -c 1 127.0.0.1',
    'ping -c 1 -w 1 127.0.0.1',
    'ping',
    'ping -Z 127.0.0.1',
  ];
  const setup = `${SETUP}\nip neigh add 127.53.0.9 lladdr 02:00:00:00:00:09 dev eth0 nud permanent\nsysctl -qw net.ipv4.conf.eth0.route_localnet=1`;
  const theirs = await real(lines, setup);
  if (theirs === null) return context.skip('networks of their own are forbidden here');
  const { network, clock, random } = bareLab();
  const host = network.addHost({ name: 'laptop', addresses: ADDRESSES, latencyMs: 0 });
  const { signal } = new AbortController();
  const net = labToolNet({ host, clock, random, readFile: () => null, signal, privileged: true });
  for (const [index, line] of lines.entries()) {
    const running = ours(ping, line, { net, now: () => clock.now(), privileged: true });
    let over = false;
    void running.then(() => (over = true));
    await clock.runUntil(() => over, 60_000);
    const usage = (text: string): string => text.replace(/\nUsage\n[^]*?(?=status )/, '\nUsage\n');
    expect(usage(maskTimes(await running)), line).toBe(usage(maskTimes(theirs[index] as string)));
  }
});
