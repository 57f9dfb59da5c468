import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { WallClock } from '../network/clock.ts';
import { playAction } from '../session/play-action.ts';
import { World } from '../session/world.ts';
import type { ContentSource } from './content.ts';
import { readLab } from './lab-folder.ts';
import { readNetwork } from './network-file.ts';

const LABS = fileURLToPath(new URL('../../../labs/', import.meta.url));
const LAB: Readonly<Record<string, string>> = {
  '90-predict/lab.yaml': `number: 90
title: Predict
minutes: 1
level: beginner
summary: Predictions that are held against what comes at a certain moment.
goals: [Predict]
network: internet.yaml
terminals: [laptop, cache]
seed: predict
steps: [01-one]
`,
  '90-predict/steps/01-one.md': `---
title: One
predictions:
  - id: rcode
    question: Which status?
    form: rcode
    when: served
    truth: { of: packet-field, field: rcode, packet: { kind: response, from: cache, to: laptop, qname: www.bbc.co.uk } }
  - id: count
    question: How many questions, until the answer is given?
    form: count
    when: name
    truth: { of: packet-count, packet: { kind: query, from: laptop, to: cache } }
checks:
  - id: served
    of: served
    title: It was asked
    served: { name: www.bbc.co.uk, type: A, rcode: NOERROR }
  - id: name
    of: answer
    title: You know the name
    question: Which name?
    form: name
    truth: { of: packet-field, field: referral-zone, packet: { kind: response, to: cache, meaning: referral } }
  - id: later
    of: packet
    title: And once more
    after: name
    packet: { kind: response, from: cache, to: laptop, qname: www.bbc.co.uk }
hints: [Ask]
solution:
  - run: dig www.bbc.co.uk
  - answer: name
  - run: dig www.bbc.co.uk
wrong:
  - - run: dig www.google.com
closing: Done.
---

Ask.
`,
};

const content: ContentSource = {
  read: (path) => {
    if (path in LAB) return LAB[path] as string;
    try {
      return readFileSync(LABS + path, 'utf8');
    } catch {
      return null;
    }
  },
  list: (folder) => readdirSync(LABS + folder),
};

const wall: WallClock = {
  now: () => performance.now(),
  setTimer: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimer: (handle) => clearTimeout(handle as NodeJS.Timeout),
  settle: () => new Promise((resolve) => void setImmediate(resolve)),
};

const open: World[] = [];
afterEach(() => open.splice(0).forEach((world) => world.close()));

test('a prediction is held against what is so at its moment: when a question was answered, and when a reply has come', async () => {
  const lab = readLab(content, '90-predict');
  const plan = readNetwork(content, 'networks/internet.yaml');
  if (!lab.ok || !plan.ok) throw new Error(JSON.stringify([lab, plan]));
  const world = await World.open({ wall, plan: plan.value, lab: lab.lab, seed: '1', progress: null });
  open.push(world);
  const { runner } = world;
  if (!runner) throw new Error('no runner');
  const outcomes = (): unknown =>
    runner.state().steps[0]?.predictions.map(({ id, outcome, truth }) => [id, outcome, truth]);
  expect(runner.predict('01-one', 'rcode', 'NOERROR')).toBeNull();
  expect(runner.predict('01-one', 'count', '1')).toBeNull();
  const run = (line: string): Promise<boolean> => playAction(world, { run: line, terminal: 'student' }, wall);
  await run('dig www.bbc.co.uk');
  // The server says that it has answered before its reply is on the way.
  expect(outcomes()).toEqual([
    ['rcode', 'right', 'NOERROR'],
    ['count', 'open', null],
  ]);
  expect(runner.answer('01-one', 'name', 'bbc.co.uk')).toBeNull();
  expect(outcomes()).toContainEqual(['count', 'right', '1']);
  expect(runner.done).toBe(false);
  // What comes after the answer watches from then on, and the count stays what it was.
  await run('dig www.bbc.co.uk');
  expect(runner.done).toBe(true);
  expect(outcomes()).toContainEqual(['count', 'right', '1']);
});
