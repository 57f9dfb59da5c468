import type { LabClockView } from '../../state/clock.svelte.ts';
import type { DumpTime } from '../../state/dump.svelte.ts';

/** The instant at which TTLs are looked at, as it goes on; null for the dump's own. Only while a component is there. */
export function nowOf(
  time: () => DumpTime,
  clock: Pick<LabClockView, 'now'>,
): { readonly now: number | null } {
  let computer = $state(Date.now());
  $effect(() => {
    if (time() !== 'computer') return;
    computer = Date.now();
    const timer = setInterval(() => (computer = Date.now()), 1_000);
    return () => clearInterval(timer);
  });
  return {
    get now() {
      const which = time();
      return which === 'dump' ? null : which === 'lab' ? clock.now : computer;
    },
  };
}
