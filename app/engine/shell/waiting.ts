/** What waits for a terminal's next prompt: keys typed ahead, pasted lines, lines that were put there to be run. */
import type { Key } from './keys.ts';

export type Waiting =
  | Key
  | {
      readonly kind: 'run';
      readonly line: string;
      /** The first of several lines begins afresh, whatever stands at the prompt. */
      readonly first: boolean;
      readonly done: (status: number) => void;
    };

/** Pasted lines are entered one after another; what follows the last line end stays at the prompt. */
export function typed(key: Key): Key[] {
  if (key.kind !== 'paste') return [key];
  const lines = key.text.replace(/\r\n?/g, '\n').split('\n');
  return lines.flatMap((text, index): Key[] => [
    ...(text ? [{ kind: 'text', text } as const] : []),
    ...(index < lines.length - 1 ? [{ kind: 'key', name: 'enter' } as const] : []),
  ]);
}

export function outcome(): { promise: Promise<number>; done: (status: number) => void } {
  let done: (status: number) => void = () => undefined;
  const promise = new Promise<number>((resolve) => (done = resolve));
  return { promise, done };
}
