/** What the window asks of the course beside its steps: back, free play, other students, a class's secret, labs from a zip file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LabState } from '../contract.ts';
import { Session } from '../engine/session.ts';
import type { SavedProgress } from '../engine/session/progress.ts';
import { contentFolder, strangeFolder } from '../hosts/content-folder.ts';
import { labAdder } from '../hosts/labs/added-labs.ts';
import { labShelf } from '../hosts/labs/lab-shelf.ts';
import { machineClock } from '../hosts/wall-clock.ts';
import { windowOn, type SessionWindow } from './session-window.ts';
import { runLine } from './terminal-line.ts';

const course = contentFolder(join(import.meta.dirname, '..', '..', 'labs'));
const MISS = '02-what-a-cache-does';
const SECRET = '14-whose-fault';

let added = '';
let session: Session;
let window: SessionWindow;
let saved: SavedProgress | null;

async function begin(options: { readonly secretWord?: string } = {}): Promise<void> {
  session = await Session.start({
    wall: machineClock,
    content: labShelf(course, [strangeFolder(added)]),
    version: 'test',
    savedProgress: saved,
    saveProgress: (progress) => (saved = progress),
    firstLab: null,
    labAdder: labAdder(course, added),
    ...options,
  });
  window = windowOn(session);
}

beforeEach(() => {
  added = mkdtempSync(join(tmpdir(), 'rootwalk-added-'));
  saved = null;
});
afterEach(() => {
  session.close();
  rmSync(added, { recursive: true, force: true });
});

const lab = (): LabState => {
  const state = session.snapshot().lab;
  if (state === null) throw new Error('no lab is open');
  return state;
};

test('a step begun anew has the world of its beginning; what was predicted and shown stays', async () => {
  await begin();
  await window.ask('lab.open', { lab: MISS });
  const [first = { id: '' }, second = { id: '' }] = lab().steps;
  await window.ask('lab.hint', { step: first.id });
  await runLine(session, 'dig www.tiscali.co.uk');
  await window.ask('lab.next', {});
  expect(lab().reached).toBe(1);
  await runLine(session, 'dig www.google.com');
  const filled = session.snapshot().cache.length;

  await window.ask('lab.back', { step: second.id });
  expect(lab().reached).toBe(1);
  expect(session.snapshot().cache.some(({ name }) => name === 'www.tiscali.co.uk.')).toBe(true);
  expect(session.snapshot().cache.length).toBeLessThan(filled);

  await window.ask('lab.back', { step: first.id });
  expect(lab().reached).toBe(0);
  expect(lab().steps.map(({ done }) => done)).not.toContain(true);
  expect(lab().steps[0]?.hintsShown).toHaveLength(1);
  expect(session.snapshot().cache).toEqual([]);
  expect(await window.refusal('lab.back', { step: second.id })).toBe('There is no such step yet.');
});

test('free play in a lab’s network keeps the steps for later', async () => {
  await begin();
  expect(await window.refusal('lab.back', { step: 'x' })).toBe('No lab is open. Choose one first.');
  await window.ask('lab.open', { lab: MISS });
  await runLine(session, 'dig www.tiscali.co.uk');
  await window.ask('lab.next', {});
  const free = await window.ask('lab.free', { lab: MISS });
  expect(free.lab).toBeNull();
  expect(await runLine(session, 'dig +short www.tiscali.co.uk')).toContain('127.53.9.1');
  await window.ask('lab.open', { lab: MISS });
  expect(lab().reached).toBe(1);
  expect(await window.refusal('lab.free', { lab: 'no-such-lab' })).toContain('There is no lab');
});

test('each student has a lab and progress of their own, also after a new start', async () => {
  await begin();
  await window.ask('lab.open', { lab: MISS });
  await window.ask('lab.hint', { step: lab().steps[0]?.id ?? '' });
  const grace = await window.ask('students.choose', { name: 'Grace' });
  expect(grace.lab).toBeNull();
  await window.ask('lab.open', { lab: MISS });
  expect(lab().steps[0]?.hintsShown).toEqual([]);
  expect(await window.refusal('students.choose', { name: '///' })).toBe(
    'A name has letters or digits in it.',
  );
  await window.ask('students.choose', { name: 'Student' });
  expect(lab().steps[0]?.hintsShown).toHaveLength(1);
  session.close();

  await begin();
  expect(await window.ask('students.list', {})).toEqual({ current: 'Student', names: ['Student', 'Grace'] });
  const { text } = await window.ask('progress.export', { form: 'csv' });
  expect(text.match(/^Student,02-what-a-cache-does,.*/gm)).toEqual([expect.stringContaining(',no,2,1,no,')]);
});

test('a class has one secret by its word, from the start or said in the lab; a reset gives another', async () => {
  await begin({ secretWord: 'Tuesday' });
  await window.ask('lab.open', { lab: SECRET });
  const faults = (): string[] => session.world.secret?.picked.map(({ id }) => id) ?? [];
  const tuesday = faults();
  expect(lab().report?.word).toBe('tuesday');
  await window.ask('session.reset', {});
  expect(lab().report?.word).toBeNull();
  expect(await window.refusal('lab.secret', { word: '?' })).toContain('A word has letters and digits');
  await window.ask('lab.secret', { word: '  TUESDAY ' });
  expect(faults()).toEqual(tuesday);
  await window.ask('lab.free', { lab: SECRET });
  expect(faults()).toEqual(tuesday);
  await window.ask('lab.open', { lab: MISS });
  expect(await window.refusal('lab.secret', { word: 'monday' })).toBe('No secret lab is open.');
});

const LAB = `number: 24
title: Mine
minutes: 5
level: beginner
summary: Short.
goals: [one]
steps: [01-only]
`;
const STEP = `---
title: Ask
checks: [{ id: asked, of: packet, title: Asked, packet: { kind: query, to: cache } }]
solution: [{ run: dig www.tiscali.co.uk }]
closing: Done.
---
Ask.
`;

function piece(files: Readonly<Record<string, string>>): { base64: string; from: number; last: boolean } {
  const octets = zipSync(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])),
  );
  return { base64: Buffer.from(octets).toString('base64'), from: 0, last: true };
}

test('a lab in a zip file is told of first, then added, heard of by every window, and can be done', async () => {
  await begin();
  const other = windowOn(session);
  expect(await window.ask('labs.add', {})).toMatchObject({ kind: 'refused' });
  const whole = piece({ '24-mine/lab.yaml': LAB, '24-mine/steps/01-only.md': STEP });
  const octets = Buffer.from(whole.base64, 'base64');
  const half = { name: 'mine.zip', base64: octets.subarray(0, 99).toString('base64'), from: 0, last: false };
  expect(await window.ask('labs.offer', half)).toEqual({ kind: 'part' });
  const rest = { name: 'mine.zip', base64: octets.subarray(99).toString('base64'), from: 99, last: true };
  expect(await window.ask('labs.offer', rest)).toMatchObject({
    kind: 'offered',
    id: '24-mine',
    steps: 1,
    again: false,
  });
  expect((await window.ask('labs.list', {})).some(({ id }) => id === '24-mine')).toBe(false);
  expect(await window.ask('labs.add', {})).toEqual({ kind: 'added', lab: '24-mine' });
  const told = other.heard.flatMap((message) => (message.type === 'frame' ? (message.frame.labs ?? []) : []));
  expect(told.map(({ id }) => id)).toContain('24-mine');
  await window.ask('lab.open', { lab: '24-mine' });
  await runLine(session, 'dig www.tiscali.co.uk');
  expect(lab().done).toBe(true);
  expect(await window.ask('labs.offer', { name: 'mine.zip', ...whole })).toMatchObject({ again: true });
});

test('what is no lab, or would take the place of one of the course’s, is not added, and a sentence says why', async () => {
  await begin();
  const steps = { '24-mine/steps/01-only.md': STEP };
  const wrong: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [{ '24-mine/lab.yaml': LAB.replace('goals', 'gaols') }, 'unknown key "gaols". Is "goals" meant?'],
    [{ '24-mine/lab.yaml': `${LAB}network: ../../../etc/passwd\n`, ...steps }, 'no such file'],
    [{ '03-walk-from-the-root/lab.yaml': LAB }, 'The course has a lab 03-walk-from-the-root of its own'],
    [{ '../24-mine/lab.yaml': LAB }, 'a path that leads out of the lab'],
  ];
  for (const [files, words] of wrong) {
    const offered = await window.ask('labs.offer', { name: 'x.zip', ...piece(files) });
    expect(offered.kind === 'refused' ? offered.why : '').toContain(words);
    expect(await window.ask('labs.add', {})).toMatchObject({ kind: 'refused' });
  }
});
