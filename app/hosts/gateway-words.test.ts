import { expect, test } from 'vitest';
import { gatewayProblems } from './gateway-words.ts';

test('addresses that could not be bound are told a line for each reason', () => {
  const inUse = ['127.53.0.2', '127.53.0.53', '127.53.1.1', '127.53.1.2'].map((address) => ({
    address,
    why: 'another program uses it',
  }));
  const problems = [...inUse, { address: '127.53.9.1', why: 'no interface has it' }];
  expect(gatewayProblems({ state: 'partly open', port: 5300, resolver: null, problems })).toEqual([
    'Real tools cannot reach 127.53.0.2, 127.53.0.53, 127.53.1.1 and 1 more on port 5300: another program uses it. The lab itself goes on.',
    'Real tools cannot reach 127.53.9.1 on port 5300: no interface has it. The lab itself goes on.',
  ]);
});

test('nothing is said when every address is open', () => {
  expect(gatewayProblems({ state: 'open', port: 5300, resolver: '127.53.0.53:5300', problems: [] })).toEqual(
    [],
  );
});
