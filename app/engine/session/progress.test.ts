import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeptProgress } from './kept-progress.ts';
import { readProgress, studentName, type SavedProgress, type StudentProgress } from './progress.ts';

const STEP = {
  done: true,
  hints: 1,
  solutionShown: false,
  predictions: { upstream: { value: '3', truth: '3' } },
  answers: { who: { value: 'ns1', wrong: ['ns2'] } },
  wrongReports: 0,
  seconds: 61,
};

const ADA: StudentProgress = {
  last: '02-what-a-cache-does',
  finished: ['03-walk-from-the-root'],
  labs: { '02-what-a-cache-does': { reached: 1, done: false, steps: [STEP], seed: 'x' } },
};

const GOOD: SavedProgress = {
  version: 2,
  current: 'Ada',
  students: { Ada: ADA, Grace: { last: null, labs: {}, finished: [] } },
};

test('progress survives being written and read', () => {
  expect(readProgress(JSON.parse(JSON.stringify(GOOD)))).toEqual(GOOD);
});

test('one damaged lab does not take the others with it', () => {
  const labs = { ...ADA.labs, '03-x': { reached: 'two' } };
  expect(readProgress({ ...GOOD, students: { ...GOOD.students, Ada: { ...ADA, labs } } })).toEqual(GOOD);
});

test('progress of the first form, which knew one student, is that of one who said no name', () => {
  const { answers, wrongReports, seconds, ...step } = STEP;
  expect([answers, wrongReports, seconds].length).toBe(3);
  const first = {
    version: 1,
    last: null,
    finished: ['a'],
    labs: { a: { reached: 0, done: true, steps: [step] } },
  };
  const { students, current } = readProgress(first);
  expect(students[current]).toMatchObject({ finished: ['a'], labs: { a: { done: true } } });
});

test('anything else reads as no progress and never throws', () => {
  fc.assert(fc.property(fc.anything(), (value) => readProgress(value).version === 2));
  expect(readProgress({ version: 3 }).students).toEqual({ Student: { last: null, labs: {}, finished: [] } });
});

test('a name is safe in a file name, whatever was typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
      const name = studentName(text);
      return name === null || (/^[^/\\:*?"<>|\0\n]{1,40}$/.test(name) && !/^\.|[. ]$/.test(name));
    }),
    { numRuns: 50 },
  );
  expect(studentName(' ../../Ada  L. ')).toBe('Ada L');
  expect(studentName('Żółć 2')).toBe('Żółć 2');
  expect(studentName('///')).toBeNull();
});

test('each student has progress of their own; choosing one brings it back', () => {
  const kept = new KeptProgress(GOOD, () => undefined);
  kept.choose('Grace');
  expect(kept.of('02-what-a-cache-does')).toBeNull();
  kept.keepLast('03-walk-from-the-root');
  kept.choose('Linus');
  expect(kept.students()).toEqual({ current: 'Linus', names: ['Ada', 'Grace', 'Linus'] });
  kept.choose('Ada');
  expect(kept.last).toBe('02-what-a-cache-does');
  kept.choose('Grace');
  expect(kept.last).toBe('03-walk-from-the-root');
});

test('as CSV it has a line for each step that was reached; what is in a cell stays in it', () => {
  const students = { '=Ada "A", B': ADA };
  const kept = new KeptProgress({ ...GOOD, current: '=Ada "A", B', students }, () => undefined);
  const [head, ...lines] = kept.file('csv', []).text.split('\r\n');
  expect(head).toMatch(/^student,lab,/);
  // The name is none that would be kept: it is read as nobody's.
  expect(lines.join('')).not.toContain('=Ada');
  const ada = new KeptProgress(GOOD, () => undefined).file('csv', []).text.split('\r\n');
  expect(ada[1]).toBe('Ada,02-what-a-cache-does,,1,,yes,,1,no,1,0,1,0,61,x');
  expect(ada).toHaveLength(3);
});
