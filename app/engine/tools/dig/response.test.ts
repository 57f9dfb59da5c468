import { describe, expect, test } from 'vitest';
import { testRun } from '../../../testing/tool-run.ts';
import { seededRandom } from '../../random.ts';
import type { ToolNet } from '../tool.ts';
import { dig } from './dig.ts';

/** A network on which every question is answered by what `answer` makes of its octets. */
function answering(answer: (question: Uint8Array) => Uint8Array): Pick<ToolNet, 'openUdp'> {
  return {
    openUdp: (remote) => {
      const left: Uint8Array[] = [];
      return Promise.resolve({
        local: { address: '0.0.0.0', port: 0 },
        send: (payload) => void left.push(answer(payload)),
        receive: () => {
          const octets = left.shift();
          if (octets === undefined)
            return Promise.resolve({ kind: 'net-problem', reason: 'timed-out', message: '' });
          return Promise.resolve({ octets, from: remote });
        },
        close: () => undefined,
      });
    },
  };
}

function asResponse(question: Uint8Array): Uint8Array {
  const octets = question.slice();
  octets[2] = (octets[2] ?? 0) | 0x80;
  return octets;
}

async function ask(
  line: string,
  answer: (question: Uint8Array) => Uint8Array,
): Promise<{ status: number; out: string }> {
  const run = testRun(['@192.0.2.1', '+nocmd', '+nostats', '+tries=1', ...line.split(' ')], {
    net: answering(answer),
  });
  return { status: await dig(run.context), out: run.out() };
}

describe('a response that is not what was asked for', () => {
  test('with another id is told of and waited past', async () => {
    const { out, status } = await ask('+qid=7 a.example', (question) => {
      const octets = asResponse(question);
      octets[1] = 8;
      return octets;
    });
    expect(status).toBe(9);
    expect(out).toContain(';; Warning: ID mismatch: expected ID 7, got 8\n');
    expect(out).toContain(';; communications error to 192.0.2.1#53: timed out\n');
  });

  test('to another question is told of and waited past', async () => {
    const { out } = await ask('a.example', (question) => {
      const octets = asResponse(question);
      octets[13] = 0x62;
      return octets;
    });
    expect(out).toContain(';; ;; Question section mismatch: got b.example/A/IN\n');
  });

  test('shorter than a header is told of', async () => {
    const { out } = await ask('a.example', (question) => question.slice(0, 11));
    expect(out).toContain(';; Warning: short (< header size) message received\n');
  });

  test('with a client subnet that is too short is dumped', async () => {
    const { out } = await ask('+qid=1 +nocookie +ednsopt=ecs:0001 a.b', asResponse);
    // dig 9.18.49 -p 5398 @127.0.0.1 +qid=1 +nocookie +ednsopt=ecs:0001 a.b, against a server that echoes
    expect(out).toBe(`;; Got bad packet: malformed OPT option
38 bytes
00 01 81 20 00 01 00 00 00 00 00 01 01 61 01 62          .............a.b
00 00 01 00 01 00 00 29 04 d0 00 00 00 00 00 06          .......)........
00 08 00 02 00 01                                        ......
`);
  });

  test('with octets behind its end is printed with a warning', async () => {
    const { out } = await ask('a.example', (question) => Uint8Array.from([...asResponse(question), 1, 2, 3]));
    expect(out).toContain(';; WARNING: Message has 3 extra bytes at end\n');
  });
});

test('no response makes it fail: 3,000 mutated ones', async () => {
  const random = seededRandom('mutations');
  for (let i = 0; i < 3000; i++) {
    const forms = ['', '+multiline', '+yaml', '+short', '+nobesteffort', '+idnout'];
    const { status } = await ask(`${forms[i % forms.length] ?? ''} a.example`.trim(), (question) => {
      const octets = asResponse(question);
      const grown = Uint8Array.from([
        ...octets,
        ...Array.from({ length: random.below(60) }, () => random.below(256)),
      ]);
      for (let flips = random.below(6); flips > 0; flips--)
        grown[4 + random.below(grown.length - 4)] = random.below(256);
      return grown.subarray(0, random.below(4) === 0 ? random.below(grown.length + 1) : grown.length);
    });
    expect([0, 9]).toContain(status);
  }
}, 30_000);
