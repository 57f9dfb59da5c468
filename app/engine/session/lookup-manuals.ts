/** What `man host` and `man nslookup` say. */
export const HOST_MANUAL = `host asks a name server and tells what it heard in sentences. It asks the servers of
/etc/resolv.conf, or the one that is named behind the name.

Without -t it asks three times: for A, AAAA and MX. Behind an alias the second and third
question are about the name that the alias leads to. An address is turned into its name
under in-addr.arpa or ip6.arpa, and PTR is asked for.

  -t TYPE   one type: mx, ns, soa, txt, any, axfr …
  -a        everything of a name (-v -t any)
  -C        the SOA record from each name server of the zone: do they agree?
  -l        all addresses of a zone, by zone transfer; with -t TYPE, that type
  -r        asks without recursion: what does this server know itself?
  -v        the whole message, with TTLs and sections
  -T, -U    over TCP, over UDP
  -W, -R    seconds to wait, tries
  -p        another port
  -N        how many dots make a name complete, without the search list
  -s        a SERVFAIL is an answer; otherwise the next server is asked

It hides more than dig: no TTL, no flags, no authority section, and from an answer of the cache
it does not tell one of the zone's own server. A name without the type that was asked for
gives "has no … record", or nothing at all if no type was named.

  $ host smtp.tiscali.co.uk
  smtp.tiscali.co.uk has address 127.53.9.25

  Host … not found: 3(NXDOMAIN)    there is no such name
  Host … not found: 2(SERVFAIL)    the server could not find out
  Host … not found: 5(REFUSED)     the server will not say

Exit status: 0 an answer, 1 none.`;

export const NSLOOKUP_MANUAL = `nslookup asks a name server about names, one given on the command line or many at its prompt.
Behind a name, or a dash, stands the server to ask, else those of /etc/resolv.conf are asked.

At the prompt:
  NAME              looks it up: A and then AAAA, or the type that was set
  ADDRESS           looks up its name
  server NAME       asks that server from now on
  set type=TYPE     mx, ns, soa, txt, any … (on the command line: -type=TYPE)
  set debug         shows each answer section by section; set nodebug ends it
  set norecurse     asks without recursion
  set vc            asks over TCP
  set domain=NAME   the search list; set nosearch leaves it out
  set timeout=N, set retry=N, set port=N, set class=C, set ndots=N
  set all           shows how things are set
  exit              or Ctrl-D

"Non-authoritative answer" means that the server has no such zone of its own: it is a cache
that answers. nslookup tells no TTL without debug, and a name that has no address says only
"Can't find …: No answer".

  $ nslookup -type=mx tiscali.co.uk
  $ nslookup
  > set type=soa
  > tiscali.co.uk

Exit status: 0 if all questions had an answer, 1 if one had none.`;
