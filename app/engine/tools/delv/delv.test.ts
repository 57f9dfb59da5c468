/** What delv says of itself and of its servers, with a network that the test makes up. */
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../random.ts';
import { responseTo, type Message } from '../../protocol/message.ts';
import { decodeMessage, encodeMessage } from '../../protocol/wire.ts';
import { says } from '../../../testing/scripted-server.ts';
import { HOSTILE_COUNT, spoilt } from '../../../testing/hostile-octets.ts';
import { testRun } from '../../../testing/tool-run.ts';
import type { NetProblem, ToolContext, ToolNet } from '../tool.ts';
import { delv } from './delv.ts';

interface Made {
  readonly out: string;
  readonly err: string;
  readonly status: number;
  /** Servers, in the order in which they were asked. */
  readonly asked: readonly string[];
  readonly queries: readonly Message[];
}

type Script = (query: Message, server: string) => Message | Uint8Array | NetProblem['reason'];

/** Runs delv where servers answer as the script has it, at once or, silent, after the time that they are given. */
async function run(
  words: readonly string[],
  script: Script,
  files: Readonly<Record<string, string>> = {},
  changes: Partial<ToolContext> = {},
): Promise<Made> {
  let now = 0;
  const asked: string[] = [];
  const queries: Message[] = [];
  const net: Partial<ToolNet> = {
    openUdp(remote) {
      let said: ReturnType<Script> = 'other';
      return Promise.resolve({
        local: { address: '192.0.2.2', port: 4000 },
        send(octets) {
          const decoded = decodeMessage(octets);
          if (decoded.kind !== 'message') throw new Error('no message');
          asked.push(remote.address);
          queries.push(decoded.message);
          said = script(decoded.message, remote.address);
        },
        receive(timeoutMs) {
          if (typeof said !== 'string') {
            const octets = said instanceof Uint8Array ? said : encodeMessage(said);
            said = 'timed-out';
            return Promise.resolve({ octets, from: { ...remote } });
          }
          if (said === 'timed-out') now += timeoutMs;
          return Promise.resolve({ kind: 'net-problem', reason: said, message: '' });
        },
        close: () => undefined,
      });
    },
  };
  const made = testRun(words, { files, net, now: () => now });
  const status = await delv({ ...made.context, ...changes });
  return { out: made.out(), err: made.err(), status, asked, queries };
}

const answered: Script = (query) =>
  says(query, {
    ra: true,
    ad: true,
    answer:
      'www.test. 60 IN A 192.0.2.1\n' +
      'www.test. 60 IN RRSIG A 13 2 60 20300101000000 20200101000000 12345 test. c2lnbmF0dXJl',
  });
const SERVER = '@192.0.2.53';
const SPOILT = HOSTILE_COUNT / 40;
const NOT_VALIDATED =
  ';; not validated: this delv has no validator yet; what follows is what the server says\n';

describe('where BIND’s delv would validate', () => {
  test('says that it does not, and calls nothing validated, whatever the server claims (AD)', async () => {
    const { out, err, status, queries } = await run([SERVER, 'www.test'], answered);
    expect(err).toBe(NOT_VALIDATED);
    expect(out).toBe(
      '; answer not validated\n' +
        'www.test.\t\t60\tIN\tA\t192.0.2.1\n' +
        'www.test.\t\t60\tIN\tRRSIG\tA 13 2 60 20300101000000 20200101000000 12345 test. c2lnbmF0dXJl\n',
    );
    expect(status).toBe(0);
    expect(queries.map(({ edns, rd, cd, ad }) => [edns?.dnssecOk, rd, cd, ad])).toEqual([
      [true, true, false, false],
    ]);
  });

  test('+vtrace names what would have to be validated; -i and +noroot say nothing of it', async () => {
    const traced = await run([SERVER, '+vtrace', 'www.test'], answered);
    expect(traced.err).toBe(
      `;; fetch: www.test/A\n;; www.test/A is not validated: this delv has no validator yet\n${NOT_VALIDATED}`,
    );
    for (const option of ['-i', '+noroot'])
      expect((await run([SERVER, option, 'www.test'], answered)).err).toBe('');
  });

  test('without a key for the name that +root= gives, it does not begin; nothing beyond that name is to be validated', async () => {
    const keys = 'trust-anchors { "test" static-key 257 3 13 "c2ln"; };\n';
    const files = { keys, wrong: 'options { };\n' };
    const words = [SERVER, '+root=test', 'www.test'];
    expect((await run(words, answered)).err).toBe('delv: No trusted keys were loaded\n');
    expect((await run(['-a', 'keys', ...words], answered, files)).err).toBe(NOT_VALIDATED);
    const outside = await run(
      ['-a', 'keys', SERVER, '+root=test', 'else.example'],
      (query) => says(query, { ra: true, answer: 'else.example. 60 IN A 192.0.2.1' }),
      files,
    );
    expect([outside.err, outside.out]).toEqual([
      '',
      '; unsigned answer\nelse.example.\t\t60\tIN\tA\t192.0.2.1\n',
    ]);
    expect((await run(['-a', 'keys', SERVER, 'www.test'], answered, files)).status).toBe(1);
    expect((await run(['-a', 'wrong', ...words], answered, files)).err).toBe(
      ";; wrong:1: unknown option 'options'\ndelv: Unable to load keys from 'wrong'\n",
    );
  });
});

test('a chain of aliases without an end has one', async () => {
  let made = 0;
  const { out, err, queries } = await run(['-i', SERVER, 'c.test'], (query) =>
    says(query, { answer: `${query.questions[0]?.name.toString()} 60 IN CNAME c${++made}.test.` }),
  );
  expect(queries.length).toBe(1000);
  expect(out).toContain('\tCNAME\tc1000.test.\n');
  expect(err).toBe(';; resolution failed: quota reached\n');
});

describe('servers', () => {
  const three = { '/etc/resolv.conf': 'nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\n' };

  test('those of resolv.conf are asked until one answers; who gave an error is told, once', async () => {
    const script: Script = (query, server) => {
      if (server === '192.0.2.3') return answered(query, server);
      return server === '192.0.2.1' ? responseTo(query, { rcode: 5 }) : 'refused';
    };
    const { out, err, asked } = await run(['-i', 'www.test'], script, three);
    expect(out).toContain('192.0.2.1\n');
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.at(-1)).toBe('192.0.2.3');
    expect(err.split('\n').filter((line) => line !== '')).toHaveLength(asked.length - 1);
  });

  test('all that fail: failure; silence: time is up after ten seconds, nine for the first', async () => {
    const failed = await run(['-i', 'www.test'], (query) => responseTo(query, { rcode: 2 }), three);
    expect([failed.err, failed.asked.length]).toEqual([';; resolution failed: failure\n', 3]);
    const silent = await run(['-i', SERVER, 'www.test'], () => 'timed-out');
    expect([silent.err, silent.asked.length]).toEqual([';; resolution failed: timed out\n', 2]);
  });

  test('without any, itself is asked; from a file that cannot be read, nobody', async () => {
    const itself = await run(['-i', '-4', 'www.test'], answered);
    expect(itself.asked).toEqual(['127.0.0.1']);
    const none = await run(['-i', 'www.test'], answered, { '/etc/resolv.conf': 'nameserver x\n' });
    expect(none.err).toBe(';; irs_resconf_load: invalid address format\n;; resolution failed: NXDOMAIN\n');
    expect((await run(['-i', '@nowhere.test', 'www.test'], answered)).err).toBe(
      ';; getaddrinfo failed: Name or service not known\n;; resolution failed: NXDOMAIN\n',
    );
  });

  test('a server’s cookie goes with the next question to it (RFC 7873)', async () => {
    const cookie = (query: Message): Uint8Array => query.edns?.options[0]?.data ?? new Uint8Array();
    const script: Script = (query) => {
      const [question] = query.questions;
      const data = Uint8Array.from([...cookie(query).subarray(0, 8), ...new Uint8Array(8).fill(7)]);
      const edns = query.edns && { ...query.edns, options: [{ code: 10, data }] };
      const isAlias = question?.name.toString() === 'alias.test.';
      return says(query, {
        edns,
        answer: isAlias ? 'alias.test. 60 IN CNAME www.test.' : 'www.test. 60 IN A 192.0.2.1',
      });
    };
    const { queries } = await run(['-i', SERVER, 'alias.test'], script);
    expect(queries.map((query) => cookie(query).length)).toEqual([8, 16]);
  });

  test('Ctrl-C ends it', async () => {
    const { out, status } = await run(['-i', SERVER, 'www.test'], () => 'aborted');
    expect([out, status]).toEqual(['', 130]);
  });

  test('-d shows what the traces show, and at 11 the questions too', async () => {
    const level = async (number: string): Promise<string[]> =>
      (await run(['-i', '-d', number, SERVER, 'www.test'], answered)).err.match(/^;; \w+(?= packet|:)/gm) ??
      [];
    expect(await level('0')).toEqual([]);
    expect(await level('1')).toEqual([';; fetch']);
    expect((await level('10')).slice(0, 2)).toEqual([';; fetch', ';; received']);
    expect(await level('11')).toEqual(expect.arrayContaining([';; sending', ';; received']));
  });
});

test('whatever comes, it ends, and not many questions are asked', async () => {
  const random = seededRandom('delv');
  const whole = (query: Message): Message =>
    says(query, {
      ra: true,
      answer: 'www.test. 60 IN CNAME a.test.\nwww.test. 60 IN RRSIG CNAME 13 2 60 1 1 1 test. c2lnbmF0dXJl',
      authority: 'test. 60 IN SOA m.test. r.test. 1 2 3 4 5\ntest. 60 IN NSEC b.test. A NSEC',
    });
  for (let i = 0; i < SPOILT; i++) {
    const words = [
      '-i',
      '+mtrace',
      ...(i % 2 === 0 ? ['+yaml'] : []),
      SERVER,
      'www.test',
      i % 3 === 0 ? 'ANY' : 'A',
    ];
    const { status, asked } = await run(words, (query) => {
      const octets = spoilt(random, encodeMessage(whole(query)));
      // Most with the id that is waited for.
      if (octets.length > 2 && i % 5 > 0) octets.set([query.id >> 8, query.id & 255]);
      return octets;
    });
    expect(status).toBe(0);
    expect(asked.length).toBeLessThan(40);
  }
});
