import type { Session } from '../engine/session.ts';

/** Runs a line in a terminal, the student's unless another is given; gives what it printed. */
export function runLine(session: Session, line: string, terminal = 'student'): Promise<string> {
  const { journal, terminals } = session.world;
  const done = new Promise<string>((resolve) => {
    const stop = journal.subscribe((entry) => {
      if (entry.kind !== 'command' || entry.state !== 'finished') return;
      stop();
      resolve(entry.output);
    });
  });
  terminals.get(terminal)?.run(line);
  return done;
}
