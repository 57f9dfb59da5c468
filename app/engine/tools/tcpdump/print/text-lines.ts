/** Protocols whose messages are lines of text: the first line of a request or a reply, or with -v all lines. */
import type { Dissection } from './dissection.ts';

export interface TextProtocol {
  readonly name: string;
  /** In capitals; null where every message is text. */
  readonly commands: ReadonlySet<string> | null;
}

export const SMTP: TextProtocol = {
  name: 'smtp',
  commands: null,
};

export const HTTP: TextProtocol = {
  name: 'http',
  commands: new Set(
    (
      'GET PUT COPY HEAD LOCK MOVE POLL POST BCOPY BMOVE MKCOL TRACE LABEL MERGE DELETE SEARCH UNLOCK REPORT UPDATE ' +
      'NOTIFY BDELETE CONNECT OPTIONS CHECKIN PROPFIND CHECKOUT CCM_POST SUBSCRIBE PROPPATCH BPROPFIND BPROPPATCH ' +
      'UNCHECKOUT MKACTIVITY MKWORKSPACE UNSUBSCRIBE RPC_CONNECT VERSION-CONTROL BASELINE-CONTROL'
    ).split(' '),
  ),
};

export function printLines(d: Dissection, at: number, length: number, protocol: TextProtocol): void {
  d.protocol = protocol.name;
  const end = at + length;
  const begun = isBegun(d, at, end, protocol);
  d.print(`: ${protocol.name.toUpperCase()}`);
  if (!begun) return;
  if (d.settings.verbose === 0) {
    printLine(d, at, end, ': ');
    return;
  }
  d.print(`, length: ${length}`);
  for (let from: number | null = at; from !== null && from < end;) from = printLine(d, from, end, '\n\t');
}

/** Whether a request or a reply begins there, and not the middle of one. */
function isBegun(d: Dissection, at: number, end: number, { commands }: TextProtocol): boolean {
  if (commands === null) return true;
  const octets = d.octets.subarray(at, Math.min(end, d.end, at + 128));
  const words = Array.from(octets, (octet) => String.fromCharCode(octet))
    .join('')
    .split(/\s+/);
  return commands.has((words[0] ?? '').toUpperCase()) || /^\d{3}$/.test(words[1] ?? '');
}

/** Gives the place behind the line; null, and prints nothing, where it is no text. */
function printLine(d: Dissection, at: number, end: number, before: string): number | null {
  for (let i = at; i < end; i++) {
    const octet = d.u8(i);
    if (octet === 10) return printed(d, at, i, before, i + 1);
    if (octet === 13) return i + 1 < end && d.u8(i + 1) === 10 ? printed(d, at, i, before, i + 2) : null;
    if (octet > 0x7e || (octet < 0x20 && octet !== 9)) return null;
  }
  return printed(d, at, end, before, end);
}

function printed(d: Dissection, from: number, to: number, before: string, behind: number): number {
  d.print(before);
  d.printOctets(from, to - from);
  return behind;
}
