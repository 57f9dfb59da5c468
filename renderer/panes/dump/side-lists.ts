/** The smaller lists of a dump: their columns, their rows, and what is said of a row. */
import type {
  DumpFailure,
  DumpLineProblem,
  DumpMessage,
  DumpServer,
  DumpZone,
} from '../../../app/reader-contract.ts';
import type { DumpShows, DumpView } from '../../state/dump.svelte.ts';
import type { DumpedLine } from '../../state/selection.svelte.ts';
import { count, durationWords } from '../../state/words.ts';

export type SideShows = Exclude<DumpShows, 'list' | 'tree' | 'expiry' | 'difference'>;

/** A row of any of the lists, as the window shows it. */
export interface SideRow {
  readonly cells: readonly string[];
  readonly name: string;
  /** Null where a press does something else. */
  readonly line: DumpedLine | null;
  readonly zone: DumpZone | null;
  /** Where it stands in the file. */
  readonly at: number;
}

export interface SideColumns {
  readonly label: string;
  readonly heads: readonly { readonly text: string; readonly term?: string; readonly data?: boolean }[];
  readonly widths: string;
  /** In all. */
  readonly least: string;
  readonly none: string;
}

export const SIDE_COLUMNS: Readonly<Record<SideShows, SideColumns>> = {
  servers: {
    label: 'Servers of the address database',
    heads: [
      { text: 'Name', data: true },
      { text: 'Address', data: true },
      { text: 'Smoothed RTT', term: 'smoothed RTT' },
      { text: 'EDNS', term: 'EDNS', data: true },
      { text: 'Plain', data: true },
      { text: 'UDP', data: true },
      { text: 'Cookie', term: 'cookie' },
      { text: 'Kept for' },
    ],
    widths: 'minmax(7rem, 1.4fr) minmax(7rem, 1fr) 6rem 4rem 4rem 3.4rem 3.6rem minmax(4rem, 0.7fr)',
    least: '48rem',
    none: 'No servers: the dump has no address database. rndc dumpdb -adb writes it.',
  },
  failures: {
    label: 'What failed lately',
    heads: [
      { text: 'Cache' },
      { text: 'Name', data: true },
      { text: 'Type', data: true },
      { text: 'Left' },
      { text: 'View' },
    ],
    widths: '9rem minmax(8rem, 2fr) 5rem 6rem minmax(5rem, 1fr)',
    least: '36rem',
    none: 'Nothing failed lately. Lookups that end in SERVFAIL stand here for servfail-ttl (1 second by default), and what did not validate.',
  },
  messages: {
    label: 'Answers that Unbound keeps whole',
    heads: [
      { text: 'Name', data: true },
      { text: 'Type', data: true },
      { text: 'Answer', term: 'rcode' },
      { text: 'TTL left', term: 'TTL' },
      { text: 'Answer, authority, additional' },
    ],
    widths: 'minmax(8rem, 2fr) 6rem 7rem 7rem minmax(8rem, 1fr)',
    least: '40rem',
    none: 'No answers. Negative ones stand in the list.',
  },
  zones: {
    label: 'Zones of the server',
    heads: [
      { text: 'Zone', data: true, term: 'zone' },
      { text: 'RRsets', term: 'RRset' },
      { text: 'What is said of it' },
      { text: 'View' },
    ],
    widths: 'minmax(8rem, 2fr) 6rem minmax(8rem, 1fr) minmax(5rem, 1fr)',
    least: '32rem',
    none: 'No zones: rndc dumpdb -zones or -all writes them.',
  },
  problems: {
    label: 'Lines that are not understood',
    heads: [{ text: 'Line', data: true }, { text: 'What is wrong' }, { text: 'What that means' }],
    widths: '6rem minmax(9rem, 1fr) minmax(9rem, 1.3fr)',
    least: '28rem',
    none: 'Every line was understood.',
  },
};

/** Rows `first` and on of a list. */
export async function sideRows(
  view: DumpView,
  shows: SideShows,
  first: number,
  number: number,
): Promise<readonly SideRow[]> {
  const page = { first, count: number };
  switch (shows) {
    case 'servers':
      return (await view.ask('dump.servers', page)).map(serverRow);
    case 'failures':
      return (await view.ask('dump.failures', page)).map(failureRow);
    case 'messages':
      return (await view.ask('dump.messages', page)).map(messageRow);
    case 'zones':
      return (await view.ask('dump.zones', page)).map(zoneRow);
    case 'problems':
      return (await view.ask('dump.problems', page)).map(problemRow);
  }
}

function serverRow(server: DumpServer): SideRow {
  const { name, address, families, srtt, edns, plain, udpSize, cookie, ttl, text, explanations, line } =
    server;
  const cells =
    address === null
      ? [name, families, '', '', '', '', '', '']
      : [
          name === '' ? '(no name)' : name,
          address,
          srtt === null ? '' : `${(srtt / 1000).toLocaleString('en', { maximumFractionDigits: 1 })} ms`,
          edns,
          plain,
          udpSize === null ? '' : String(udpSize),
          cookie ? 'yes' : '',
          ttl === null ? '' : durationWords(ttl),
        ];
  return { cells, name, zone: null, at: line, line: { title: address ?? name, text, line, explanations } };
}

function failureRow({ cache, name, type, left, view, line, explanation }: DumpFailure): SideRow {
  const word = cache === 'bad' ? 'Bad cache' : 'SERVFAIL cache';
  return {
    cells: [word, name, type, `${(left / 1000).toLocaleString('en', { maximumFractionDigits: 1 })} s`, view],
    name,
    zone: null,
    at: line,
    line: {
      title: `${name} ${type}`,
      text: `; ${name}/${type} [ttl ${left}]`,
      line,
      explanations: [explanation],
    },
  };
}

function messageRow({ name, type, rcode, ttl, counts, line }: DumpMessage): SideRow {
  return {
    cells: [name, type, rcode, `${ttl} s = ${durationWords(ttl)}`, counts.join(', ')],
    name,
    zone: null,
    at: line,
    line: {
      title: `${name} ${type}`,
      text: `msg ${name} IN ${type} …`,
      line,
      explanations: [
        {
          about: 'An answer kept whole',
          text: 'Unbound keeps whole answers beside its RRsets: which RRsets belong into the reply, and with which verdict. The RRsets themselves are in the list.',
          reference: '',
        },
      ],
    },
  };
}

function zoneRow(zone: DumpZone): SideRow {
  const said =
    zone.statement === 'not implemented'
      ? 'built in; not written out'
      : zone.statement || (zone.entries === 0 ? 'no records' : 'press to list its records');
  return {
    cells: [zone.name, zone.entries === 0 ? '' : count(zone.entries, 'RRset'), said, zone.view],
    name: '',
    line: null,
    zone,
    at: zone.line,
  };
}

function problemRow({ line, message, hint }: DumpLineProblem): SideRow {
  return { cells: [line.toLocaleString('en'), message, hint], name: '', line: null, zone: null, at: line };
}
