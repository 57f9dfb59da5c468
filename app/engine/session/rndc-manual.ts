/** What `man rndc` says. */
export const RNDC_MANUAL = `rndc sends one command to a running name server, over TCP to port 953, signed with the key of
/etc/bind/rndc.key. The server listens there on its own machine only, 127.0.0.1: use the
terminal of the machine where it runs. On another machine there is no key, and who brings one
finds the port closed.

What it knows:
  status               that it runs; since when; how many questions wait for other servers
  dumpdb               writes the cache into /var/cache/bind/named_dump.db
  dumpdb -all          also zones, failures and what is known of other servers
  stats                adds its counters to /var/cache/bind/named.stats
  recursing            writes what it is finding out now into /var/cache/bind/named.recursing

What it keeps:
  flush                forgets the whole cache: the next question starts at the root again
  flushname NAME       forgets one name; what delegates it stays
  flushtree NAME       forgets a name and all below it
  serve-stale on|off|status   whether answers that ran out may be given where nobody answers

What it does:
  querylog on|off      logs each question, into /var/log/syslog
  trace, notrace       the debug level
  reload               reads its configuration (/etc/bind/named.conf) and its zones again; the cache
                       stays. With a mistake in a file all stays as it was: the log says where
  reload ZONE          reads one zone's file again
  reconfig             reads the configuration, and the files of new zones
  stop, halt           ends it. Whoever asks it then is refused; \`service bind9 start\` brings it
                       back, with an empty cache

Exit status: 0 the server did it, 1 it refused, or was not reached. With -r its result is
printed too.`;
