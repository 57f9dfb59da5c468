/** The lab's caching server as a service that runs from /etc/bind of its machine: systemctl, service, journalctl, rndc. */
import { afterEach, describe, expect, test } from 'vitest';
import { openWorld } from '../../testing/free-world.ts';
import type { World } from './world.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const thing of open.splice(0)) thing.close();
});

async function freeWorld(): Promise<World> {
  const world = await openWorld('service');
  open.push(world);
  return world;
}

/** What a line prints at root@cache, and its exit status. */
async function run(world: World, line: string, terminal = 'cache'): Promise<readonly [string, number]> {
  const before = world.journal.last;
  await world.play({ run: line, terminal });
  for (const entry of world.journal.since(before))
    // Without colours.
    if (entry.kind === 'command' && entry.state === 'finished')
      return [entry.output.replace(/\x1b\[[\d;]*m/g, ''), entry.exitCode];
  throw new Error(`${line} did not end`);
}

const syslog = async (world: World): Promise<string> =>
  (await run(world, 'cat /var/log/syslog'))[0].replace(/^.{15} cache /gm, '');

const cached = (world: World): number => [...(world.built.resolver.server?.cache?.entries() ?? [])].length;
const ask = (world: World): Promise<readonly [string, number]> =>
  run(world, 'dig +short www.tiscali.co.uk', 'student');

test('its files lie in /etc/bind as on Debian, and say what the network file says', async () => {
  const world = await freeWorld();
  expect((await run(world, 'ls -1 /etc/bind'))[0]).toBe(
    'db.0\ndb.127\ndb.255\ndb.empty\ndb.local\nnamed.conf\nnamed.conf.default-zones\nnamed.conf.local\n' +
      'named.conf.options\nrndc.key\nzones.rfc1918\n',
  );
  expect((await run(world, 'grep allow-recursion /etc/bind/named.conf.options'))[0]).toMatch(
    /allow-recursion \{ 127\.0\.0\.0\/\d+; /,
  );
  expect((await run(world, 'rndc status'))[0]).toContain('configuration file: /etc/bind/named.conf\n');
});

test('its start is in syslog, in named’s words and order', async () => {
  const world = await freeWorld();
  expect(await syslog(world)).toMatch(
    new RegExp(
      [
        String.raw`^systemd\[1\]: Starting named\.service - BIND Domain Name Server\.\.\.`,
        String.raw`named\[(\d+)\]: starting BIND 9\.18\.\S+ <id:>[\s\S]*`,
        String.raw`running as: named -f -u bind[\s\S]*`,
        String.raw`loading configuration from '/etc/bind/named\.conf'\n.*the working directory is now '/var/cache/bind'[\s\S]*`,
        String.raw`listening on IPv4 interface lo, 127\.0\.0\.1#53\n.*listening on IPv4 interface eth0, 127\.53\.0\.53#53[\s\S]*`,
        String.raw`configuring command channel from '/etc/bind/rndc\.key'\n.*command channel listening on 127\.0\.0\.1#953\n`,
        String.raw`.*zone \S+/IN: loaded serial \d+[\s\S]*`,
        String.raw`all zones loaded\nnamed\[\1\]: running\nsystemd\[1\]: Started named\.service - BIND Domain Name Server\.`,
      ].join('\\n?'),
    ),
  );
});

describe('rndc reconfig', () => {
  test('takes a changed list: who may ask is the file’s to say; the cache stays', async () => {
    const world = await freeWorld();
    await ask(world);
    const before = cached(world);
    await run(
      world,
      "sed -i 's/allow-recursion .*/allow-recursion { 127.53.0.53; };/' /etc/bind/named.conf.options",
    );
    expect(await run(world, 'rndc reconfig')).toEqual(['', 0]);
    expect((await run(world, 'dig www.tiscali.co.uk', 'student'))[0]).toContain('status: REFUSED');
    expect(await syslog(world)).toContain("query (cache) 'www.tiscali.co.uk/A/IN' denied");
    expect(cached(world)).toBe(before);
  });

  test('with a mistake in a file the old configuration stays; the log has file and line', async () => {
    const world = await freeWorld();
    await run(world, "echo 'options { recursion no; };' > /etc/bind/named.conf.local");
    expect(await run(world, 'rndc reconfig')).toEqual(["rndc: 'reconfig' failed: already exists\n", 1]);
    const log = await syslog(world);
    expect(log).toContain("/etc/bind/named.conf.local:1: 'options' redefined near 'options'\n");
    expect(log).toContain('reloading configuration failed: already exists\n');
    expect((await ask(world))[0]).toBe('127.53.9.1\n');
    expect((await run(world, 'rndc status'))[0]).toContain('reload/reconfig failed\n');
    await run(world, ': > /etc/bind/named.conf.local');
    expect(await run(world, 'rndc reload')).toEqual(['server reload successful\n', 0]);
    expect((await run(world, 'rndc status'))[0]).not.toContain('failed');
  });

  test('a file that named may not read is told so', async () => {
    const world = await freeWorld();
    await run(world, 'chmod 600 /etc/bind/named.conf.local');
    expect(await run(world, 'rndc reconfig')).toEqual(["rndc: 'reconfig' failed: permission denied\n", 1]);
    expect(await syslog(world)).toMatch(/\/etc\/bind\/named\.conf:\d+: open: \S+: permission denied\n/);
  });

  test('adds a zone; its file is read anew by rndc reload ZONE, in named’s words', async () => {
    const world = await freeWorld();
    await run(world, 'cp /etc/bind/db.local /etc/bind/db.mine.test');
    const zone = 'zone "mine.test" { type primary; file "/etc/bind/db.mine.test"; };';
    await run(world, `echo '${zone}' > /etc/bind/named.conf.local; sleep 1`);
    expect((await run(world, 'rndc reconfig'))[1]).toBe(0);
    expect((await run(world, 'dig +short mine.test', 'student'))[0]).toBe('127.0.0.1\n');
    expect(await run(world, 'rndc reload mine.test')).toEqual(['zone reload up-to-date\n', 0]);
    await run(world, "sleep 1; sed -i 's/127.0.0.1/127.0.0.9/' /etc/bind/db.mine.test");
    expect(await run(world, 'rndc reload mine.test')).toEqual(['zone reload queued\n', 0]);
    expect((await run(world, 'dig +short mine.test', 'student'))[0]).toBe('127.0.0.9\n');
    expect(await syslog(world)).toContain(
      'zone mine.test/IN: zone serial (2) unchanged. zone may fail to transfer to secondaries.\n',
    );
    await run(world, "sleep 1; echo 'www A 1.2.3' >> /etc/bind/db.mine.test");
    expect((await run(world, 'rndc reload mine.test'))[1]).toBe(0);
    expect(await syslog(world)).toMatch(
      /mine\.test:\d+: near '1\.2\.3': bad dotted quad[\s\S]*mine\.test failed: bad dotted quad\n[\s\S]*not loaded due to errors\./,
    );
    expect((await run(world, 'dig +short mine.test', 'student'))[0]).toBe('127.0.0.9\n');
  });

  test('rndc reload ZONE reads what was changed in the instant of the last reading', async () => {
    const world = await freeWorld();
    const zone = 'zone "mine.test" { type primary; file "/etc/bind/db.mine.test"; };';
    await run(
      world,
      `cp /etc/bind/db.local /etc/bind/db.mine.test; echo '${zone}' > /etc/bind/named.conf.local`,
    );
    await run(world, "rndc reconfig; sed -i 's/127.0.0.1/127.0.0.9/' /etc/bind/db.mine.test");
    expect(await run(world, 'rndc reload mine.test')).toEqual(['zone reload queued\n', 0]);
    expect((await run(world, 'dig +short mine.test', 'student'))[0]).toBe('127.0.0.9\n');
  });

  test('a zone whose file is broken or gone stays as it was; after a start anew there is none', async () => {
    const world = await freeWorld();
    await run(world, 'cp /etc/bind/db.local /etc/bind/db.mine.test');
    const zone = 'zone "mine.test" { type primary; file "/etc/bind/db.mine.test"; };';
    await run(world, `echo '${zone}' > /etc/bind/named.conf.local; rndc reconfig; sleep 1`);
    await run(world, "echo 'www A 1.2.3' >> /etc/bind/db.mine.test");
    expect(await run(world, 'rndc reload')).toEqual(['server reload successful\n', 0]);
    expect((await run(world, 'dig +short mine.test', 'student'))[0]).toBe('127.0.0.1\n');
    await run(world, 'rm /etc/bind/db.mine.test; rndc reload');
    expect((await run(world, 'dig +short mine.test', 'student'))[0]).toBe('127.0.0.1\n');
    expect(await syslog(world)).toContain(
      'zone mine.test/IN: loading from master file /etc/bind/db.mine.test failed: file not found\n',
    );
    await run(world, 'service bind9 restart');
    expect((await run(world, 'dig mine.test', 'student'))[0]).toContain('status: SERVFAIL');
  });

  test('listen-on is where it listens', async () => {
    const world = await freeWorld();
    await run(
      world,
      "sed -i 's/listen-on-v6.*/listen-on { 127.0.0.1; };/' /etc/bind/named.conf.options; rndc reconfig",
    );
    expect((await ask(world))[1]).toBe(9);
    expect((await run(world, 'dig +short @127.0.0.1 www.tiscali.co.uk'))[0]).toBe('127.53.9.1\n');
    expect(await syslog(world)).toContain('no longer listening on 127.53.0.53#53\n');
  });
});

describe('a service', () => {
  test('restarts with an empty cache and another process; reloads with the cache kept', async () => {
    const world = await freeWorld();
    await ask(world);
    const [, pid] = /Main PID: (\d+) \(named\)/.exec((await run(world, 'service bind9 status'))[0]) ?? [];
    const before = cached(world);
    expect(before).toBeGreaterThan(0);
    expect(await run(world, 'service bind9 reload')).toEqual(['', 0]);
    expect(cached(world)).toBe(before);
    expect(await run(world, 'service bind9 restart')).toEqual(['', 0]);
    expect(cached(world)).toBe(0);
    const [status, exit] = await run(world, 'systemctl status named');
    expect(exit).toBe(0);
    expect(status).toMatch(/^● named\.service - BIND Domain Name Server\n {5}Loaded: loaded \(/);
    expect(status).toMatch(
      /\n {5}Active: active \(running\) since Sat 2026-03-07 14:\d\d:\d\d UTC; (now|.* ago)\n/,
    );
    expect(status).not.toContain(`Main PID: ${pid} `);
    expect((await ask(world))[0]).toBe('127.53.9.1\n');
    expect((await run(world, 'rndc status'))[1]).toBe(0);
  });

  test('that rndc has stopped begins again', async () => {
    const world = await freeWorld();
    await run(world, 'rndc stop');
    expect(await run(world, 'systemctl is-active bind9')).toEqual(['inactive\n', 3]);
    expect((await run(world, 'service bind9 status'))[1]).toBe(3);
    expect(await run(world, 'service bind9 reload')).toEqual([
      'bind9.service is not active, cannot reload.\n',
      1,
    ]);
    expect(await run(world, '/etc/init.d/bind9 start')).toEqual(['', 0]);
    expect((await ask(world))[0]).toBe('127.53.9.1\n');
    expect((await syslog(world)).match(/shutting down: flushing changes\n/g)).toHaveLength(1);
  });

  test('with a broken configuration does not come back, and says where to look', async () => {
    const world = await freeWorld();
    await run(world, "echo 'options { recusrion no; };' > /etc/bind/named.conf.options");
    const words =
      'Job for named.service failed because the control process exited with error code.\n' +
      'See "systemctl status named.service" and "journalctl -xeu named.service" for details.\n';
    expect(await run(world, 'service bind9 restart')).toEqual([words, 1]);
    const [status, exit] = await run(world, 'service bind9 status');
    expect(exit).toBe(3);
    expect(status).toMatch(/^× named\.service[\s\S]*Active: failed \(Result: exit-code\) since /);
    expect(status).toContain("unknown option 'recusrion'\n");
    expect((await ask(world))[1]).toBe(9);
    expect((await run(world, 'journalctl -u named -p err -o cat'))[0]).toContain(
      "/etc/bind/named.conf.options:1: unknown option 'recusrion'\n",
    );
  });

  test('hears signals: HUP reads everything anew, TERM ends it', async () => {
    const world = await freeWorld();
    await ask(world);
    const before = cached(world);
    expect((await run(world, 'pkill -HUP named'))[1]).toBe(0);
    expect(await syslog(world)).toMatch(
      /received SIGHUP signal to reload zones\n.*loading configuration from [\s\S]*reloading zones succeeded\n/,
    );
    expect(cached(world)).toBe(before);
    expect((await run(world, 'pkill named; systemctl is-active named'))[0]).toBe('inactive\n');
    expect(await syslog(world)).toMatch(/shutting down\n[\s\S]*exiting\n/);
  });

  test('is killed, and systemd starts it again', async () => {
    const world = await freeWorld();
    world.machines
      .get('cache')
      ?.processes()
      .find(({ name }) => name === 'named')
      ?.signal('KILL');
    expect(await run(world, 'systemctl is-active named; sleep 1; systemctl is-active named')).toEqual([
      'failed\nactive\n',
      0,
    ]);
  });

  test('nobody but root may change, and only those that are there', async () => {
    const world = await freeWorld();
    expect(await run(world, 'systemctl restart nosuch')).toEqual([
      'Failed to restart nosuch.service: Unit nosuch.service not found.\n',
      5,
    ]);
    expect(await run(world, 'systemctl status nosuch')).toEqual([
      'Unit nosuch.service could not be found.\n',
      4,
    ]);
    expect(await run(world, 'service bind9 dance')).toEqual([
      'Usage: /etc/init.d/bind9 {start|stop|reload|restart|force-reload|status}\n',
      3,
    ]);
  });
});

describe('by hand', () => {
  test('named-checkconf and named-checkzone find what named would find', async () => {
    const world = await freeWorld();
    expect(await run(world, 'named-checkconf')).toEqual(['', 0]);
    expect((await run(world, 'named-checkconf -z'))[0]).toContain('zone localhost/IN: loaded serial 2\n');
    expect((await run(world, 'named-checkconf -l'))[0]).toContain('localhost IN _default master\n');
    await run(world, "echo 'foo;' >> /etc/bind/named.conf.local");
    expect((await run(world, 'named-checkconf'))[0]).toMatch(
      /^\/etc\/bind\/named\.conf\.local:\d+: unknown option 'foo'\n$/,
    );
    expect(await run(world, 'named-checkzone localhost /etc/bind/db.local')).toEqual([
      'zone localhost/IN: loaded serial 2\nOK\n',
      0,
    ]);
    expect((await run(world, 'named -v'))[0]).toMatch(
      /^BIND 9\.18\.\S+ \(Extended Support Version\) <id:>\n$/,
    );
  });

  test('named -g answers in the foreground, logs to the terminal, and ends with Ctrl-C', async () => {
    const world = await freeWorld();
    const cache = world.terminals.get('cache');
    await run(world, 'service bind9 stop');
    cache?.run('named -g');
    await expect.poll(() => cache?.scrollback ?? '').toMatch(/07-Mar-2026 14:00:\d\d\.\d{3} running\r\n/);
    expect((await ask(world))[0]).toBe('127.53.9.1\n');
    cache?.feed('\x03');
    await expect.poll(() => cache?.busy).toBe(false);
    expect((await ask(world))[1]).toBe(9);
    expect(await syslog(world)).not.toContain('running as: named -g');
    expect(await run(world, 'service bind9 start')).toEqual(['', 0]);
    expect((await ask(world))[0]).toBe('127.53.9.1\n');
  });
});

describe('the log', () => {
  test('goes where the configuration’s logging statement says', async () => {
    const world = await freeWorld();
    const logging =
      'logging { channel asked { file "asked.log" versions 2 size 1k; print-time iso8601; print-category yes; }; ' +
      'category queries { asked; }; category security { null; }; };';
    await run(world, `echo '${logging}' > /etc/bind/named.conf.local; service bind9 restart`);
    await run(world, 'for i in $(seq 30); do dig +short www.tiscali.co.uk; done', 'student');
    expect((await run(world, 'tail -n 1 /var/cache/bind/asked.log.0'))[0]).toMatch(
      /^2026-03-07T14:00:\d\d\.\d{3} queries: client @0x\S+ 127\.53\.0\.2#\d+ \(www\.tiscali\.co\.uk\): query: /,
    );
    expect((await run(world, 'ls /var/cache/bind | wc -l'))[0].trim()).toBe('3');
    expect(await syslog(world)).not.toContain(' query: ');
    await run(world, "sed -i 's!asked.log!/nosuch/asked.log!' /etc/bind/named.conf.local");
    expect(await run(world, 'rndc reconfig')).toEqual(["rndc: 'reconfig' failed: file not found\n", 1]);
    expect(await syslog(world)).toContain('configuring logging: file not found\n');
  });

  test('journalctl has the lines of syslog, by service, number, order and time', async () => {
    const world = await freeWorld();
    const [all] = await run(world, 'journalctl -u named --no-pager');
    expect(all.replace(/^Mar 07/gm, 'Mar  7')).toBe((await run(world, 'cat /var/log/syslog'))[0]);
    expect((await run(world, 'journalctl -u bind9 -n 1 -o cat'))[0]).toBe(
      'Started named.service - BIND Domain Name Server.\n',
    );
    expect((await run(world, 'journalctl -rn 2 -t named -o cat'))[0]).toBe('running\nall zones loaded\n');
    await run(world, 'sleep 100; rndc querylog on');
    expect((await run(world, 'journalctl --since "1 min ago" -o cat'))[0]).toContain(
      'query logging is now on\n',
    );
    expect((await run(world, 'journalctl --until "1 min ago" -o cat'))[0]).not.toContain('query logging');
    expect(await run(world, 'journalctl --since nonsense')).toEqual([
      'Failed to parse timestamp: nonsense\n',
      1,
    ]);
    expect((await run(world, 'journalctl', 'student'))[1]).toBe(1);
  });

  for (const line of [
    'tail -n 0 -f /var/log/syslog',
    'tail -n 0 -F /var/log/syslog',
    'journalctl -fn 0 -u named',
  ])
    test(`${line} prints what is logged, as it is, until Ctrl-C`, async () => {
      const world = await freeWorld();
      const cache = world.terminals.get('cache');
      cache?.run(line);
      await expect.poll(() => cache?.busy).toBe(true);
      await world.clock.runUntilIdle(1_000);
      const server = world.built.resolver.server;
      if (server === null) throw new Error('no server');
      await expect
        .poll(() => {
          server.queryLog = !server.queryLog;
          return cache?.scrollback ?? '';
        })
        .toContain(']: query logging is now on\r\n');
      cache?.feed('\x03');
      await expect.poll(() => cache?.busy).toBe(false);
    });
});
