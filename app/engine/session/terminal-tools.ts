/** The tools that every machine of a lab has, and what the shell says of them. */
import type { ToolEntry } from '../shell/command.ts';
import { DASH_OPTIONS, dig, plusOptionNames } from '../tools/dig/dig.ts';
import { rndc } from '../tools/rndc/rndc.ts';
import { CHECK_DELEGATION } from './check-delegation-entry.ts';
import { DELV } from './delv-entry.ts';
import { LOOKUP_TOOLS } from './lookup-tools.ts';
import { RNDC_MANUAL } from './rndc-manual.ts';
import { SERVICE_TOOLS } from './service-tools.ts';
import { TYPE_WORDS } from './type-words.ts';
import { SYSTEM_TOOLS } from './system-tools.ts';

/** What Tab offers after `rndc`: the commands that do something in the lab. */
const COMMANDS = [
  'dumpdb',
  'flush',
  'flushname',
  'flushtree',
  'halt',
  'notrace',
  'querylog',
  'reconfig',
  'recursing',
  'reload',
  'secroots',
  'serve-stale',
  'stats',
  'status',
  'stop',
  'trace',
  'zonestatus',
];

export const TOOLS: ReadonlyMap<string, ToolEntry> = new Map<string, ToolEntry>([
  ['check-delegation', CHECK_DELEGATION],
  ['delv', DELV],
  [
    'dig',
    {
      tool: dig,
      summary: 'ask a name server, and see everything it says',
      usage: 'dig [@server] [name] [type] [+option …]',
      options: [
        ...plusOptionNames().map(({ name }) => `+${name}`),
        ...DASH_OPTIONS.map(({ usage }) => usage.slice(0, 2)),
      ],
      wordsAfter: { '-t': TYPE_WORDS },
      capitals: TYPE_WORDS,
      arguments: 'names',
      examples: [
        { line: 'dig www.tiscali.co.uk', what: 'ask your own caching server for the address of a name' },
        { line: 'dig tiscali.co.uk MX', what: 'ask for another type of record' },
        {
          line: 'dig +norec @a.root-servers.net www.tiscali.co.uk',
          what: 'ask one server for what it knows itself',
        },
        { line: 'dig +trace www.tiscali.co.uk', what: 'walk down from the root, one server after the other' },
        { line: 'dig -x 127.53.9.1', what: 'ask which name an address has' },
        { line: 'dig +short www.tiscali.co.uk', what: 'see the answer only' },
      ],
    },
  ],
  ...LOOKUP_TOOLS,
  [
    'rndc',
    {
      tool: rndc,
      summary: 'tell the name server of this machine what to do',
      usage: 'rndc [-s server] [-p port] [-k key-file] [-q] [-r] [-V] command',
      options: ['-4', '-6', '-b', '-c', '-k', '-p', '-q', '-r', '-s', '-V', '-y'],
      words: COMMANDS,
      arguments: 'names',
      examples: [
        { line: 'rndc status', what: 'see that the server runs, since when, and what it has to do' },
        { line: 'rndc dumpdb', what: 'write what it knows into /var/cache/bind/named_dump.db' },
        { line: 'rndc flushname www.tiscali.co.uk', what: 'let it forget one name' },
        { line: 'rndc flushtree tiscali.co.uk', what: 'let it forget a name and all below it' },
        { line: 'rndc flush', what: 'let it forget everything' },
        { line: 'rndc querylog on', what: 'have each question logged in /var/log/syslog' },
      ],
      manual: RNDC_MANUAL,
    },
  ],
  ...SERVICE_TOOLS,
  ...SYSTEM_TOOLS,
]);
