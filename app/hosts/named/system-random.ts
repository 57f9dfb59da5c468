/** The operating system's randomness, for what others must not foretell: ports, message ids, cookies' secrets. */
import { randomFillSync } from 'node:crypto';
import { randomFrom, type Random } from '../../engine/random.ts';

/** Drawn so many at a time: a call costs more than the numbers. */
const POOL = 1024;

export function systemRandom(): Random {
  const pool = new Uint32Array(POOL);
  let left = 0;
  const uint32 = (): number => {
    if (left === 0) {
      randomFillSync(pool);
      left = POOL;
    }
    const value = pool[--left] as number;
    // What was given is not kept.
    pool[left] = 0;
    return value;
  };
  const random: Random = randomFrom(uint32, () => random);
  return random;
}
