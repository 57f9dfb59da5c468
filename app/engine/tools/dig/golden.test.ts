import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { maskDig } from '../../../testing/dig-mask.ts';
import { testRun } from '../../../testing/tool-run.ts';
import type { NetProblem, ToolNet } from '../tool.ts';
import { dig } from './dig.ts';
import { hexOctets } from './numbers.ts';

interface Recorded {
  readonly words: readonly string[];
  readonly responses: readonly { readonly protocol: string; readonly octets: Uint8Array }[];
  readonly output: string;
}

const COOKIE = 10;

function readRecorded(): Recorded[] {
  const text = readFileSync(new URL('golden/recorded.txt', import.meta.url), 'utf8');
  return text
    .split(/^(?=\$ dig )/m)
    .slice(1)
    .map((block) => {
      const lines = block.trimEnd().split('\n');
      const marked = (mark: string): string[] =>
        lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length + 1));
      return {
        words: (lines[0] ?? '').slice('$ dig '.length).split(' '),
        responses: marked('<').map((line) => {
          const [protocol = '', hex = ''] = line.split(' ');
          return { protocol, octets: hexOctets(hex) ?? new Uint8Array(0) };
        }),
        output: `${marked('|').join('\n')}\n`,
      };
    });
}

/** The recorded response as if it were to this question: its id, and the client's half of its cookie. */
function answerTo(question: Uint8Array, recorded: Uint8Array): Uint8Array {
  const answer = recorded.slice();
  answer.set(question.subarray(0, 2));
  const cookie = cookieAt(question, 8);
  const place = cookieAt(answer, 8);
  if (cookie >= 0 && place >= 0) answer.set(question.subarray(cookie, cookie + 8), place);
  return answer;
}

/** Where the data of a COOKIE option of at least so many octets begins: the OPT record is the last of these messages. */
function cookieAt(message: Uint8Array, least: number): number {
  for (let i = message.length - least - 4; i > 12; i--) {
    const length = ((message[i + 2] ?? 0) << 8) | (message[i + 3] ?? 0);
    const fits = length >= least && length <= 40 && i + 4 + length <= message.length;
    if (message[i] === 0 && message[i + 1] === COOKIE && message[i + 2] === 0 && fits) return i + 4;
  }
  return -1;
}

/** A network that gives the recorded responses, one after the other. */
function replay(recorded: Recorded): Pick<ToolNet, 'openUdp' | 'openTcp'> {
  const left = [...recorded.responses];
  const local = { address: '0.0.0.0', port: 0 };
  const ended: NetProblem = { kind: 'net-problem', reason: 'closed', message: '' };
  return {
    openUdp: (remote) => {
      let question = new Uint8Array(0);
      return Promise.resolve({
        local,
        send: (payload) => void (question = payload.slice()),
        receive: () => {
          const next = left.shift();
          if (next?.protocol !== 'udp') throw new Error('no datagram was recorded here');
          return Promise.resolve({ octets: answerTo(question, next.octets), from: remote });
        },
        close: () => undefined,
      });
    },
    openTcp: () => {
      let question = new Uint8Array(0);
      return Promise.resolve({
        local,
        send: (octets) => void (question = octets.slice(2)),
        receive: () => {
          const next = left.shift();
          if (next === undefined) return Promise.resolve(ended);
          if (next.protocol !== 'tcp') throw new Error('no stream was recorded here');
          const message = answerTo(question, next.octets.slice(2));
          return Promise.resolve(Uint8Array.from([...next.octets.subarray(0, 2), ...message]));
        },
        close: () => undefined,
      });
    },
  };
}

for (const recorded of readRecorded()) {
  test(`prints as BIND 9.18 did for dig ${recorded.words.join(' ')}`, async () => {
    const run = testRun(recorded.words, { net: replay(recorded) });
    expect(await dig(run.context)).toBe(0);
    expect(maskDig(run.out())).toBe(maskDig(recorded.output));
    expect(run.err()).toBe('');
  });
}
