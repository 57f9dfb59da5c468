/**
 * Three caching servers with empty caches resolve the same 300 questions from the same lab Internet: ours, a real
 * named, a real Unbound. All that is not the same is listed and explained in `differential-differences.md`.
 *
 * The lab runs at the machine's pace. Each question goes to all three at once, one question after the other, first
 * cold and then once more from the caches; those that end with somebody's patience are asked together, meanwhile.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isBindProblem } from '../engine/network/transport.ts';
import type { Message } from '../engine/protocol/message.ts';
import { startNamed, type NamedServer } from '../engine/server/named.ts';
import { askServer, compareAnswers, compareDumps, type Difference } from './differential-compare.ts';
import { dumpOf, readDump, type Dump } from './differential-dump.ts';
import { isListed, listedDifferences } from './differential-listed.ts';
import { port53IsFree, startNamedCache, startUnbound } from './differential-programs.ts';
import type { RealCache, RealNamedCache } from './differential-programs.ts';
import { COUNT, questionsOf, type Question } from './differential-questions.ts';
import { openLab, type OpenLab } from './lab-gateway.ts';
import { findProgram } from './programs.ts';
import { namedMissing } from './real-named.ts';

const CACHE = '127.53.0.53';
/** As long as named lets a question live, and a little more. */
const PATIENCE_MS = 12_500;

const port53 = await port53IsFree();
const unboundMissing = !port53
  ? 'port 53 cannot be bound here, and Unbound asks no other'
  : findProgram('unbound') === null
    ? 'Unbound is not installed'
    : null;
const missing = namedMissing ?? (findProgram('rndc') === null ? 'rndc is not installed' : null);

interface Asked {
  readonly question: Question;
  readonly ours: Message | null;
  readonly named: Message | null;
  readonly unbound: Message | null;
  /** Seconds since the first question. */
  readonly after: number;
}

let lab: OpenLab;
let ours: NamedServer;
let named: RealNamedCache;
let unbound: RealCache | null = null;
let began = 0;
let slow: Asked[] = [];
let cold: Asked[] = [];
let warm: Asked[] = [];
let ourDump: Dump;
let theirDump: Dump;

/** The lab's caching server, but one that goes about its walk as named does, where the course has its own way. */
function startAsNamed({ plan, built, lab: parts }: OpenLab): NamedServer {
  const { name, server } = built.resolver;
  const host = built.hosts.get(name);
  const hints = plan.hosts.find((planned) => planned.name === name)?.recursion?.hints ?? [];
  if (!host) throw new Error('no caching server');
  server?.stop();
  const started = startNamed(host, {
    ...parts,
    random: parts.random.fork('as named'),
    zones: [],
    recursion: { hints, walk: { priming: true, siblingGlue: 'refused', addressLookups: 'at-once' } },
  });
  if (isBindProblem(started)) throw new Error(started.reason);
  return started;
}

async function ask(question: Question): Promise<Asked> {
  const at = (address: string, port: number): Promise<Message | null> =>
    askServer(address, port, question, PATIENCE_MS);
  const [ours, theirs, third] = await Promise.all([
    at(CACHE, lab.port),
    at('127.0.0.1', named.port),
    unbound ? at('127.0.0.1', unbound.port) : null,
  ]);
  return { question, ours, named: theirs, unbound: third, after: (Date.now() - began) / 1000 };
}

async function inTurn(questions: readonly Question[]): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const question of questions) asked.push(await ask(question));
  return asked;
}

beforeAll(async () => {
  if (missing !== null) return;
  lab = await openLab('differential', port53 ? 53 : undefined);
  ours = startAsNamed(lab);
  named = await startNamedCache(lab.port);
  if (unboundMissing === null) unbound = await startUnbound();
  const questions = questionsOf(lab.plan);
  began = Date.now();
  const patience = Promise.all(questions.slow.map(ask));
  cold = await inTurn(questions.quick);
  slow = await patience;
  warm = await inTurn(questions.quick);
  const cache = ours.cache;
  if (!cache) throw new Error('no cache');
  [ourDump, theirDump] = [dumpOf(cache, lab.lab.clock.now()), readDump(await named.dump())];
}, 120_000);

afterAll(async () => {
  if (missing !== null) return;
  await named.stop();
  await unbound?.stop();
  await lab.close();
});

/** One line for each that is in no list, as the list would have it. */
function unlisted(differences: readonly Difference[]): string[] {
  const listed = listedDifferences();
  return differences
    .filter((difference) => !isListed(listed, difference))
    .map(({ program, what, respect, ours, theirs }) =>
      [`| ${program} | \`${what}\` | ${respect} |`, `  ours:   ${ours}`, `  theirs: ${theirs}`].join('\n'),
    );
}

function why(reason: string | null): string {
  return reason === null ? '' : ` (not here: ${reason})`;
}

function share(asked: readonly Asked[], differ: (one: Asked) => Difference[]): number {
  return asked.filter((one) => differ(one).length === 0).length / asked.length;
}

const besideNamed = (one: Asked): Difference[] =>
  compareAnswers('named', one.question, one.ours, one.named, one.after);
const besideUnbound = (one: Asked): Difference[] =>
  compareAnswers('unbound', one.question, one.ours, one.unbound, one.after);

describe.skipIf(missing !== null)(`beside a real named${why(missing)}`, () => {
  test('it is 300 questions, and each domain that is broken is among them', () => {
    expect(cold.length + slow.length).toBe(COUNT);
    const names = new Set([...cold, ...slow].map(({ question }) => question.name));
    for (const { origin } of lab.plan.zones)
      if (!origin.isRoot) expect(names).toContain(`www.${String(origin)}`);
  });

  test.each([
    ['cold', () => cold],
    ['patient', () => slow],
    ['warm', () => warm],
  ])('%s answers differ only where the list says so', (_, asked) => {
    expect(unlisted(asked().flatMap(besideNamed)).join('\n')).toBe('');
  });

  test('98 of 100 answers are the same, listed differences counted', () => {
    const all = [...cold, ...slow, ...warm];
    console.log(
      `the same as named: ${(share(all, besideNamed) * 100).toFixed(1)} % of ${all.length} answers`,
    );
    expect(share(all, besideNamed)).toBeGreaterThanOrEqual(0.98);
  });

  test('the caches differ only where the list says so', () => {
    const differences = compareDumps(ourDump, theirDump);
    const entries = new Set([...ourDump.keys(), ...theirDump.keys()]).size;
    console.log(`cache: ${entries - differences.length} of ${entries} entries the same as named's`);
    expect(theirDump.size).toBeGreaterThan(200);
    expect(differences.length / entries).toBeLessThan(0.02);
    expect(unlisted(differences).join('\n')).toBe('');
  });
});

describe.skipIf(missing !== null || unboundMissing !== null)(
  `beside a real Unbound${why(missing ?? unboundMissing)}`,
  () => {
    test('answers differ only where the list says so', () => {
      const all = [...cold, ...slow, ...warm];
      console.log(
        `the same as Unbound: ${(share(all, besideUnbound) * 100).toFixed(1)} % of ${all.length} answers`,
      );
      expect(unlisted(all.flatMap(besideUnbound)).join('\n')).toBe('');
    });
  },
);
