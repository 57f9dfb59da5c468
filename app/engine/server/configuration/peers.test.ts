import { expect, test } from 'vitest';
import { DnsLab, lines } from '../../../testing/dns-lab.ts';
import { says, scriptedServer, scriptedTcp, type ScriptedServer } from '../../../testing/scripted-server.ts';
import { readNamedConf } from '../../config/named-conf.ts';
import { EDNS_OPTION } from '../../protocol/codes.ts';
import type { Message } from '../../protocol/message.ts';
import { peersOf } from './peers.ts';

const HINTS = '. 60 NS a.root.\n. 60 NS b.root.\na.root. 60 A 127.53.1.1\nb.root. 60 A 127.53.1.2\n';

/** Two root servers that answer everything; what `text` says of them is settled. */
async function asked(text: string): Promise<{ a: ScriptedServer; b: ScriptedServer; tcp: Message[] }> {
  const { peers, options, errors } = readNamedConf(text, { fileName: 'named.conf' });
  expect(errors).toBe(0);
  const lab = new DnsLab('peers');
  const answer = (query: Message): Message =>
    says(query, { aa: true, answer: `${query.questions[0]?.name.toString()} 60 A 127.53.1.80` });
  const host = lab.host('a', '127.53.1.1');
  const a = scriptedServer(host, answer);
  const b = scriptedServer(lab.host('b', '127.53.1.2'), answer);
  const tcp: Message[] = [];
  scriptedTcp(host, (query) => (tcp.push(query), answer(query)));
  const settled = peersOf(peers, options['send-cookie']);
  lab.caching(HINTS, settled === undefined ? {} : { peers: settled });
  for (let i = 0; i < 6; i++)
    expect(lines((await lab.ask(`www${i}.test.`))?.answers ?? [])).toEqual([
      `www${i}.test. 60 IN A 127.53.1.80`,
    ]);
  return { a, b, tcp };
}

/** `EDNS 1232 cookie`: how they were asked. */
function ways({ queries }: { readonly queries: readonly Message[] }): string[] {
  const texts = queries.map(({ edns }) => {
    if (edns === null) return 'plain';
    const cookie = edns.options.some(({ code }) => code === EDNS_OPTION.COOKIE) ? ' cookie' : '';
    return `EDNS ${edns.udpSize}${cookie}`;
  });
  return [...new Set(texts)];
}

test('nothing settled: EDNS, a cookie, UDP', async () => {
  const { a, b, tcp } = await asked('');
  expect(ways({ queries: [...a.queries, ...b.queries] })).toEqual(['EDNS 1232 cookie']);
  expect(tcp).toEqual([]);
});

test('bogus: it is not asked, others are; the longest prefix counts', async () => {
  const one = await asked('server 127.53.1.1 { bogus yes; };');
  expect([one.a.queries.length, one.b.queries.length]).toEqual([0, 6]);
  const other = await asked('server 127.53.1.0/24 { bogus yes; };\nserver 127.53.1.1 { bogus no; };');
  expect([other.a.queries.length, other.b.queries.length]).toEqual([6, 0]);
});

test('edns no, send-cookie no, edns-udp-size: how it is asked', async () => {
  const rest = 'server 127.53.1.2 { bogus yes; };\nserver 127.53.1.1';
  expect(ways((await asked(`${rest} { edns no; };`)).a)).toEqual(['plain']);
  expect(ways((await asked(`${rest} { send-cookie no; };`)).a)).toEqual(['EDNS 1232']);
  expect(ways((await asked(`${rest} { edns-udp-size 600; };`)).a)).toEqual(['EDNS 600 cookie']);
  expect(ways((await asked(`${rest} { edns-udp-size 100; };`)).a)).toEqual(['EDNS 512 cookie']);
  const all = `options { send-cookie no; };\n${rest}`;
  expect(ways((await asked(`${all} { edns-udp-size 600; };`)).a)).toEqual(['EDNS 600']);
  expect(ways((await asked(`${all} { send-cookie yes; };`)).a)).toEqual(['EDNS 1232 cookie']);
});

test('tcp-only: it is asked over TCP from the first', async () => {
  const { a, tcp } = await asked('server 127.53.1.2 { bogus yes; };\nserver 127.53.1.1 { tcp-only yes; };');
  expect([a.queries.length, tcp.length]).toEqual([0, 6]);
});

test('what is not acted on is told once, with its place', () => {
  const { diagnostics } = readNamedConf('server 192.0.2.1 {\n edns no;\n transfers 5;\n};\n', {
    fileName: 'named.conf',
  });
  expect(diagnostics.map(({ line, message }) => `${line}: ${message}`)).toEqual([
    "3: option 'transfers' is not implemented",
  ]);
});
