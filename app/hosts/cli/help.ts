import { homeFolder, manifestOf } from './home.ts';

export const HELP = `rootwalk: a lab for learning DNS

  rootwalk start [--no-open] [--port N]     open the lab, as npm start does
  rootwalk dig [words]                      dig over this machine's own network; words and output as BIND's
  rootwalk host [words]                     host over this machine's own network, and so
  rootwalk nslookup [words]                 nslookup, at its prompt too
  rootwalk delv [words]                     delv over this machine's own network; it does not validate yet
  rootwalk named -g -c named.conf [-p port] a name server on this machine, from a named.conf
  rootwalk named-checkconf [words] [file]   checks a named.conf; words as BIND's
  rootwalk named-checkzone [words] zone file  checks a zone file; named-compilezone also writes it
  rootwalk rndc [words]                     control of a running named, ours or BIND's; words as BIND's
  rootwalk dump [words] FILE                reads a named_dump.db or Unbound's: filter, export; --diff of two
  rootwalk check-delegation [words] name    every server of a domain, from the root on; -o FILE.svg draws it
  rootwalk exec [--own] -- COMMAND [words]  a real program inside the lab Internet (Linux): dig +trace, bash, tcpdump
  rootwalk tcpdump -r file [words]          shows a capture file; filters and lines as tcpdump's
  rootwalk labs check [--seed S] [path …]   play labs by machine: checks fail before a solution and hold after it
  rootwalk version
  rootwalk help
`;

export function version(): string {
  const home = homeFolder();
  return String((home === null ? null : manifestOf(home)?.['version']) ?? 'unknown');
}
