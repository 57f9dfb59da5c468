/** check-delegation as the lab's shell offers it. */
import type { ToolEntry } from '../shell/command.ts';
import { checkDelegation } from '../tools/check-delegation/check-delegation.ts';

const MANUAL = `check-delegation walks from the root servers down to NAME, as you would by hand, and at each zone cut
asks every server at every address: does it answer, does it speak for the zone (aa), which version
has it (serial), the same NS set as the zone above, the same addresses as the glue, also over TCP,
the same records of NAME. At the end it says what is wrong, each with the RFC that says so.

  check-delegation www.tiscali.co.uk
  check-delegation -t MX tiscali.co.uk
  check-delegation -o report.svg sbs-music.com

Options:
  -t TYPE        compare these records of NAME (default: A)
  -o FILE.svg, --svg FILE   also draw it
  --json         the same for programs
  -r ADDRESS     begin at this root server; may be given again
  -p PORT        where all servers listen (default: 53)

How to read a matrix:
  X           this server does not do what it should; "answers" says what it does
  NS          = named by the delegation and by the zone itself
              < only the delegation names it
              > only the zone itself does
  glue        = the address is that of its own zone
              ! it is not
              ? its zone was not reached
  net, data   the same letter is the same network (/24, /48), the same records

What it cannot see:
  It asks from where you are, now, from an ordinary source port. A firewall that drops answers to
  other ports, or other senders, shows nothing here (dig -b ADDRESS#PORT does).
  Many machines may stand behind one address (anycast, load balancing): another one may answer you
  next time. Two addresses in two networks may still be one machine, or one building.
  A server with views may tell others something else than you.
  What caches still hold is not asked: resolvers may use an old delegation until its TTL runs out.
  It does not validate signatures, and says nothing of the resolvers of your users.
  Servers that also serve the zone above hide what the delegation itself says.
  Where no way leads from here (IPv6 addresses in a network without), nothing is asked.

Exit status: 0 nothing found (remarks do not count), 1 findings, 2 wrong usage, 8 the picture could
not be written, 9 no server was reached.`;

export const CHECK_DELEGATION: ToolEntry = {
  tool: checkDelegation,
  summary: 'check every server of a domain, from the root on',
  usage: 'check-delegation [-t type] [-p port] [-r address] [--json] [-o file.svg] name',
  options: ['-t', '-p', '-r', '-o', '--svg', '--json'],
  arguments: 'names',
  examples: [
    { line: 'check-delegation www.tiscali.co.uk', what: 'the walk from the root, every server asked' },
    { line: 'check-delegation -t MX tiscali.co.uk', what: 'compare other records than addresses' },
    { line: 'check-delegation -o report.svg sbs-music.com', what: 'a picture of it too' },
  ],
  manual: MANUAL,
};
