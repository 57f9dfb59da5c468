/** Where every random choice in the engine comes from. The lab's is seeded; a resolver on real sockets gets the system's. */
export interface Random {
  /** 0 to 2^32 - 1. */
  uint32(): number;
  /** 0 to bound - 1; `bound` from 1 to 2^32. */
  below(bound: number): number;
  /** 0 up to, not including, 1. */
  real(): number;
  /**
   * A source of its own for one part, so that what one part draws never shifts what another gets. It follows from
   * the seed and the labels alone: the same label asked for twice gives the same numbers twice.
   */
  fork(label: string): Random;
}

/** A source that gives the same numbers for the same seed (sfc32, public domain, C. Doty-Humphrey). */
export function seededRandom(seed: string): Random {
  let [a, b, c, counter] = hashSeed(seed);
  const uint32 = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) uint32();
  return randomFrom(uint32, (label) => seededRandom(`${seed}/${label.length}:${label}`));
}

/** Builds the interface on a source of 32-bit numbers, for instance the operating system's. */
export function randomFrom(uint32: () => number, fork: (label: string) => Random): Random {
  return {
    uint32,
    below(bound) {
      // Rejection keeps every value equally likely.
      const limit = Math.floor(0x1_0000_0000 / bound) * bound;
      let value = uint32();
      while (value >= limit) value = uint32();
      return value % bound;
    },
    real: () => uint32() / 0x1_0000_0000,
    fork,
  };
}

function hashSeed(text: string): [number, number, number, number] {
  const state: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  for (let i = 0; i < text.length; i++) {
    for (let j = 0; j < 3; j++) {
      const k = j as 0 | 1 | 2;
      state[k] = Math.imul(state[k] ^ (text.charCodeAt(i) + (j << 8)), 0x01000193 + (j << 12));
      state[k] ^= state[k] >>> 15;
    }
  }
  return state;
}
