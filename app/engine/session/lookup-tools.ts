/** host and nslookup, as the shell offers them. */
import type { ToolEntry } from '../shell/command.ts';
import { host } from '../tools/host/host.ts';
import { nslookup } from '../tools/nslookup/nslookup.ts';
import { OPTION_WORDS } from '../tools/nslookup/options.ts';
import { HOST_MANUAL, NSLOOKUP_MANUAL } from './lookup-manuals.ts';
import { TYPE_WORDS } from './type-words.ts';

export const LOOKUP_TOOLS: readonly (readonly [string, ToolEntry])[] = [
  [
    'host',
    {
      tool: host,
      summary: 'look up a name or an address, and read the answer as sentences',
      usage: 'host [-aCdlrTv] [-c class] [-t type] [-W seconds] [-R tries] [-p port] name [server]',
      options: [...'46aACcdlNprRstTUvVwW'].map((letter) => `-${letter}`),
      wordsAfter: { '-t': TYPE_WORDS },
      arguments: 'names',
      examples: [
        { line: 'host www.tiscali.co.uk', what: 'its addresses and mail servers, where it has any' },
        { line: 'host -t ns tiscali.co.uk', what: 'records of one type' },
        { line: 'host 127.53.9.1', what: 'the name that an address has' },
        { line: 'host -C tiscali.co.uk', what: 'ask each of the name servers for its SOA record' },
        { line: 'host -v www.tiscali.co.uk', what: 'see the whole message, as dig shows it' },
        { line: 'host www.tiscali.co.uk a.root-servers.net', what: 'ask another server' },
      ],
      manual: HOST_MANUAL,
    },
  ],
  [
    'nslookup',
    {
      tool: nslookup,
      summary: 'look up names one after the other, at a prompt of its own',
      usage: 'nslookup [-option …] [name | -] [server]',
      options: OPTION_WORDS.map((word) => `-${word}`),
      arguments: 'names',
      examples: [
        { line: 'nslookup www.tiscali.co.uk', what: 'the addresses of a name' },
        { line: 'nslookup -type=mx tiscali.co.uk', what: 'records of another type' },
        { line: 'nslookup -debug www.tiscali.co.uk', what: 'every section of each answer' },
        { line: 'nslookup', what: 'go to its prompt; exit, or Ctrl-D, leaves it' },
      ],
      manual: NSLOOKUP_MANUAL,
    },
  ],
];
