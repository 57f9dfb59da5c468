/**
 * Our caching server and a real named, each before the same broken servers: do they ask the same questions of them, and
 * say the same in the end? Ours runs in a lab at the lab's time, named on the loopback at the machine's.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { beforeAll, describe, expect, test } from 'vitest';
import { CLASS, rcodeText, TYPE, typeNumber, typeText } from '../engine/protocol/codes.ts';
import type { Message } from '../engine/protocol/message.ts';
import { queryMessage } from '../engine/protocol/message.ts';
import { nameOf } from '../engine/protocol/name.ts';
import { decodeMessage, encodeMessage } from '../engine/protocol/wire.ts';
import { BROKEN_SERVERS, type BrokenServer, type Script } from './broken-servers.ts';
import { DnsLab, lines } from './dns-lab.ts';
import { freePort } from './free-port.ts';
import { findProgram } from './programs.ts';
import { says, scriptedServer, scriptedTcp } from './scripted-server.ts';

const missing = findProgram('named') === null;
/** Large enough for all that is said. */
const EDNS = { version: 0, udpSize: 4096, dnssecOk: false, z: 0, options: [] };
const HINTS = '. 3600 NS root.\nroot. 3600 A 127.53.1.1\n';

/** What came of one question: the answer, and what the broken server was asked for it. */
interface Outcome {
  readonly answer: string;
  readonly questions: readonly string[];
}

const addressOf = (zone: number): string => `127.53.3.${zone + 1}`;

/** Address → what the server there says: the root, which has com too, and the broken ones. */
const servers = new Map<string, Script>([['127.53.1.1', root]]);
for (const [i, { zone, says: script }] of BROKEN_SERVERS.entries()) {
  servers.set(addressOf(i), (query, tcp) => {
    const { name, type } = query.questions[0] ?? { name: nameOf('.'), type: 0 };
    // Each knows its own address, or nothing could be asked of it.
    return name.toString() === `ns.${zone}.com.` && type === TYPE.A
      ? says(query, { aa: true, answer: `ns.${zone}.com. 600 A ${addressOf(i)}` })
      : script(query, tcp);
  });
}

function root(query: Message): Message {
  const name = query.questions[0]?.name.toString() ?? '.';
  if (name === '.')
    return says(query, { aa: true, answer: '. 3600 NS root.', additional: 'root. 3600 A 127.53.1.1' });
  const at = BROKEN_SERVERS.findIndex(({ zone }) => `.${name}`.endsWith(`.${zone}.com.`));
  const zone = BROKEN_SERVERS[at]?.zone;
  return zone === undefined
    ? says(query, { aa: true, rcode: 3, authority: '. 60 SOA a. b. 1 1 1 1 60' })
    : says(query, {
        authority: `${zone}.com. 600 NS ns.${zone}.com.`,
        additional: `ns.${zone}.com. 600 A ${addressOf(at)}`,
      });
}

/** `www.x.com. A tcp edns=1232 do cd`: all of a query that its sender decides. */
function wordsOf({ questions, edns, cd, rd, ad }: Message, tcp: boolean): string {
  const { name, type } = questions[0] ?? { name: nameOf('.'), type: 0 };
  const size = edns === null ? 'no-edns' : `edns=${edns.udpSize}${edns.dnssecOk ? ' do' : ''}`;
  const cookie = edns?.options.some(({ code }) => code === 10) === true ? ' cookie' : '';
  const flags = `${rd ? ' rd' : ''}${cd ? ' cd' : ''}${ad ? ' ad' : ''}`;
  return `${name.toString()} ${typeText(type)}${tcp ? ' tcp' : ''} ${size}${cookie}${flags}`;
}

function summary(message: Message | null): string {
  if (message === null) return 'no answer';
  // Time passes between two programs.
  const timeless = (section: Message['answers']): string =>
    lines(section)
      .map((line) => line.replace(/^(\S+) \d+ /, '$1 '))
      .join(' | ');
  return `${rcodeText(message.rcode)}: ${timeless(message.answers)} / ${timeless(message.authority)}`;
}

/**
 * A question is repeated until the patience of ten seconds is over. named may ask once more at its very end, by how its timers
 * fall: what is asked then counts on neither side. Milliseconds.
 */
const END_OF_PATIENCE = 9_500;

/** Who was asked what, by address; each question that is asked takes what has come since the one before. */
class Heard {
  readonly #by = new Map<string, { readonly words: string; readonly at: number }[]>();
  readonly #now: () => number;

  /** `now`: milliseconds, for the program that asks. */
  constructor(now: () => number) {
    this.#now = now;
  }

  note(address: string, words: string): void {
    this.#by.set(address, [...(this.#by.get(address) ?? []), { words, at: this.#now() }]);
  }

  take(address: string): string[] {
    const all = this.#by.get(address) ?? [];
    this.#by.delete(address);
    const [first] = all;
    return all.filter(({ at }) => at - (first?.at ?? at) < END_OF_PATIENCE).map(({ words }) => words);
  }
}

type Ask = (name: string, type: string) => Promise<Message | null>;

/** All cases before one resolver: those of a zone one after the other, the zones all at once where it can be. */
async function play(ask: Ask, heard: Heard, atOnce: boolean): Promise<Map<string, Outcome[]>> {
  const outcomes = new Map<string, Outcome[]>();
  const one = async ({ zone, ask: questions = ['www A'] }: BrokenServer, at: number): Promise<void> => {
    const said: Outcome[] = [];
    for (const question of questions) {
      const [label = '', type = 'A'] = question.split(' ');
      const answer = summary(await ask(`${label}.${zone}.com.`, type));
      said.push({ answer, questions: heard.take(addressOf(at)) });
    }
    outcomes.set(zone, said);
  };
  if (atOnce) await Promise.all(BROKEN_SERVERS.map(one));
  else for (const [at, server] of BROKEN_SERVERS.entries()) await one(server, at);
  return outcomes;
}

async function ours(): Promise<Map<string, Outcome[]>> {
  const lab = new DnsLab();
  const heard = new Heard(() => lab.clock.now());
  for (const [address, script] of servers) {
    const host = lab.host(address, address);
    const noted =
      (tcp: boolean) =>
      (query: Message): ReturnType<Script> => {
        heard.note(address, wordsOf(query, tcp));
        return script(query, tcp);
      };
    scriptedServer(host, noted(false));
    scriptedTcp(host, noted(true));
  }
  lab.caching(HINTS, { failureTtl: 0 });
  return play((name, type) => lab.ask(name, type, '127.53.0.53', { edns: EDNS }), heard, false);
}

class RealNamed {
  readonly #folder = mkdtempSync(join(tmpdir(), 'rootwalk-broken-'));
  readonly #sockets: (Socket | Server)[] = [];
  readonly heard = new Heard(() => performance.now());
  #named: ChildProcess | null = null;
  #port = 0;

  async start(): Promise<void> {
    const port = await freePort();
    this.#port = await freePort();
    for (const [address, script] of servers) await this.#serve(address, port, script);
    writeFileSync(join(this.#folder, 'hints'), HINTS);
    writeFileSync(
      join(this.#folder, 'named.conf'),
      `options { directory "${this.#folder}"; port ${port}; listen-on port ${this.#port} { 127.0.0.1; }; listen-on-v6 { none; };
         recursion yes; allow-recursion { any; }; dnssec-validation no; qname-minimization off; servfail-ttl 0; pid-file none;
         empty-zones-enable no; rrset-order { order none; }; session-keyfile none; };
       controls { };
       zone "." { type hint; file "hints"; };\n`,
    );
    const child = spawn(
      findProgram('named') ?? '',
      ['-g', '-4', '-n', '1', '-c', join(this.#folder, 'named.conf')],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    this.#named = child;
    await new Promise<void>((resolve, reject) => {
      let log = '';
      child.stderr.on('data', (data: Buffer) => {
        log += String(data);
        if (/ running$/m.test(log)) resolve();
      });
      child.once('exit', () => reject(new Error(log)));
    });
  }

  async #serve(address: string, port: number, script: Script): Promise<void> {
    const answer = (octets: Uint8Array, tcp: boolean): Uint8Array | null => {
      const decoded = decodeMessage(octets);
      if (decoded.kind === 'malformed') return null;
      this.heard.note(address, wordsOf(decoded.message, tcp));
      const said = script(decoded.message, tcp);
      return said === null || said instanceof Uint8Array ? said : encodeMessage(said);
    };
    const udp = createSocket('udp4');
    udp.on('message', (octets, from) => {
      const said = answer(new Uint8Array(octets), false);
      if (said !== null) udp.send(said, from.port, from.address);
    });
    await new Promise<void>((resolve) => udp.bind(port, address, resolve));
    const tcp = createServer((stream) => {
      let held = Buffer.alloc(0);
      stream.on('error', () => stream.destroy());
      stream.on('data', (data) => {
        held = Buffer.concat([held, data]);
        while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
          const end = 2 + held.readUInt16BE(0);
          const said = answer(new Uint8Array(held.subarray(2, end)), true);
          held = held.subarray(end);
          if (said !== null) stream.write(Uint8Array.of(said.length >> 8, said.length & 255, ...said));
        }
      });
    });
    await new Promise<void>((resolve) => tcp.listen(port, address, resolve));
    this.#sockets.push(udp, tcp);
  }

  readonly ask: Ask = async (name, type) => {
    const socket = createSocket('udp4');
    const question = { name: nameOf(name), type: typeNumber(type) ?? TYPE.A, class: CLASS.IN };
    try {
      return await new Promise<Message | null>((resolve) => {
        const timer = setTimeout(() => resolve(null), 20_000);
        socket.on('message', (octets) => {
          clearTimeout(timer);
          const decoded = decodeMessage(new Uint8Array(octets));
          resolve(decoded.kind === 'malformed' ? null : decoded.message);
        });
        const query = queryMessage({ id: 1, rd: true, questions: [question], edns: EDNS });
        socket.send(encodeMessage(query), this.#port, '127.0.0.1');
      });
    } finally {
      socket.close();
    }
  };

  async stop(): Promise<void> {
    const child = this.#named;
    if (child !== null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await gone;
    }
    for (const socket of this.#sockets) socket.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** So long may this program stand still: named takes a server for silent after 800 ms. */
const MOST_STILL_MS = 400;
const ATTEMPTS = 4;

/** Before a named that knows nothing yet; anew where the servers, which are in this program, had no time to answer. */
async function real(): Promise<Map<string, Outcome[]>> {
  for (let attempt = 1; ; attempt++) {
    const named = new RealNamed();
    const delay = monitorEventLoopDelay({ resolution: 10 });
    try {
      await named.start();
      delay.enable();
      const outcomes = await play(named.ask, named.heard, true);
      if (delay.max / 1e6 < MOST_STILL_MS || attempt === ATTEMPTS) return outcomes;
    } finally {
      delay.disable();
      await named.stop();
    }
  }
}

let theirs: Map<string, Outcome[]>;
let our: Map<string, Outcome[]>;

beforeAll(async () => {
  our = await ours();
  if (!missing) theirs = await real();
}, 120_000);

describe.skipIf(missing)('before a broken server we do as named', () => {
  test.each(BROKEN_SERVERS)('$zone', ({ zone, otherQuestions, otherAnswer }) => {
    const [mine = [], named = []] = [our.get(zone), theirs.get(zone)];
    const answers = (outcomes: Outcome[]): string[] => outcomes.map(({ answer }) => answer);
    const questions = (outcomes: Outcome[]): (readonly string[])[] =>
      outcomes.map(({ questions: asked }) => asked);
    if (otherAnswer === undefined) expect(answers(mine)).toEqual(answers(named));
    else expect(answers(mine)).not.toEqual(answers(named));
    if (otherQuestions === undefined) expect(questions(mine)).toEqual(questions(named));
    else expect(questions(mine)).not.toEqual(questions(named));
  });
});
