import { expect, test } from 'vitest';
import { rig } from './testing/rig.ts';

test('$RANDOM follows from the seed, and differs each time it is asked for', async () => {
  const line =
    'for i in 1 2 3; do echo $RANDOM "${RANDOM}" $((RANDOM % 6)); done; x=$RANDOM; echo $x $x; bash -c "echo \\$RANDOM"';
  const first = await rig().printed(line);
  expect(await rig().printed(line)).toBe(first);
  const numbers = first.split(/\s+/).filter(Boolean).map(Number);
  expect(numbers).toHaveLength(12);
  expect(numbers.every((number) => Number.isInteger(number) && number >= 0 && number < 32_768)).toBe(true);
  expect([numbers[2], numbers[5], numbers[8]].every((number) => (number as number) < 6)).toBe(true);
  expect(new Set([numbers[0], numbers[1], numbers[3], numbers[4]]).size).toBe(4);
  expect(numbers[9]).toBe(numbers[10]);
});

test('$SECONDS counts on the lab clock', async () => {
  const { printed, clock } = rig();
  expect(await printed('echo $SECONDS')).toBe('0\n');
  await clock.jump(90_000);
  expect(await printed('echo $SECONDS $((SECONDS + 1)); sleep 10; echo $SECONDS')).toBe('90 91\n100\n');
});

test('a variable that is called otherwise is none of them', async () => {
  expect(await rig().printed("MY_RANDOM=3; echo $MY_RANDOM '$RANDOM' RANDOM")).toBe('3 $RANDOM RANDOM\n');
});
