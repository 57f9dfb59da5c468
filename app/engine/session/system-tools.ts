/** What the everyday commands of a lab machine are to the shell: ping, ip, ss, ps and their kind. */
import type { ToolEntry } from '../shell/command.ts';
import { hostname } from '../tools/system/hostname.ts';
import { id } from '../tools/system/id.ts';
import { ip } from '../tools/system/ip.ts';
import { kill } from '../tools/system/kill.ts';
import { ping } from '../tools/system/ping.ts';
import { pgrep, pkill } from '../tools/system/pkill.ts';
import { ps } from '../tools/system/ps.ts';
import { ss } from '../tools/system/ss.ts';
import { uptime } from '../tools/system/uptime.ts';
import { IP_MANUAL, KILL_MANUAL, PING_MANUAL, PS_MANUAL, SS_MANUAL } from './system-manuals.ts';

export const SYSTEM_TOOLS: readonly (readonly [string, ToolEntry])[] = [
  [
    'ping',
    {
      tool: ping,
      summary: 'see whether a machine answers, and how long its answer takes',
      usage: 'ping [-4|-6] [-c count] [-i interval] [-W timeout] [-w deadline] [-s size] [-nqDO] destination',
      options: ['-4', '-6', '-c', '-D', '-h', '-I', '-i', '-n', '-O', '-p', '-q', '-s', '-V', '-w', '-W'],
      arguments: 'names',
      examples: [
        { line: 'ping -c 3 www.tiscali.co.uk', what: 'three requests, one a second' },
        { line: 'ping -c 1 -W 2 127.53.99.53', what: 'give up after two seconds' },
        { line: 'ping -n -c 1 127.53.0.53', what: 'ask nobody for names' },
      ],
      manual: PING_MANUAL,
      endsItself: true,
    },
  ],
  [
    'ss',
    {
      tool: ss,
      summary: 'see which sockets are open on this machine, and whose they are',
      usage: 'ss [-t] [-u] [-l|-a] [-n] [-p] [-4|-6] [-s] [-H] [filter]',
      options: ['-4', '-6', '-a', '-H', '-h', '-l', '-n', '-p', '-s', '-t', '-u', '-V'],
      words: ['dport', 'dst', 'sport', 'src', 'state'],
      examples: [
        {
          line: 'ss -ulpn',
          what: 'who listens for datagrams, with numbers for names (root sees every process)',
        },
        { line: 'ss -tan', what: 'all streams and who listens for them' },
        { line: "ss -tuln 'sport = :53'", what: 'what listens at port 53' },
      ],
      manual: SS_MANUAL,
    },
  ],
  [
    'ip',
    {
      tool: ip,
      summary: 'see the addresses, links and routes of this machine',
      usage: 'ip [-4|-6] [-br] [-o] address|link|route [show] [[dev] name]',
      options: ['-4', '-6', '-br', '-o', '-V'],
      words: ['address', 'link', 'neighbour', 'route'],
      examples: [
        { line: 'ip -br address', what: 'every link and its addresses, a line each' },
        { line: 'ip route', what: 'which way packets go' },
        {
          line: 'ip route get 127.53.0.53',
          what: 'which way, and from which address, packets to one machine go',
        },
      ],
      manual: IP_MANUAL,
    },
  ],
  [
    'ps',
    {
      tool: ps,
      summary: 'see what runs on this machine',
      usage: 'ps [aux] [-ef] [-p pid] [-C name] [-u user] [-o fields]',
      options: ['-A', '-C', '-e', '-f', '-o', '-p', '-u'],
      words: ['aux'],
      examples: [
        { line: 'ps aux', what: 'everything that runs, with who runs it' },
        {
          line: 'ps -C named -o pid,user,etime,args',
          what: 'the name server: number, user, for how long, with which words',
        },
      ],
      manual: PS_MANUAL,
    },
  ],
  [
    'kill',
    {
      tool: kill,
      summary: 'send a signal to a process',
      usage: 'kill [-signal] pid ...',
      options: ['-HUP', '-INT', '-KILL', '-TERM', '-l', '-s'],
      examples: [
        { line: 'kill -HUP 655', what: 'have process 655 (named, say) read its files anew' },
        { line: 'kill -l', what: 'list the signals' },
      ],
      manual: KILL_MANUAL,
    },
  ],
  [
    'pkill',
    {
      tool: pkill,
      summary: 'send a signal to processes by their name',
      usage: 'pkill [-signal] [-x] [-f] [-u user] pattern',
      options: ['-e', '-f', '-HUP', '-i', '-KILL', '-TERM', '-u', '-x'],
      examples: [{ line: 'sudo pkill -HUP -x named', what: 'have the name server read its files anew' }],
      manual: KILL_MANUAL,
    },
  ],
  [
    'pgrep',
    {
      tool: pgrep,
      summary: 'find processes by their name',
      usage: 'pgrep [-a] [-l] [-x] [-f] [-u user] pattern',
      options: ['-a', '-c', '-f', '-i', '-l', '-u', '-x'],
      examples: [{ line: 'pgrep -a named', what: 'the number of the name server, and its command line' }],
      manual: KILL_MANUAL,
    },
  ],
  [
    'id',
    {
      tool: id,
      summary: 'who you are, and in which groups',
      usage: 'id [-u|-g|-G] [-n] [user]',
      options: ['-G', '-g', '-n', '-u'],
      examples: [
        { line: 'id', what: 'your user and groups, names and numbers' },
        { line: 'id bind', what: 'those of the user that the name server runs as' },
      ],
    },
  ],
  [
    'hostname',
    {
      tool: hostname,
      summary: 'the name of this machine, and its addresses',
      usage: 'hostname [-f|-s|-d|-I|-i]',
      options: ['-d', '-f', '-I', '-i', '-s'],
      examples: [
        { line: 'hostname -f', what: 'the whole name, as the machine’s own resolver finds it' },
        { line: 'hostname -I', what: 'all its addresses' },
      ],
    },
  ],
  [
    'uptime',
    {
      tool: uptime,
      summary: 'since when this machine runs',
      usage: 'uptime [-p|-s]',
      options: ['-p', '-s'],
      examples: [{ line: 'uptime -p', what: 'in words: up 2 days, 3 hours' }],
    },
  ],
];
