/** The lab's mail relay: what it makes of each answer of the DNS, and how its queue goes on. */
import { afterEach, expect, test } from 'vitest';
import { openWorld, ran } from '../../testing/free-world.ts';
import { isDiskProblem } from '../shell/files.ts';
import type { World } from './world.ts';

const worlds: World[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.close();
});

async function labWorld(): Promise<World> {
  const world = await openWorld('mail');
  worlds.push(world);
  return world;
}

async function run(world: World, line: string, terminal = 'relay'): Promise<string> {
  const [output] = await ran(world, terminal, line);
  return output;
}

function file(world: World, path: string): string {
  const octets = world.machines.get('relay')?.disk.read(path);
  return octets === undefined || isDiskProblem(octets) ? '' : new TextDecoder().decode(octets);
}

/** The lines about deliveries, without times, numbers and delays. */
const deliveries = (world: World): string[] =>
  file(world, '/var/log/mail.log')
    .split('\n')
    .filter((line) => line.includes('status='))
    .map((line) =>
      line
        .replace(/^.*\]: [0-9A-F]{10}: /, '')
        .replace(/delays?=[\d./]+, /g, '')
        .replace(/queued as \w+/, 'queued as ID'),
    );

test('without mail nothing is sent: the relay is silent', async () => {
  const world = await labWorld();
  await world.clock.jump(86_400_000);
  const sent = world.journal
    .since()
    .filter((entry) => entry.kind === 'packet-sent' && entry.packet.sourceHost === 'relay');
  expect(sent).toEqual([]);
});

test('mail goes to the host of the MX record with the lowest preference', async () => {
  const world = await labWorld();
  await run(world, 'printf "Subject: hello\\n\\n.a line\\n" | sendmail info@tiscali.co.uk');
  await world.clock.jump(10_000);
  expect(deliveries(world)).toEqual([
    'to=<info@tiscali.co.uk>, relay=smtp.tiscali.co.uk[127.53.9.25]:25, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as ID)',
  ]);
  expect(await run(world, 'mailq')).toBe('Mail queue is empty\n');
  const dialogue = world.journal
    .since()
    .flatMap((entry) =>
      entry.kind === 'packet-sent' &&
      entry.packet.sourceHost === 'relay' &&
      entry.packet.destination.port === 25
        ? [new TextDecoder().decode(entry.packet.payload)]
        : [],
    )
    .join('');
  expect(dialogue).toMatch(
    /^EHLO relay\.workshop\.example\r\nMAIL FROM:<root@relay\.workshop\.example>\r\nRCPT TO:<info@tiscali\.co\.uk>\r\nDATA\r\n/,
  );
  expect(dialogue).toContain('Subject: hello\r\n');
  expect(dialogue).toMatch(/\r\n\r\n\.\.a line\r\n\.\r\nQUIT\r\n$/);
});

test('where the first host does not answer, the next is tried; where the domain has no MX, itself', async () => {
  const world = await labWorld();
  const first = world.network.hostNamed('smtp.tiscali.co.uk');
  if (first) first.up = false;
  await run(world, 'echo x | sendmail info@tiscali.co.uk info@www.bbc.co.uk');
  await world.clock.jump(120_000);
  expect(file(world, '/var/log/mail.log')).toContain(
    'postfix/smtp[658]: connect to smtp.tiscali.co.uk[127.53.9.25]:25: Connection timed out\n',
  );
  expect(deliveries(world).find((line) => line.includes('tiscali'))).toContain(
    'relay=mail.tiscali.co.uk[127.53.10.25]:25, dsn=2.0.0, status=sent',
  );
  expect(deliveries(world).find((line) => line.includes('bbc'))).toMatch(
    /^to=<info@www\.bbc\.co\.uk>, relay=none, dsn=4\.4\.1, status=deferred \(connect to www\.bbc\.co\.uk\[[\d.]+\]:25: Connection timed out\)$/,
  );
});

test('SERVFAIL and silence defer; a name error bounces to the sender’s mailbox (RFC 5321 §5.1)', async () => {
  const world = await labWorld();
  await run(world, 'echo x | sendmail a@servfail.co.uk b@silent.co.uk c@nosuch.co.uk d@ns1.servfail.co.uk');
  await world.clock.jump(60_000);
  const why = (name: string, type: string, words: string): string =>
    `(Host or domain name not found. Name service error for name=${name} type=${type}: ${words})`;
  expect(deliveries(world).sort()).toEqual([
    `to=<a@servfail.co.uk>, relay=none, dsn=4.4.3, status=deferred ${why('servfail.co.uk', 'MX', 'Host not found, try again')}`,
    `to=<b@silent.co.uk>, relay=none, dsn=4.4.3, status=deferred ${why('silent.co.uk', 'MX', 'Host not found, try again')}`,
    `to=<c@nosuch.co.uk>, relay=none, dsn=5.4.4, status=bounced ${why('nosuch.co.uk', 'A', 'Host not found')}`,
    `to=<d@ns1.servfail.co.uk>, relay=none, dsn=4.4.3, status=deferred ${why('ns1.servfail.co.uk', 'MX', 'Host not found, try again')}`,
    'to=<root@relay.workshop.example>, relay=local, dsn=2.0.0, status=sent (delivered to mailbox)',
  ]);
  expect(file(world, '/var/mail/root')).toContain('<c@nosuch.co.uk>: Host or domain name not found.');
  expect(await run(world, 'mailq')).toMatch(
    /^-Queue ID- {2}--Size-- ----Arrival Time---- -Sender\/Recipient-------\n[0-9A-F]{10} {6}244 Sat Mar {2}7 14:00:00 {2}root@relay\.workshop\.example\n\(Host or domain name not found\. [^\n]*\)\n {41}a@servfail\.co\.uk\n/,
  );
});

test('what is deferred is tried after longer and longer times, on the lab clock, and returned after five days', async () => {
  const world = await labWorld();
  await run(world, 'echo x | sendmail a@servfail.co.uk');
  await world.clock.jump(6 * 86_400_000);
  const tries = file(world, '/var/log/mail.log')
    .split('\n')
    .filter((line) => line.includes('queue active') && !line.includes('from=<>'))
    .map((line) => Date.parse(`2026 ${line.slice(0, 15)} UTC`));
  const gaps = tries.slice(1).map((at, index) => (at - (tries[index] as number)) / 60_000);
  // As long again as it has waited, at most 4,000 seconds, then at the next look at the queue (each 5 minutes).
  expect(gaps.slice(0, 7)).toEqual([10, 15, 30, 60, 70, 70, 70]);
  const log = file(world, '/var/log/mail.log');
  expect(log).toContain('from=<root@relay.workshop.example>, status=expired, returned to sender\n');
  expect((tries.at(-1) as number) - (tries[0] as number)).toBeGreaterThanOrEqual(5 * 86_400_000);
  expect(await run(world, 'mailq')).toBe('Mail queue is empty\n');
  expect(file(world, '/var/mail/root')).toContain('Status: 4.4.7\n');
  const pending = world.clock.next?.label ?? '';
  expect(pending).not.toContain('queue run');
});

test('postqueue -f tries again at once; postsuper -d takes messages out', async () => {
  const world = await labWorld();
  await run(world, 'echo x | sendmail a@servfail.co.uk');
  await world.clock.jump(1000);
  const before = deliveries(world).length;
  await run(world, 'postqueue -f');
  await world.clock.jump(1000);
  expect(deliveries(world).length).toBe(before + 1);
  expect(await run(world, 'postsuper -d ALL')).toBe('postsuper: Deleted: 1 message\n');
  expect(await run(world, 'mailq')).toBe('Mail queue is empty\n');
});

test('sendmail takes recipients from the headers, ends at a dot, and refuses what has none', async () => {
  const world = await labWorld();
  await run(
    world,
    'printf "To: Root <root>, nobody-here@localhost\\nBcc: student\\n\\nbody\\n.\\nnot sent\\n" | sendmail -t',
  );
  await world.clock.jump(1000);
  expect(file(world, '/var/mail/root')).toContain('To: Root <root>, nobody-here@localhost\n');
  expect(file(world, '/var/mail/root')).not.toMatch(/Bcc|not sent/);
  expect(file(world, '/var/mail/student')).toContain('\nbody\n');
  expect(
    deliveries(world).some((line) =>
      line.includes('dsn=5.1.1, status=bounced (unknown user: "nobody-here")'),
    ),
  ).toBe(true);
  expect(await run(world, 'echo x | sendmail')).toMatch(
    /^sendmail: fatal: Recipient addresses must be specified/,
  );
  expect(await run(world, 'echo x | sendmail -t')).toBe(
    'sendmail: fatal: No recipient addresses found in message header\n',
  );
  expect(await run(world, 'mailq', 'student')).toBe('bash: mailq: command not found\n');
  expect(await run(world, 'which mailq', 'student')).toBe('');
  expect(await run(world, 'which mailq')).toBe('/usr/bin/mailq\n');
});
