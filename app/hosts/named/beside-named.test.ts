/**
 * One named.conf, served by `rootwalk named` and by BIND's named, both over the course's Internet: the same questions
 * from several clients get the same rcode, flags and records.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { freePort } from '../../testing/free-port.ts';
import { openLab, type OpenLab } from '../../testing/lab-gateway.ts';
import { NamedPrograms } from '../../testing/named-program.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';

const zoneText = (address: string): string =>
  `$TTL 1h\n@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 127.0.0.1\nwww A ${address}\n` +
  'alias CNAME www\nout CNAME www.tiscali.co.uk.\n*.wild TXT "any"\nsub NS ns.tiscali.co.uk.\n';

let lab: OpenLab;
let programs: NamedPrograms;

beforeAll(async () => {
  programs = await NamedPrograms.make();
  programs.write('inside.zone', zoneText('192.0.2.1'));
  programs.write('outside.zone', zoneText('192.0.2.2'));
  lab = await openLab('beside named');
}, 60_000);

afterEach(() => programs.stopAll());

afterAll(async () => {
  await lab.close();
  await programs.remove();
});

/** A client's address, and dig's words. */
type Asked = readonly [client: string, ...words: string[]];

/** Options first, then the rest of the file; `SERVER` stands for what differs: where it listens. */
async function compare(
  context: TestContext,
  configuration: string,
  questions: readonly Asked[],
): Promise<void> {
  needsPrograms(context, 'dig', 'named');
  const ports = { ours: await freePort(), real: await freePort() };
  // The gateway has no IPv6: BIND would wait for servers there.
  const text = (port: number): string =>
    `server fd53::/16 { bogus yes; };\n${configuration}`.replace(
      'SERVER',
      `directory "${programs.folder}"; port ${lab.port}; listen-on port ${port} { 127.0.0.1; };
       listen-on-v6 port ${port} { ::1; }; pid-file none; session-keyfile none; dnssec-validation no; allow-transfer { none; };`,
    );
  const ours = programs.ours(text(ports.ours), '-g');
  const real = programs.real(text(ports.real), '-g');
  await Promise.all([ours.says('running\n'), real.says('running\n')]);
  const different: unknown[] = [];
  for (const [client, ...words] of questions) {
    const [mine, theirs] = await Promise.all(
      [ports.ours, ports.real].map((port) => answerOf(client, port, words)),
    );
    if (mine !== theirs) different.push({ client, words: words.join(' '), ours: mine, real: theirs });
  }
  expect(different).toEqual([]);
}

/** Header, options and sections, records in any order, TTLs out of a cache and cookies left out. */
async function answerOf(client: string, port: number, words: readonly string[]): Promise<string> {
  const server = client.includes(':') ? '@::1' : '@127.0.0.1';
  const args = [server, '-p', String(port), '-b', client, '-r', '+tries=1', '+timeout=8', '+nocookie'];
  const { out } = await runProgram('dig', [...args, ...words]);
  // What an alias of a zone leads to comes out of the cache as well.
  const cached = !/flags:[^;]* aa/.test(out) || /\sCNAME\s/.test(out);
  const kept: string[] = [];
  let section: string[] = [];
  for (const line of out.split('\n')) {
    if (/^;; (ANSWER|AUTHORITY|ADDITIONAL) SECTION/.test(line) || line === '') {
      kept.push(...section.sort());
      section = [];
    }
    // Which servers' addresses a cache has come to know is not what is compared here.
    const beside = kept.at(-1) === ';; ADDITIONAL SECTION:' && cached;
    if (/^(;; ->>HEADER|;; flags|; EDNS|; EDE|;; [A-Z]+ SECTION)/.test(line))
      kept.push(line.replace(/, id: \d+/, '').replace(cached ? /, ADDITIONAL: \d+/ : /$^/, ''));
    // Of a signature whose it is, and what is wrong with the client's.
    else if (/\sANY\s+TSIG\s/.test(line))
      kept.push(line.replace(/^(\S+).*\sTSIG\s+(\S+).* (NOERROR|BAD[A-Z]+) .*$/, '$1 TSIG $2 $3'));
    else if (/Couldn't verify/.test(line)) kept.push(line);
    else if (/^[^;\s]/.test(line) && !beside)
      section.push(
        cached ? line.replace(/\s+\d+\s+(IN|CH)/, ' $1').replace(/\s+/g, ' ') : line.replace(/\s+/g, ' '),
      );
    else if (/no servers could be reached|connection refused|Transfer failed/.test(line)) kept.push(line);
  }
  return kept.join('\n');
}

const HINTS = 'zone "." { type hint; file "named.root"; };';
const ZONE = (file: string): string => `zone "shop.test" { type primary; file "${file}.zone"; };`;

const COMMON: readonly string[] = [
  'www.shop.test',
  'www.shop.test +norec',
  'www.shop.test +tcp',
  'alias.shop.test',
  'out.shop.test',
  'out.shop.test +norec',
  'nothing.shop.test',
  'shop.test SOA',
  'shop.test ANY',
  'x.wild.shop.test TXT',
  'a.sub.shop.test +norec',
  'www.tiscali.co.uk',
  'www.tiscali.co.uk +norec',
  'nothing.tiscali.co.uk',
  'www.tiscali.co.uk +noedns',
  'version.bind CH TXT +norec',
  'hostname.bind CH TXT',
  'id.server CH TXT',
  '1.2.3.10.in-addr.arpa PTR',
  'www.shop.test -c HS',
  'shop.test AXFR',
  '-x 127.0.0.1',
];

const from = (clients: readonly string[], questions: readonly string[]): Asked[] =>
  clients.flatMap((client) => questions.map((question): Asked => [client, ...question.split(' ')]));

describe('as BIND’s named', { timeout: 120_000 }, () => {
  test('views by the client’s address, its family, RD; each with zones, recursion and identity', async (context) => {
    await compare(
      context,
      `acl insiders { 127.0.0.2; !127.0.0.9; 127.0.0.8/31; };
       options { SERVER allow-recursion { any; }; version "1.2.3"; hostname "cache.example"; server-id "me"; };
       view "recursive" { match-clients { 127.0.0.5; }; match-recursive-only yes; ${HINTS} ${ZONE('outside')} };
       view "inside" { match-clients { insiders; }; ${HINTS} ${ZONE('inside')} };
       view "sixth" { match-destinations { ::1; }; recursion no; minimal-responses yes; ${ZONE('outside')} };
       view "outside" { match-clients { !127.0.0.3; 127.0.0.0/8; }; recursion no; ${ZONE('outside')} };`,
      from(['127.0.0.2', '127.0.0.8', '127.0.0.9', '127.0.0.3', '127.0.0.5', '::1'], COMMON),
    );
  });

  test('access by nested and negated lists: queries, the cache, recursion, a zone’s own, the black hole', async (context) => {
    await compare(
      context,
      `acl friends { 127.0.0.2; { !127.0.0.4; 127.0.0.4/30; }; };
       acl nobody { !any; };
       options { SERVER allow-query { friends; localhost; !any; }; allow-query-cache { 127.0.0.2; 127.0.0.5; };
         allow-recursion { 127.0.0.2; }; blackhole { 127.0.0.66; }; version none; hostname none; server-id hostname; };
       ${HINTS} ${ZONE('inside')}
       zone "secret.test" { type primary; file "outside.zone"; allow-query { nobody; }; };
       zone "open.test" { type primary; file "outside.zone"; allow-query { any; }; };`,
      [
        ...from(['127.0.0.1', '127.0.0.2', '127.0.0.5'], COMMON),
        ...from(
          ['127.0.0.2', '127.0.0.4', '127.0.0.77'],
          ['www.secret.test', 'www.open.test', 'www.shop.test', 'www.tiscali.co.uk +norec', 'out.open.test'],
        ),
        ['127.0.0.66', 'www.open.test', '+timeout=1'],
      ],
    );
  });

  test('forwarders of all, of one zone, and none for another; stub and static-stub zones', async (context) => {
    await compare(
      context,
      `options { SERVER recursion yes; forwarders { 127.53.0.53 port ${lab.port}; }; forward only; };
       ${HINTS}
       zone "tiscali.co.uk" { type static-stub; server-addresses { 127.53.9.53; }; forwarders { }; };
       zone "bbc.co.uk" { type static-stub; server-addresses { 127.53.98.98; }; };
       zone "noaa.co.uk" { type forward; forwarders { }; };
       zone "moved.co.uk" { type forward; forwarders { 127.53.0.53; }; forward first; };`,
      from(
        ['127.0.0.1'],
        [
          'www.tiscali.co.uk',
          'nothing.tiscali.co.uk',
          'www.bbc.co.uk',
          'www.noaa.co.uk',
          'www.moved.co.uk',
          'uk. SOA',
          '10.in-addr.arpa SOA',
        ],
      ),
    );
  });

  test('own zones in recursion: aliases into them, cuts below them, servers named in them, DS above them', async (context) => {
    const top = '$TTL 1h\n@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 127.0.0.1\n';
    programs.write(
      'chain.zone',
      `${top}www A 192.0.2.3\nwww MX 10 mail\nmail A 192.0.2.4
far CNAME 1.2.3.10.in-addr.arpa.\nnear CNAME www.msft.net.\nback CNAME www.live.com.\nloop CNAME loop\ntop CNAME @
old DNAME tiscali.co.uk.\n`,
    );
    programs.write(
      'msft.zone',
      `${top}www A 192.0.2.5\nwww MX 5 mail\nmail A 192.0.2.6\nns1 A 127.53.30.53\nns2 A 127.53.31.53\n`,
    );
    programs.write(
      'co.uk.zone',
      `${top}tiscali NS ns.tiscali\nns.tiscali A 127.53.9.53\nbbc NS ns.dark\nns.dark A 127.53.98.98
chain NS ns1.nowhere\nmoved DNAME chain.org.\n`,
    );
    const own = `zone "chain.org" { type primary; file "chain.zone"; };
      zone "msft.net" { type secondary; primaries { 127.0.0.1 port 9; }; file "msft.zone"; masterfile-format text; };
      zone "wikimedia.org" { type primary; file "missing.zone"; };`;
    const questions = [
      ['www.chain.com', 'www.chain.com AAAA', 'www.chain.com MX', 'www.chain.co.uk', 'lost.chain.co.uk'],
      ['chain.org DS', 'chain.org DS +norec', 'top.chain.org DS', 'www.chain.org DS', 'near.chain.org'],
      [
        'near.chain.org MX',
        'back.chain.org MX',
        'back.chain.org',
        'top.chain.org MX',
        'top.chain.org DS +norec',
      ],
      ['near.chain.org +norec', 'far.chain.org PTR', 'far.chain.org PTR +norec', 'loop.chain.org'],
      ['www.live.com', 'live.com MX', 'nothing.live.com', 'www.wikipedia.org', 'x.old.chain.org'],
    ].flat();
    const cuts = [
      ['www.tiscali.co.uk', 'nothing.tiscali.co.uk', 'tiscali.co.uk NS', 'tiscali.co.uk DS', 'co.uk DS'],
      ['www.bbc.co.uk', 'www.chain.co.uk', 'www.moved.co.uk', 'nothing.co.uk', 'www.bbc.co.uk +norec'],
    ].flat();
    const options = 'options { SERVER recursion yes; allow-recursion { any; }; allow-query-cache { any; };';
    await compare(context, `${options} };\n${HINTS} ${own}`, from(['127.0.0.1'], questions));
    await compare(
      context,
      `${options} minimal-responses no; };\n${HINTS} ${own} zone "co.uk" { type primary; file "co.uk.zone"; };`,
      from(['127.0.0.1'], [...questions, ...cuts]),
    );
    // Who may not see a zone gets what there is of the chain before it.
    await compare(
      context,
      `${options} };\n${HINTS} ${own.replace('file "chain.zone";', 'file "chain.zone"; allow-query { 127.0.0.2; };')}`,
      from(
        ['127.0.0.1', '127.0.0.2'],
        // named then looks for the DS in its cache.
        questions.filter((question) => question !== 'chain.org DS +norec'),
      ),
    );
    // Forwarders are asked about what is delegated below an own zone, unless that says otherwise.
    const forwarded = `options { SERVER recursion yes; forwarders { 127.53.0.53 port ${lab.port}; }; };`;
    // Which addresses of servers the cache has come to know is not what is compared here.
    const asked = cuts.filter((question) => question !== 'tiscali.co.uk NS');
    for (const forwarders of ['', 'forwarders { };']) {
      const zone = `zone "co.uk" { type primary; file "co.uk.zone"; ${forwarders} };`;
      await compare(context, `${forwarded} ${HINTS} ${own} ${zone}`, from(['127.0.0.1'], asked));
    }
  });

  test('keys in lists choose the view, open a zone, and sign the answer; a wrong one is told so', async (context) => {
    const keys = {
      laptop: 'hmac-sha256:laptop:c2VjcmV0c2VjcmV0c2VjcmV0',
      spelt: 'hmac-sha256:LAPTOP.:c2VjcmV0c2VjcmV0c2VjcmV0',
      wrong: 'hmac-sha256:laptop:c2VjcmV0c2VjcmV0c2VjcmV1',
      otherwise: 'hmac-sha1:laptop:c2VjcmV0c2VjcmV0c2VjcmV0',
      unknown: 'hmac-sha256:nobody:c2VjcmV0c2VjcmV0c2VjcmV0',
      old: 'hmac-md5:other.key:b3RoZXJvdGhlcm90aGVy',
      inner: 'hmac-sha512:inner:aW5uZXJpbm5lcmlubmVy',
    };
    await compare(
      context,
      `key laptop { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0c2VjcmV0"; };
       key Other.Key { algorithm hmac-md5; secret "b3RoZXJvdGhlcm90aGVy"; };
       options { SERVER version "1"; };
       view one { match-clients { !127.0.0.9; key laptop; }; recursion no; ${ZONE('inside')} };
       view two { match-clients { 127.0.0.0/8; }; recursion no;
         key inner { algorithm hmac-sha512; secret "aW5uZXJpbm5lcmlubmVy"; };
         zone "shop.test" { type primary; file "outside.zone"; allow-query { key inner; key other.key; }; }; };`,
      Object.values(keys).flatMap((key) =>
        ['127.0.0.2', '127.0.0.9', '::1'].flatMap((client) =>
          [
            'www.shop.test',
            'shop.test ANY +tcp',
            'www.shop.test +noedns',
            'version.bind CH TXT',
            'x HS A',
          ].map((question): Asked => [client, '-y', key, ...question.split(' ')]),
        ),
      ),
    );
  });

  test('sizes and forms of answers: minimal responses, minimal ANY, EDNS sizes', async (context) => {
    await compare(
      context,
      `options { SERVER recursion no; minimal-any yes; minimal-responses no; edns-udp-size 1400; max-udp-size 600; version "4"; };
       ${ZONE('inside')}`,
      from(
        ['127.0.0.1'],
        [...COMMON, 'shop.test ANY +notcp', 'shop.test ANY +tcp', 'shop.test NS +bufsize=4096'],
      ),
    );
  });
});
