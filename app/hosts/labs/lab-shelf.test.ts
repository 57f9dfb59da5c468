import { expect, test } from 'vitest';
import { contentOf } from '../../engine/course/content.ts';
import { labShelf, onlyLab } from './lab-shelf.ts';

const course = contentOf(
  new Map([
    ['01-first/lab.yaml', 'the course’s'],
    ['01-first/steps/01.md', 'the course’s'],
    ['networks/internet.yaml', 'the course’s'],
    ['coming.yaml', 'the course’s'],
  ]),
);
const added = contentOf(
  new Map([
    ['01-first/lab.yaml', 'added'],
    ['24-mine/lab.yaml', 'added'],
    ['25-nothing/readme.txt', 'added'],
    ['networks/internet.yaml', 'added'],
    ['coming.yaml', 'added'],
  ]),
);

test('added labs stand beside the course’s, and one of the same name before it, as a whole', () => {
  const shelf = labShelf(course, [added]);
  expect([...shelf.list('')].sort()).toEqual(['01-first', '24-mine', 'coming.yaml', 'networks']);
  expect(shelf.read('24-mine/lab.yaml')).toBe('added');
  expect(shelf.read('01-first/lab.yaml')).toBe('added');
  expect(shelf.read('01-first/steps/01.md')).toBeNull();
});

test('the course’s networks, and all that is no lab, are the course’s own', () => {
  const shelf = labShelf(course, [added]);
  expect(shelf.read('networks/internet.yaml')).toBe('the course’s');
  expect(shelf.read('coming.yaml')).toBe('the course’s');
  expect(shelf.read('25-nothing/readme.txt')).toBeNull();
});

test('of several places the first that has a lab has it; of a lab alone its neighbours are not seen', () => {
  const other = contentOf(new Map([['24-mine/lab.yaml', 'another']]));
  expect(labShelf(course, [other, added]).read('24-mine/lab.yaml')).toBe('another');
  const alone = onlyLab(added, '24-mine');
  expect(alone.list('')).toEqual(['24-mine']);
  expect(alone.read('24-mine/lab.yaml')).toBe('added');
  expect(alone.read('01-first/lab.yaml')).toBeNull();
  expect(alone.list('01-first')).toEqual([]);
});
