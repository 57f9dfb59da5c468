import { describe, expect, test } from 'vitest';
import type { Explanation, ExplanationStep } from '../../contract.ts';
import { DnsLab, SMALL_HINTS, smallInternet, zoneOf } from '../../testing/dns-lab.ts';
import { says, scriptedServer, withCookie, type Scripted } from '../../testing/scripted-server.ts';
import type { Message } from '../protocol/message.ts';
import { encodeMessage } from '../protocol/wire.ts';
import { nameOf } from '../protocol/name.ts';
import { explain } from './explain.ts';

const HOST = '127.53.9.9';

/** The explanation of one question, in an Internet where `sub.tiscali.co.uk` has this server alone. */
async function asked(name: string, script: (query: Message) => Scripted): Promise<Explanation> {
  const lab = smallInternet(new DnsLab('explained faults'));
  scriptedServer(lab.host('ns.sub.tiscali.co.uk', HOST, 1), script);
  lab.caching(SMALL_HINTS);
  await lab.ask(name);
  const query = lab.packets().findLast(({ sourceHost }) => sourceHost === 'laptop');
  const explanation = explain(lab.journal(), query?.id ?? 0);
  if (explanation === null) throw new Error('no explanation');
  return explanation;
}

/** The questions to the one server. */
function exchanges({ steps }: Explanation): readonly ExplanationStep[] {
  return steps.flatMap(({ children }) => children).filter(({ title }) => title.includes('ns.sub.'));
}

describe('what is wrong with a server, in words', () => {
  test('an RCODE instead of an answer: said as what a server said, and nobody else is there to be asked', async () => {
    const told = await asked('www.sub.tiscali.co.uk.', (query) => says(query, { rcode: 5 }));
    const why = 'no server gave an answer, and the last one said REFUSED';
    expect(told.summary).toBe(`SERVFAIL: ${why}.`);
    expect(told.steps[0]?.detail).toContain(`It fails: ${why}.`);
    expect(exchanges(told).map(({ detail }) => detail)).toEqual([
      'That does not help to answer. No other server is asked.',
    ]);
  });

  test('answers to another question are no silence: they are told as ignored', async () => {
    const told = await asked('www.sub.tiscali.co.uk.', (query) =>
      encodeMessage({
        ...says(query, {}),
        questions: query.questions.map((question) => ({ ...question, name: nameOf('other.test.') })),
      }),
    );
    expect(told.summary).toBe('SERVFAIL: no answer came in time.');
    const steps = exchanges(told);
    expect(steps.length).toBeGreaterThan(1);
    for (const { title } of steps) expect(title).toMatch(/: no answer to this question$/);
    expect(steps[0]?.detail).toBe(
      'No answer within 800 ms. One message came and was ignored: another sender, id, question or cookie than the ' +
        'question’s own. It is asked again.',
    );
    expect(steps.at(-1)?.detail).toMatch(/No other server is asked\.$/);
  });

  test('a lame server that refers to the root', async () => {
    const told = await asked('www.sub.tiscali.co.uk.', (query) =>
      says(query, { authority: '. 60 NS ns.root.' }),
    );
    expect(exchanges(told)[0]?.title).toMatch(/: lame: refers to the root zone$/);
    expect(told.summary).toBe(
      'SERVFAIL: no server gave an answer, and the last one does not serve the zone (lame).',
    );
  });

  test('no record of the type is no answer like others', async () => {
    const soa = 'sub.tiscali.co.uk. 60 SOA ns. hm. 1 1 1 1 60';
    const told = await asked('www.sub.tiscali.co.uk.', (query) => says(query, { aa: true, authority: soa }));
    expect(told.summary).toMatch(/^There is no record of this type at the name, after \d questions/);
  });

  test('who can be reached over UDP and not over TCP is called by the same name', async () => {
    const told = await asked('www.sub.tiscali.co.uk.', (query) => says(query, { aa: true, tc: true }));
    expect(exchanges(told).map(({ title }) => title.replace(/^.*\.: /, ''))).toEqual([
      'truncated; asks over TCP',
      'connection refused',
    ]);
    expect(told.summary).toBe('SERVFAIL: no server gave an answer, and nobody listens at the last one.');
  });

  test('what is believed, and for which signs: AA or its absence, our cookie, and the word it is kept by', async () => {
    const soa = 'sub.tiscali.co.uk. 60 SOA ns. hm. 1 1 1 1 60';
    const name = 'www.sub.tiscali.co.uk.';
    const detail = async (script: (query: Message) => Message): Promise<string | undefined> =>
      exchanges(await asked(name, (query) => withCookie(query, script(query)))).at(-1)?.detail;
    const answer = `${name} 60 A 127.0.0.1`;
    expect(await detail((query) => says(query, { aa: true, answer }))).toBe(
      'Believed: the name is in sub.tiscali.co.uk., and one of its own servers says so. AA is set, our cookie came back: ' +
        'kept as authanswer.',
    );
    expect(await detail((query) => says(query, { answer }))).toBe(
      'Believed: the name is in sub.tiscali.co.uk., and this server is named for it. AA is clear, our cookie came back: ' +
        'kept as answer.',
    );
    expect(await detail((query) => says(query, { aa: true, rcode: 3, authority: soa }))).toBe(
      'Believed: what sub.tiscali.co.uk. does not have, its own servers know best. AA is set, our cookie came back: kept ' +
        'as answer, for as long as the SOA says.',
    );
    expect(await detail((query) => says(query, { rcode: 3, authority: soa }))).toContain(
      'this server is named for it. AA is clear, our cookie came back: kept as additional, for as long as',
    );
    const referral = await asked(name, (query) => withCookie(query, says(query, { aa: true, answer })));
    expect(referral.steps[0]?.children[1]?.detail).toMatch(
      /below it\. AA is clear, as befits a referral, our cookie came back: kept as glue\. Those servers are asked next\.$/,
    );
  });

  test('servers that fail in different ways: each way is told, and how many went it', async () => {
    const lab = new DnsLab('explained faults');
    const servers = [1, 2, 3, 4].map((n) => `zone. 60 NS ns${n}.zone.\nns${n}.zone. 60 A 127.53.2.${n}\n`);
    const top = '. 60 SOA ns.root. hm. 1 1 1 1 60\n. 60 NS ns.root.\nns.root. 60 A 127.53.1.1\n';
    lab.authority('ns.root', '127.53.1.1', zoneOf('.', top + servers.join('')));
    for (const n of [1, 2, 3, 4]) {
      scriptedServer(lab.host(`ns${n}.zone`, `127.53.2.${n}`), (query) =>
        n === 1 ? says(query, { authority: '. 60 NS ns.root.' }) : null,
      );
    }
    lab.caching('. 60 NS ns.root.\nns.root. 60 A 127.53.1.1\n');
    await lab.ask('www.zone.');
    const query = lab.packets().findLast(({ sourceHost }) => sourceHost === 'laptop');
    const told = explain(lab.journal(), query?.id ?? 0);
    const ways =
      /no server gave an answer: (one does not serve the zone \(lame\), 3 are silent|3 are silent, one .*\(lame\))\.$/;
    expect(told?.summary).toMatch(ways);
    expect(told?.steps[0]?.detail).toMatch(ways);
  });

  test('silence is silence', async () => {
    const steps = exchanges(await asked('www.sub.tiscali.co.uk.', () => null));
    expect(steps[0]?.title).toMatch(/: silence$/);
    expect(steps[0]?.detail).toBe('No answer within 800 ms. It is asked again.');
  });

  test('records out of zone are told apart from those that are beside the question', async () => {
    const steps = exchanges(
      await asked('www.sub.tiscali.co.uk.', (query) =>
        says(query, {
          aa: true,
          answer: 'www.sub.tiscali.co.uk. 60 A 127.0.0.1',
          authority: 'sub.tiscali.co.uk. 60 NS ns.sub.tiscali.co.uk.',
          additional: 'ns.sub.tiscali.co.uk. 60 A 127.53.9.9\nwww.example.com. 60 A 127.53.9.9',
        }),
      ),
    );
    expect(steps.at(-1)?.detail).toBe(
      'Believed: the name is in sub.tiscali.co.uk., and one of its own servers says so. AA is set, our cookie did not ' +
        'come back: kept as authanswer. Not believed, as no business of sub.tiscali.co.uk.: one record more. Not taken, as beside the question: 2 records more.',
    );
  });

  test('a server’s name that is an alias: its search comes to nothing, and says so', async () => {
    const told = await asked('www.sub.tiscali.co.uk.', (query) =>
      query.questions[0]?.name.equals(nameOf('www.sub.tiscali.co.uk.')) === true
        ? says(query, { authority: 'www.sub.tiscali.co.uk. 60 NS alias.sub.tiscali.co.uk.' })
        : says(query, { aa: true, answer: 'alias.sub.tiscali.co.uk. 60 CNAME ns.sub.tiscali.co.uk.' }),
    );
    expect(told.summary).toBe('SERVFAIL: no address for alias.sub.tiscali.co.uk.');
    const side = told.steps[0]?.children.find(({ title }) => title.startsWith('Needs a server’s address'));
    expect(side?.outcome).toBe('bad');
    expect(side?.detail).toMatch(
      /It ends with an alias\. A server’s name must not be one \(RFC 2181 §10\.3\): no address is found\.$/,
    );
    expect(side?.children.at(-1)?.detail).not.toContain('goes on with the other name');
  });
});
