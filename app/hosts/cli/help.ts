import { homeFolder, manifestOf } from './home.ts';

export const HELP = `rootwalk: a lab for learning DNS

usage: rootwalk COMMAND [words]

The lab:
  start [--no-open] [--port N]   open it, as npm start does
  open FILE ...                  shows files of yours in its window: named.conf,
                                 zones, dumps, statistics, logs
  exec [--own] -- COMMAND ...    a real program inside the lab Internet (Linux):
                                 dig +trace, bash, tcpdump
  progress [--csv|--json]        what the students of this machine have done
  labs check [--seed S] [path …] play labs by machine: checks fail before a
                                 solution and hold after it
  labs new|preview|add|schema    write one of your own: labs/AUTHORS.md

On this machine's own network and files, with BIND's words and output:
  dig, host, nslookup            ask name servers
  delv                           the same; it does not validate yet
  named -g -c named.conf         a name server, from a named.conf
  rndc                           control of a running named, ours or BIND's
  named-checkconf [file]         check a named.conf
  named-checkzone zone file      check a zone file
  named-compilezone ...          and write it anew

And beside them:
  check-delegation name          every server of a domain, from the root on;
                                 -o FILE.svg draws it
  dump FILE                      read a named_dump.db or Unbound's: filter,
                                 export; --diff of two
  tcpdump -r file                show a capture file, as tcpdump does

  version, help
`;

export function version(): string {
  const home = homeFolder();
  return String((home === null ? null : manifestOf(home)?.['version']) ?? 'unknown');
}
