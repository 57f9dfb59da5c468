/**
 * What stands before the message in a log line: time, machine, program, category, severity.
 *
 * named's own files have any of time, category and severity, or none; syslog and journalctl put their own time, the
 * machine and the program before that.
 */
import { categoryPlace } from './categories.ts';
import { TimeReader } from './line-time.ts';
import { SEVERITIES } from './messages/message.ts';

const SEVERITY_PLACE = new Map<string, number>(SEVERITIES.map((word, place) => [word, place + 1]));
/** Programs that write to syslog without their number. */
const BARE_PROGRAMS = new Set(['kernel:', 'systemd:', 'rsyslogd:', 'syslogd:']);
const LONGEST_WORD = 64;

/** Reads one line after the other; what it finds stands in its fields. Places are those in the text. */
export class HeadReader {
  readonly time = new TimeReader();
  hasTime = false;
  hostStart = 0;
  hostEnd = 0;
  programStart = 0;
  programEnd = 0;
  /** Its place in `CATEGORIES`; 0: none is written. */
  category = 0;
  /** Its place in `SEVERITIES`, counted from 1; 0: none is written. */
  severity = 0;
  /** Where the message begins. */
  message = 0;

  read(text: string, from: number, to: number): void {
    let at = from;
    // A syslog packet's priority: `<30>`.
    if (text.charCodeAt(at) === 60) {
      const close = text.indexOf('>', at);
      if (close > at + 1 && close <= at + 4) at = close + 1;
    }
    this.hostStart = this.hostEnd = this.programStart = this.programEnd = at;
    this.hasTime = this.time.read(text, at) && this.time.end <= to;
    if (this.hasTime) {
      at = this.time.end;
      while (text.charCodeAt(at) === 32 && at < to) at++;
      const { form } = this.time;
      if (form !== 'named') at = this.#sender(text, at, to, form !== 'iso');
    }
    this.#words(text, at, to);
  }

  /** `cache named[123]: `. `sure`: after such a time it must stand. */
  #sender(text: string, from: number, to: number, sure: boolean): number {
    const space = text.indexOf(' ', from);
    if (space < 0 || space >= to || space === from || text.charCodeAt(space - 1) === 58) return from;
    const colon = text.indexOf(': ', space);
    const end = colon < 0 ? -1 : colon;
    if (end < 0 || end >= to || end - space > LONGEST_WORD) return from;
    const bracket = text.charCodeAt(end - 1) === 93 ? text.lastIndexOf('[', end) : -1;
    const programEnd = bracket > space ? bracket : end;
    if (programEnd === space + 1 || text.lastIndexOf(' ', programEnd - 1) > space) return from;
    const isBare = BARE_PROGRAMS.has(text.slice(space + 1, end + 1));
    if (!sure && bracket < 0 && !isBare) return from;
    this.hostStart = from;
    this.hostEnd = space;
    this.programStart = space + 1;
    this.programEnd = programEnd;
    return end + 2;
  }

  /** `queries: info: `, `queries: `, `debug 1: ` */
  #words(text: string, from: number, to: number): void {
    this.category = 0;
    this.severity = 0;
    this.message = from;
    let colon = wordEnd(text, from, to);
    if (colon < 0) return;
    this.category = categoryPlace(text.slice(from, colon));
    if (this.category > 0) {
      this.message = Math.min(colon + 2, to);
      colon = wordEnd(text, this.message, to);
      if (colon < 0) {
        // `rpz: rpz.local: reload done`: here the word is the message's own.
        if (text.startsWith('rpz: ', from) && !text.startsWith('client ', this.message)) {
          this.category = 0;
          this.message = from;
        }
        return;
      }
    }
    const word = text.slice(this.message, colon);
    const severity = SEVERITY_PLACE.get(word.startsWith('debug ') ? 'debug' : word) ?? 0;
    if (severity === 0) return;
    this.severity = severity;
    this.message = Math.min(colon + 2, to);
  }
}

/** Where a word of letters, digits, hyphens and spaces ends with `: `; -1 where another thing stands there. */
function wordEnd(text: string, from: number, to: number): number {
  const last = Math.min(to, from + 24);
  for (let at = from; at < last; at++) {
    const code = text.charCodeAt(at);
    if (code === 58) return text.charCodeAt(at + 1) === 32 || at + 1 === to ? at : -1;
    if (!((code >= 97 && code <= 122) || code === 45 || code === 32 || (code >= 48 && code <= 57))) return -1;
  }
  return -1;
}
