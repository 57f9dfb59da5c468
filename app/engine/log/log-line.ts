/** One entry of a log, taken apart. */
import { CATEGORIES } from './categories.ts';
import { HeadReader } from './line-head.ts';
import { SEVERITIES } from './messages/message.ts';

interface LogLine {
  /** As it is written; empty where there is none. */
  readonly time: string;
  readonly host: string;
  readonly program: string;
  /** As written; empty where it is not. */
  readonly category: string;
  readonly severity: string;
  /** The message; further lines of it after line feeds. */
  readonly text: string;
}

const head = new HeadReader();

export function readLine(line: string): LogLine {
  head.read(line, 0, line.length);
  const { time, hasTime, hostStart, hostEnd, programStart, programEnd } = head;
  return {
    time: hasTime ? line.slice(0, time.end).replace(/^<\d{1,3}>/, '') : '',
    host: line.slice(hostStart, hostEnd),
    program: line.slice(programStart, programEnd),
    category: CATEGORIES[head.category] ?? '',
    severity: head.severity === 0 ? '' : (SEVERITIES[head.severity - 1] ?? ''),
    text: line.slice(head.message),
  };
}
