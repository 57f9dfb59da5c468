/** Signals by name and number, as Linux has them, and sending them. */
import type { MachineProcess, ProcessSignal } from '../machine.ts';
import type { ToolContext } from '../tool.ts';

// prettier-ignore
export const SIGNALS = [
  'HUP', 'INT', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV', 'USR2', 'PIPE', 'ALRM', 'TERM',
] as const;

/** The number of a signal that is given as `9`, `KILL` or `SIGKILL`, in any case; 0 asks only whether it could be sent. */
export function signalNumber(word: string): number | null {
  if (/^\d+$/.test(word)) return Number(word) <= 64 ? Number(word) : null;
  const name = word.toUpperCase().replace(/^SIG/, '');
  const at = SIGNALS.findIndex((signal) => signal === name);
  return at < 0 ? (name === 'EXIT' ? 0 : null) : at + 1;
}

/** False where the sender may not. */
export function sendSignal(process: MachineProcess, signal: number, context: ToolContext): boolean {
  if (!context.privileged && process.user !== context.user) return false;
  const meant = MEANT[SIGNALS[signal - 1] ?? ''];
  if (meant) process.signal(meant);
  return true;
}

/** What a process makes of signals: those that would end it anyhow do it as TERM does. */
const MEANT: Readonly<Record<string, ProcessSignal>> = {
  HUP: 'HUP',
  INT: 'INT',
  QUIT: 'TERM',
  ABRT: 'KILL',
  KILL: 'KILL',
  SEGV: 'KILL',
  TERM: 'TERM',
};
