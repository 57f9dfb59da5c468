/** 100,000 random and mutated inputs: nothing throws, nothing is slow, and all readers agree. */
import { expect, test } from 'vitest';
import { goldenRecords, namedMessages } from '../../testing/protocol-golden.ts';
import { seededRandom } from '../random.ts';
import { dissect } from './dissect.ts';
import type { DissectedField } from './dissect.ts';
import { encodeMessage } from './wire.ts';
import { queryMessage } from './message.ts';
import type { ResourceRecord } from './message.ts';
import { recordText } from './record-text.ts';
import { summarise } from './summary.ts';
import { decodeMessage } from './wire.ts';

const random = seededRandom('hostile input');
const records = goldenRecords();
const good = [
  ...namedMessages().map(({ octets }) => octets),
  ...records.map((record) =>
    encodeMessage({ ...queryMessage({ id: 1, questions: [] }), qr: true, answers: [record] }),
  ),
];

function noise(): Uint8Array {
  const octets = Uint8Array.from({ length: random.below(random.below(8) === 0 ? 600 : 60) }, () =>
    random.below(256),
  );
  // Small counts, so that what follows is read as questions and records.
  if (random.below(4) > 0 && octets.length > 12) {
    octets.fill(0, 4, 12);
    for (let i = 5; i < 12; i += 2) octets[i] = random.below(4);
  }
  return octets;
}

function mutated(): Uint8Array {
  const octets = (good[random.below(good.length)] ?? new Uint8Array(0)).slice();
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const at = random.below(octets.length);
    const kind = random.below(4);
    if (kind === 0) octets[at] = random.below(256);
    else if (kind === 1) octets[at] = (octets[at] ?? 0) ^ (1 << random.below(8));
    else if (kind === 2)
      octets.set([0xc0 | random.below(2), random.below(256)], Math.min(at, octets.length - 2));
    else octets[4 + random.below(8)] = random.below(4);
  }
  return random.below(3) === 0 ? octets.slice(0, random.below(octets.length + 1)) : octets;
}

test('random and mutated messages are values, never exceptions', () => {
  let slowest = 0;
  let malformed = 0;
  for (let i = 0; i < 100_000; i++) {
    const octets = i % 4 === 0 ? noise() : mutated();
    const begun = performance.now();
    const decoded = decodeMessage(octets);
    if (decoded.kind === 'malformed') malformed++;
    if (i % 4 === 1) checkTexts(decoded.kind === 'message' ? decoded.message.answers : []);
    if (i % 8 < 4) checkFields(dissect(octets), octets.length, decoded.kind === 'malformed');
    if (i % 8 === 2) summarise(octets);
    if (i % 8 === 5 && decoded.kind === 'message') checkWritten(octets);
    slowest = Math.max(slowest, performance.now() - begun);
  }
  // Both kinds must have come in numbers, or the test would test nothing.
  expect(malformed).toBeGreaterThan(20_000);
  expect(malformed).toBeLessThan(90_000);
  expect(slowest).toBeLessThan(1000);
}, 60_000);

function checkTexts(answers: readonly ResourceRecord[]): void {
  for (const record of answers) recordText(record, { multiline: true, comments: true });
}

/** Every field lies in its parent, and there is a fault exactly where decoding found one. */
function checkFields(fields: readonly DissectedField[], length: number, malformed: boolean): void {
  let faults = 0;
  const visit = (field: DissectedField, start: number, end: number): void => {
    if (field.label === 'Fault') faults++;
    if (field.start < start || field.end > end || field.start > field.end) {
      throw new Error(`field ${field.label} [${field.start}, ${field.end}) lies outside [${start}, ${end})`);
    }
    for (const child of field.children) visit(child, field.start, field.end);
  };
  for (const field of fields) visit(field, 0, length);
  if (faults > 0 !== malformed)
    throw new Error(`${faults} faults in a message that is ${malformed ? '' : 'not '}malformed`);
}

/** What was read can be written, and reads the same. */
function checkWritten(octets: Uint8Array): void {
  const first = decodeMessage(octets);
  if (first.kind === 'malformed') return;
  const again = decodeMessage(encodeMessage(first.message));
  if (again.kind === 'malformed') throw new Error(`${again.reason}: ${String(Array.from(octets))}`);
  for (const [i, { rdata }] of first.message.answers.entries()) {
    const other = again.message.answers[i]?.rdata;
    if (!rdata.every((octet, at) => octet === other?.[at])) throw new Error(`answer ${i} differs`);
  }
}
