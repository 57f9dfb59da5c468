import type { Session } from '../engine/session.ts';

/** Runs a line in the student's terminal; gives what it printed. */
export function runLine(session: Session, line: string): Promise<string> {
  const { journal, terminals } = session.world;
  const done = new Promise<string>((resolve) => {
    const stop = journal.subscribe((entry) => {
      if (entry.kind !== 'command' || entry.state !== 'finished') return;
      stop();
      resolve(entry.output);
    });
  });
  terminals.get('student')?.run(line);
  return done;
}
