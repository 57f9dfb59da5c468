/** delv as the lab's shell offers it. */
import type { ToolEntry } from '../shell/command.ts';
import { PLUS_WORDS, delv } from '../tools/delv/delv.ts';

const MANUAL = `delv looks up a name as a caching server does, and tells how far each answer is to be believed. It asks
the servers of /etc/resolv.conf, or the one behind @, for the name with its DNSSEC records; behind an
alias it asks again, for the name that the alias leads to.

It is made to validate: to check each signature with the keys of the zone, those with the zone above,
and so up to a key of the root that it knows. This delv cannot do that yet. It says so, and calls
nothing "fully validated". With -i it is not asked to, and with +noroot neither: then it prints what
BIND's delv prints.

  @SERVER    ask this server
  -i         no validation, and no signatures in the answer
  -t TYPE    one type: mx, ns, dnskey, any … (a word behind the name does it too)
  -q NAME    the name, if it looks like a type
  -x ADDR    the name of an address
  -p PORT, -b ADDRESS#PORT, -4, -6
  +rtrace    each question that it asks
  +mtrace    each response, as it came
  +vtrace    each name that would have to be validated
  +short     the data only
  +yaml      for programs
  +multiline long records on several lines
  +cd        ask the server not to validate either
  +noroot    no validation, but the signatures are shown
  -a FILE    keys to trust, as trust-anchors { … }; in named.conf's way of writing

How far an answer is believed, in a line in front of it:
  answer not validated     from somebody's cache, not checked
  unsigned answer          there is no key above the name to check it with (-a, +root=NAME)
  authoritative            from the zone's own server, not checked
  negative response        that there is nothing is an answer too: \\-AAAA ;-$NXRRSET is a name without
                           that type, \\-ANY ;-$NXDOMAIN a name that does not exist; below it what proves it

  $ delv -i +rtrace webmail.tiscali.co.uk
  $ delv +noroot +multiline tiscali.co.uk SOA

Exit status: 0, whatever it found; 1 for words that it cannot read.`;

export const DELV: ToolEntry = {
  tool: delv,
  summary: 'look up a name, and see how far the answer is to be believed',
  usage: 'delv [@server] [-i] [name] [type] [+option …]',
  options: [...PLUS_WORDS, ...[...'46abcdhimpqtvx'].map((letter) => `-${letter}`)],
  arguments: 'names',
  examples: [
    { line: 'delv -i www.tiscali.co.uk', what: 'a name, without validation' },
    { line: 'delv -i +rtrace webmail.tiscali.co.uk', what: 'each question that it asks on the way' },
    { line: 'delv -i +mtrace www.tiscali.co.uk', what: 'each response as it came' },
    { line: 'delv -i nothing.tiscali.co.uk', what: 'how a cache keeps that there is nothing' },
    {
      line: 'delv -i @ns0.tiscali.co.uk www.tiscali.co.uk',
      what: 'ask the zone’s own server: authoritative',
    },
  ],
  manual: MANUAL,
};
