/** What the everyday commands of a lab machine are to the shell: ping, ip, ss, ps and their kind. */
import type { ToolEntry } from '../shell/command.ts';
import { ping } from '../tools/system/ping.ts';

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
        { line: 'ping -c 1 -W 2 ns1.silent.co.uk', what: 'give up after two seconds' },
        { line: 'ping -n -c 1 127.53.0.53', what: 'ask nobody for names' },
      ],
      manual: `ping sends ICMP echo requests to a machine and prints a line for each reply. It shows that
the machine is there and that packets get there and back. It does not show that a server runs on it: a
machine whose name server has stopped answers pings as before, and one behind a firewall may answer none
while its name server works.

A name is looked up through /etc/hosts and the caching server first, which adds packets of its own; so does
asking for the name of the address that replies. -n leaves the second out.

  -c COUNT     stop after so many replies
  -i SECONDS   between requests, 1 by default; on the lab clock, as all times here
  -W SECONDS   how long to wait for the last reply, 10 by default
  -w SECONDS   stop after so long, whatever has come
  -s OCTETS    of data in a request, 56 by default
  -q           only the summary

Exit status: 0 a reply came, 1 none came, 2 the name or the way was not found.`,
    },
  ],
];
