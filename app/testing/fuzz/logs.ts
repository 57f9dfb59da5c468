/** Logs: every octet is accounted for, in one piece or in several, and what is explained stands where it is said to stand. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainMessage } from '../../engine/log/explain.ts';
import { LogIndex } from '../../engine/log/log-index.ts';
import { readLine } from '../../engine/log/log-line.ts';
import { barsOf, countsOf, timeMark } from '../../engine/log/sift.ts';
import type { Kind, Reading } from './campaign.ts';

const SAMPLES = 'app/engine/log/samples';

const WORDS = [
  ...[
    '21-Nov-2026 19:29:22.671 ',
    'Nov 21 19:29:22 host named[1]: ',
    '2026-11-21T19:29:22.671Z ',
    '<30>1 ',
    '<999>',
  ],
  ...[
    '30-Feb-2026 25:61:61.999 ',
    'Feb 29 24:00:00 ',
    '-- Boot 0 --\n',
    'general: ',
    'info: ',
    'error: ',
    'debug 99: ',
  ],
  ...[
    'client @0x7f 192.0.2.1#53 (a.b): ',
    'zone a/IN: ',
    "resolving '",
    "' from ",
    ' REFUSED ',
    'query: a IN A +E(0)K (::1)',
  ],
  ...[
    "transfer of 'a/IN' from 192.0.2.1#53: ",
    'received control channel command ',
    'loaded serial 4294967296',
    '\u00c3\u00bc',
  ],
];

function seeds(): readonly string[] {
  return readdirSync(SAMPLES).map((name) => readFileSync(join(SAMPLES, name), 'latin1'));
}

function indexed(pieces: readonly string[]): LogIndex {
  const index = new LogIndex();
  for (const piece of pieces) index.feed(piece);
  index.finish(Date.UTC(2026, 10, 21));
  return index;
}

function read(text: string): Reading {
  const index = indexed([text]);
  return { fault: faultOf(index, text), told: isTold(index) };
}

function faultOf(index: LogIndex, text: string): string | null {
  const half = Math.floor(text.length / 2);
  const inPieces = indexed([text.slice(0, half), text.slice(half, half + 1), text.slice(half + 1)]);
  if (summary(inPieces) !== summary(index)) return 'read in pieces it is another log';
  if (index.size !== text.length) return `${index.size} octets of ${text.length} were seen`;
  if (index.length > index.lineCount) return 'more entries than lines';
  const problem = entryFault(index, text);
  if (problem !== null) return problem;
  countsOf(index, null);
  const bars = barsOf(index, null, 50);
  return bars !== null && bars.counts.length > 10_000 ? 'too many bars' : null;
}

function summary({ offsets, times, lines, messages, length, size, lineCount }: LogIndex): string {
  const entries = Array.from({ length }, (_, i) =>
    [offsets.at(i), times.at(i), lines.at(i), messages.at(i)].join(' '),
  );
  return [size, lineCount, ...entries].join('\n');
}

function entryFault(index: LogIndex, text: string): string | null {
  for (let entry = 0; entry < index.length; entry++) {
    timeMark(index, entry);
    const from = index.offsets.at(entry);
    const to = entry + 1 < index.length ? index.offsets.at(entry + 1) : text.length;
    if (from >= to) return 'entries out of order';
    const { text: said } = readLine(text.slice(from, to));
    for (const { start, end, value } of explainMessage(said).parts)
      if (said.slice(start, end) !== value) return `a part is not where it is said to be: ${value}`;
  }
  return null;
}

/** A line of which nothing is known. */
function isTold(index: LogIndex): boolean {
  for (let entry = 0; entry < index.length; entry++) if (index.messages.at(entry) === 0) return true;
  return index.length === 0;
}

export const logs: Kind = { name: 'logs', material: { seeds: seeds(), words: WORDS }, read };
