/** The everyday commands at the lab's own machines. */
import { afterEach, expect, test } from 'vitest';
import { openWorld, ran as run, wall } from '../../testing/free-world.ts';
import { MAIL_TOOLS } from './mail-tools.ts';
import { TOOLS } from './terminal-tools.ts';
import type { World } from './world.ts';

const worlds: World[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.close();
});

async function labWorld(): Promise<World> {
  const world = await openWorld('system');
  worlds.push(world);
  return world;
}

test('ss lists the sockets of named, and tells its process to root alone', async () => {
  const world = await labWorld();
  const [listed] = await run(world, 'cache', 'ss -Hulpn | cat');
  expect(listed).toMatch(
    /^UNCONN 0 {6}0 +127\.0\.0\.1:53 0\.0\.0\.0:\* users:\(\("named",pid=\d+,fd=\d+\)\)\n/m,
  );
  expect(listed).toMatch(/127\.53\.0\.53:53 /);
  const [pid] = await run(world, 'cache', 'pgrep -x named');
  expect(listed).toContain(`pid=${pid.trim()},`);
  expect((await run(world, 'cache', 'sudo -u bind ss -Htlpn | cat'))[0]).toContain('named');
  expect((await run(world, 'cache', 'sudo -u nobody ss -Htlpn | cat'))[0]).not.toContain('named');
  await run(world, 'cache', 'rndc stop');
  expect(await run(world, 'cache', 'ss -Huln | cat')).toEqual(['', 0]);
});

test('ps, pgrep and kill see and reach named: HUP reads its files anew, TERM ends it', async () => {
  const world = await labWorld();
  const [line, status] = await run(world, 'cache', 'ps -C named -o user=,comm=,args=');
  expect([line, status]).toEqual([expect.stringMatching(/^bind +named +\/usr\/sbin\/named .*\n$/), 0]);
  expect((await run(world, 'cache', 'kill -HUP $(pgrep -x named)'))[1]).toBe(0);
  await world.clock.jump(100);
  expect((await run(world, 'cache', 'grep -c "reloading configuration succeeded" /var/log/syslog'))[0]).toBe(
    '1\n',
  );
  expect(await run(world, 'cache', 'sudo -u nobody pkill -x named')).toEqual([
    expect.stringMatching(/^pkill: killing pid \d+ failed: Operation not permitted\n$/),
    0,
  ]);
  expect((await run(world, 'cache', 'pkill -x named'))[1]).toBe(0);
  await world.clock.jump(1000);
  expect((await run(world, 'cache', 'pgrep -x named'))[1]).toBe(1);
  expect((await run(world, 'student', 'dig +tries=1 +timeout=1 @127.53.0.53 www.tiscali.co.uk'))[1]).toBe(9);
});

test('ping reaches the lab’s machines, and says what is wrong where it cannot', async () => {
  const world = await labWorld();
  const [text, status] = await run(world, 'student', 'ping -c 2 www.tiscali.co.uk');
  expect(status).toBe(0);
  expect(text).toBe(
    'PING www.tiscali.co.uk (127.53.9.1) 56(84) bytes of data.\n' +
      '64 bytes from www.tiscali.co.uk (127.53.9.1): icmp_seq=1 ttl=64 time=14.4 ms\n' +
      '64 bytes from www.tiscali.co.uk (127.53.9.1): icmp_seq=2 ttl=64 time=14.4 ms\n\n' +
      '--- www.tiscali.co.uk ping statistics ---\n' +
      '2 packets transmitted, 2 received, 0% packet loss, time 1000ms\n' +
      'rtt min/avg/max/mdev = 14.400/14.400/14.400/0.000 ms\n',
  );
  expect(await run(world, 'student', 'ping -c 1 nosuch.co.uk')).toEqual([
    'ping: nosuch.co.uk: Name or service not known\n',
    2,
  ]);
  expect(await run(world, 'student', 'ping -c 1 servfail.co.uk')).toEqual([
    'ping: servfail.co.uk: Temporary failure in name resolution\n',
    2,
  ]);
  expect((await run(world, 'student', 'ping -c 1 203.0.113.1'))[0]).toBe(
    'ping: connect: Network is unreachable\n',
  );
  expect(await run(world, 'student', 'ping -c 2 -W 1 127.53.99.53')).toEqual([
    expect.stringContaining('2 packets transmitted, 0 received, 100% packet loss'),
    1,
  ]);
});

test('Ctrl-C ends ping with its summary', async () => {
  const world = await labWorld();
  const terminal = world.terminals.get('student');
  if (!terminal) throw new Error('no terminal');
  void terminal.run('ping 127.53.0.53');
  await wall.settle();
  await world.clock.runUntil(() => terminal.scrollback.includes('icmp_seq=3'), 10_000);
  terminal.feed('\x03');
  await world.clock.runUntil(() => !terminal.busy, 1000);
  expect(terminal.scrollback).toMatch(
    /\^C\r\n--- 127\.53\.0\.53 ping statistics ---\r\n3 packets transmitted, 3 received, 0% packet loss, time 2000ms\r\n/,
  );
});

test('a port below 1024 needs sudo', async () => {
  const world = await labWorld();
  const [text, status] = await run(world, 'student', 'dig -b 0.0.0.0#1023 +short +tries=1 www.tiscali.co.uk');
  expect([text, status]).toEqual([expect.stringContaining('failed: permission denied.'), 9]);
  expect(await run(world, 'student', 'sudo dig -b 0.0.0.0#1023 +short www.tiscali.co.uk')).toEqual([
    '127.53.9.1\n',
    0,
  ]);
});

test('the outsider is none of those whom the cache serves', async () => {
  const world = await labWorld();
  expect((await run(world, 'outsider', 'dig +noall +comments www.tiscali.co.uk'))[0]).toContain(
    'status: REFUSED',
  );
  expect((await run(world, 'student', 'dig +noall +comments www.tiscali.co.uk'))[0]).toContain(
    'status: NOERROR',
  );
  expect(world.terminals.get('outsider')?.title).toBe('student@outsider');
});

test('every command has a page with an example', async () => {
  const world = await labWorld();
  for (const name of [...TOOLS.keys(), ...MAIL_TOOLS.map(([tool]) => tool)]) {
    const [page, status] = await run(world, 'relay', `man ${name} | cat`);
    expect([name, status]).toEqual([name, 0]);
    expect(page, name).toMatch(/^NAME\n {7}\S[^]*\nEXAMPLES\n {7}\S/);
  }
});
