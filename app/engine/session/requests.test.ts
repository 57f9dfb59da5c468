import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRequestProblem, readRequest } from './requests.ts';

describe('a request', () => {
  test('that is right comes through as it is', () => {
    const message = { type: 'request', id: 4, method: 'clock.jump', params: { milliseconds: 60_000 } };
    expect(readRequest(message)).toEqual({ id: 4, method: 'clock.jump', params: { milliseconds: 60_000 } });
  });

  test('for a method that does not exist is refused by name, also for names every object has', () => {
    for (const method of ['clock.explode', 'toString', '__proto__', 'constructor']) {
      expect(readRequest({ type: 'request', id: 1, method, params: {} })).toMatchObject({
        code: 'unknown-method',
        id: 1,
      });
    }
  });

  test.each([
    ['clock.jump', { milliseconds: -1 }],
    ['clock.jump', { milliseconds: Number.POSITIVE_INFINITY }],
    ['clock.jump', { milliseconds: '1' }],
    ['clock.run', { rate: 0 }],
    ['terminal.input', { terminal: 'student', data: 'x'.repeat(70_000) }],
    ['terminal.resize', { terminal: 'student', columns: 1e9, rows: 3 }],
    ['lab.open', {}],
    ['files.read', { terminal: 'student', path: 'notes.txt', known: null }],
    ['files.save', { terminal: 'student', path: '/x', text: 'x'.repeat(1_000_001), version: null }],
    ['files.save', { terminal: 'student', path: '/x', text: 'x' }],
    ['clock.pause', { extra: 1 }],
  ])('%s with %j is refused with its id', (method, params) => {
    expect(readRequest({ type: 'request', id: 9, method, params })).toMatchObject({
      code: 'bad-request',
      id: 9,
    });
  });

  test('never throws, whatever comes in', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (value) => {
        const read = readRequest(value);
        return isRequestProblem(read);
      }),
      { numRuns: 2_000 },
    );
  });
});
