/**
 * `rootwalk named` in a flood of forged answers over real sockets (Kaminsky): while it waits for a server, answers come
 * with other ids, from other ports and addresses, to other questions, and with records of other zones.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLASS, TYPE } from '../../engine/protocol/codes.ts';
import type { Message } from '../../engine/protocol/message.ts';
import { nameOf } from '../../engine/protocol/name.ts';
import { decodeMessage, encodeMessage } from '../../engine/protocol/wire.ts';
import { askServer } from '../../testing/differential-compare.ts';
import { lines } from '../../testing/dns-lab.ts';
import { freePort } from '../../testing/free-port.ts';
import { HOSTILE_COUNT } from '../../testing/hostile-octets.ts';
import { NamedPrograms } from '../../testing/named-program.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import { says } from '../../testing/scripted-server.ts';

const US = '127.0.0.1';
/** Where the Internet of this test is: one server for all of it. */
const SERVER = '127.0.0.9';
const FORGED = '192.0.2.66';
const QUESTIONS = 20;
/** Forged answers to each question. */
const FLOOD = Math.ceil(HOSTILE_COUNT / QUESTIONS);

let programs: NamedPrograms;
let server: Socket | undefined;
let elsewhere: Socket | undefined;

const bound = (socket: Socket, address: string, port: number): Promise<Socket> =>
  new Promise((resolve) => socket.bind(port, address, () => resolve(socket)));

beforeAll(async () => {
  programs = await NamedPrograms.make();
}, 60_000);

afterAll(async () => {
  server?.close();
  elsewhere?.close();
  await programs.remove();
});

/** Sends the flood, and then, while it still comes in, what is true. */
async function answerInFlood(
  server: Socket,
  elsewhere: Socket,
  octets: Uint8Array,
  from: RemoteInfo,
): Promise<void> {
  const decoded = decodeMessage(octets);
  if (decoded.kind === 'malformed') throw new Error(decoded.reason);
  const query = decoded.message;
  const name = String(query.questions[0]?.name);
  if (query.questions[0]?.type !== TYPE.A || !name.startsWith('w')) {
    server.send(encodeMessage(trueAnswer(query, name)), from.port, from.address);
    return;
  }
  const forged = says(query, { aa: true, answer: `${name} 60 A ${FORGED}`, edns: null });
  for (let i = 0; i < FLOOD; i += 4) {
    const wrong = [
      [server, { ...forged, id: (query.id + 1 + i) & 0xffff }, from.port],
      [
        server,
        { ...forged, questions: [{ name: nameOf(`x${name}`), type: TYPE.A, class: CLASS.IN }] },
        from.port,
      ],
      [elsewhere, forged, from.port],
      [server, forged, 1024 + ((from.port + 1 + i) % 64_000)],
    ] as const;
    for (const [socket, message, port] of wrong) socket.send(encodeMessage(message), port, from.address);
    // So that the other side can read on.
    if (i % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  server.send(encodeMessage(trueAnswer(query, name)), from.port, from.address);
}

/** With a record beside it that is not this server's to give: it is asked as a server of `test.`. */
function trueAnswer(query: Message, name: string): Message {
  if (query.questions[0]?.type === TYPE.NS && name === '.') {
    return says(query, {
      aa: true,
      answer: '. 60 NS ns.test.',
      additional: `ns.test. 60 A ${SERVER}`,
      edns: null,
    });
  }
  if (name === 'ns.test.') return says(query, { aa: true, answer: `ns.test. 60 A ${SERVER}`, edns: null });
  return says(query, { aa: true, answer: `${name} 60 A 192.0.2.1\nwww.bank. 60 A ${FORGED}`, edns: null });
}

test(
  `${FLOOD} forged answers to each of ${QUESTIONS} questions: refused, counted, logged, and nothing of them is kept`,
  { timeout: 60_000 + HOSTILE_COUNT },
  async (context) => {
    needsPrograms(context, 'rndc');
    const port = await freePort();
    const right = await bound(createSocket({ type: 'udp4', sendBufferSize: 4 << 20 }), SERVER, port);
    const wrong = await bound(createSocket('udp4'), SERVER, 0);
    [server, elsewhere] = [right, wrong];
    right.on('message', (octets, from) => void answerInFlood(right, wrong, new Uint8Array(octets), from));
    programs.write('flood.root', `. 60 NS ns.test.\nns.test. 60 A ${SERVER}\n`);
    programs.write('rndc.key', 'key "k" { algorithm hmac-sha256; secret "Zm9yZ2VkIGFuc3dlcnM="; };\n');
    const control = await freePort();
    const named = programs.ours(
      `include "rndc.key";
       controls { inet ${US} port ${control} allow { any; } keys { "k"; }; };
       options { directory "."; listen-on { ${US}; }; listen-on-v6 { none; }; dnssec-validation no; pid-file none; };
       zone "." { type hint; file "flood.root"; };
       zone "test" { type static-stub; server-addresses { ${SERVER}; }; };\n`,
      '-g',
      '-p',
      String(port),
    );
    await named.says('running\n');
    for (let i = 0; i < QUESTIONS; i++) {
      const answer = await askServer(US, port, { name: `w${i}.test.`, type: 'A' }, 12_000);
      expect(lines(answer?.answers ?? [])).toEqual([`w${i}.test. 60 IN A 192.0.2.1`]);
    }
    await named.says(`no response to 'w0.test/A/IN' from ${SERVER}#${port}`);
    const rndc = (...words: string[]) =>
      runProgram('rndc', [
        '-k',
        join(programs.folder, 'rndc.key'),
        '-s',
        US,
        '-p',
        String(control),
        ...words,
      ]);
    expect((await rndc('dumpdb', '-cache')).status).toBe(0);
    expect((await rndc('stats')).status).toBe(0);
    await named.says('dumpstats complete');
    const dump = readFileSync(join(programs.folder, 'named_dump.db'), 'utf8');
    expect(dump).toContain('192.0.2.1');
    expect(dump).not.toContain(FORGED);
    expect(dump).not.toContain('bank.');
    const stats = readFileSync(join(programs.folder, 'named.stats'), 'utf8');
    const mismatched = Number(/(\d+) mismatch responses received/.exec(stats)?.[1]);
    console.log(`${mismatched} of ${FLOOD * QUESTIONS} forged answers reached a socket that waited`);
    expect(mismatched).toBeGreaterThan(FLOOD);
    expect(Number(/(\d+) records in responses not believed/.exec(stats)?.[1])).toBeGreaterThanOrEqual(
      QUESTIONS,
    );
  },
);
