/** Asks a server and says in which respects two answers, or two caches, are not the same. */
import { createSocket } from 'node:dgram';
import { CLASS, rcodeText, TYPE, typeNumber } from '../engine/protocol/codes.ts';
import type { Message, ResourceRecord } from '../engine/protocol/message.ts';
import { queryMessage } from '../engine/protocol/message.ts';
import { nameOf } from '../engine/protocol/name.ts';
import { recordText } from '../engine/protocol/record-text.ts';
import { decodeMessage, encodeMessage } from '../engine/protocol/wire.ts';
import type { Dump } from './differential-dump.ts';
import type { Question } from './differential-questions.ts';

export type Respect = 'rcode' | 'flags' | 'answer' | 'authority' | 'ttl' | 'dump';

export interface Difference {
  readonly program: 'named' | 'unbound';
  /** `www.tiscali.co.uk. A`; for the dump, the entry. */
  readonly what: string;
  readonly respect: Respect;
  readonly ours: string;
  readonly theirs: string;
}

/** Seconds by which TTLs may differ at least: the programs do not ask at the same moment. */
const TTL_TOLERANCE = 12;

let lastId = 0;

/** Null when nothing comes for `patienceMs`. */
export function askServer(
  address: string,
  port: number,
  { name, type }: Question,
  patienceMs: number,
): Promise<Message | null> {
  lastId = (lastId + 1) & 0xffff;
  const query = encodeMessage(
    queryMessage({
      id: lastId,
      rd: true,
      questions: [{ name: nameOf(name), type: typeNumber(type) ?? TYPE.A, class: CLASS.IN }],
      edns: { version: 0, udpSize: 1232, dnssecOk: false, z: 0, options: [] },
    }),
  );
  const socket = createSocket('udp4');
  return new Promise<Message | null>((resolve, reject) => {
    const late = setTimeout(() => resolve(null), patienceMs);
    socket.on('message', (octets) => {
      clearTimeout(late);
      const decoded = decodeMessage(new Uint8Array(octets));
      if (decoded.kind === 'malformed') reject(new Error(`${name}: ${decoded.reason}`));
      else resolve(decoded.message);
    });
    socket.on('error', reject);
    socket.send(query, port, address);
  }).finally(() => socket.close());
}

/**
 * In which respects two answers differ. Unbound's authority sections follow a policy of their own, and are not compared.
 * `apart`: the seconds that one program can have known something longer than the other.
 */
export function compareAnswers(
  program: Difference['program'],
  question: Question,
  ours: Message | null,
  theirs: Message | null,
  apart = 0,
): Difference[] {
  const what = `${question.name} ${question.type}`;
  const differences: Difference[] = [];
  const compare = (respect: Respect, say: (message: Message) => string): void => {
    const [left, right] = [ours, theirs].map((message) => (message ? say(message) : 'silence')) as [
      string,
      string,
    ];
    if (left !== right) differences.push({ program, what, respect, ours: left, theirs: right });
  };
  compare('rcode', ({ rcode }) => rcodeText(rcode));
  compare('flags', (message) =>
    (['aa', 'tc', 'ra', 'ad', 'cd'] as const).filter((flag) => message[flag]).join(' '),
  );
  compare('answer', ({ answers }) => setOf(answers));
  if (program === 'named') compare('authority', ({ authority }) => setOf(authority));
  if (differences.length === 0 && ours && theirs) {
    const [mine, others] = [ours, theirs].map(ttlsOf) as [number[], number[]];
    if (mine.some((ttl, i) => Math.abs(ttl - (others[i] ?? 0)) > Math.max(TTL_TOLERANCE, apart))) {
      differences.push({ program, what, respect: 'ttl', ours: String(mine), theirs: String(others) });
    }
  }
  return differences;
}

/** Entries with so little left that one cache may have dropped them and the other not are passed over. */
export function compareDumps(ours: Dump, theirs: Dump): Difference[] {
  const differences: Difference[] = [];
  for (const what of new Set([...ours.keys(), ...theirs.keys()])) {
    const [mine, other] = [ours.get(what), theirs.get(what)];
    if ((mine?.ttl ?? 99) < 30 || (other?.ttl ?? 99) < 30) continue;
    const [left, right] = [mine, other].map((entry) =>
      entry ? `${entry.trust} ${entry.data}` : 'nothing',
    ) as [string, string];
    const difference = { program: 'named', what, respect: 'dump' } as const;
    if (left !== right) differences.push({ ...difference, ours: left, theirs: right });
    else if (mine && other && Math.abs(mine.ttl - other.ttl) > 60) {
      differences.push({
        ...difference,
        ours: `${left} for ${mine.ttl} s`,
        theirs: `${right} for ${other.ttl} s`,
      });
    }
  }
  return differences;
}

function textOf(record: ResourceRecord, ttl: number): string {
  return recordText({ ...record, ttl })
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

function setOf(records: readonly ResourceRecord[]): string {
  return records
    .map((record) => textOf(record, 0))
    .sort()
    .join('; ');
}

function ttlsOf({ answers, authority }: Message): number[] {
  return [...answers, ...authority]
    .map((record) => ({ text: textOf(record, 0), ttl: record.ttl }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ ttl }) => ttl);
}
