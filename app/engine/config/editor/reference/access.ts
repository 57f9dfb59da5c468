/** Who may do what, where the server listens and from where it asks. */
import { entries, type ReferenceEntries } from './entry.ts';

export const ACCESS: ReferenceEntries = entries({
  'allow-query': [
    'Who may ask at all: for the server’s zones, and as the default for the cache. A zone’s own list counts instead.',
    'any',
  ],
  'allow-query-on': ['At which of the server’s addresses its zones may be asked for.', 'any'],
  'allow-query-cache': [
    'Who gets answers out of the cache. Not given, it is allow-recursion’s list, else allow-query’s; with `recursion no`, nobody.',
    'localnets; localhost',
  ],
  'allow-query-cache-on': [
    'At which of the server’s addresses the cache is to be had. Not given, it is allow-recursion-on’s list.',
    'any',
  ],
  'allow-recursion': [
    'For whom other servers are asked. Not given, it is allow-query-cache’s list, else allow-query’s. Never `any` on the open Internet: it makes an open resolver.',
    'localnets; localhost',
  ],
  'allow-recursion-on': [
    'At which of the server’s addresses recursion is to be had. Not given, it is allow-query-cache-on’s list.',
    'any',
  ],
  'allow-transfer': [
    'Who may fetch a whole zone (AXFR, IXFR). Say it: everybody is the default. `transport tls` asks for encryption.',
    'any',
  ],
  'allow-update': [
    'Who may change the zone by dynamic update (RFC 2136). By address alone is not safe: use a key, or `update-policy`.',
    'none',
  ],
  'allow-update-forwarding': [
    'Whose updates a secondary passes on to its primary. Only `any` and `none` make sense: who may update is for the primary to say.',
    'none',
  ],
  'allow-notify': ['Who, beside its primaries, may tell a secondary that a zone has changed.', 'none'],
  blackhole: [
    'From here nothing is taken, and nobody here is asked. Queries are dropped without an answer.',
    'none',
  ],
  'keep-response-order': [
    'Clients whose questions on one TCP connection are answered in the order in which they came, not as each is ready.',
    'none',
    '9.11',
  ],
  'no-case-compress': [
    'Clients for whom names are compressed without regard to upper and lower case: for programs that want names back just as they asked for them.',
    'none',
    '9.10',
  ],
  'resolver-query-timeout': [
    'How long the server tries to find an answer: in seconds up to 300, in milliseconds above; less than 10 seconds counts as 10, more than 30 as 30.',
    '10',
  ],
  'listen-on': [
    'The IPv4 addresses and port at which queries are taken; with `tls` and `http`, encrypted ones.',
    'any',
  ],
  'listen-on-v6': ['The IPv6 addresses and port at which queries are taken.', 'any'],
  port: [
    'The UDP and TCP port, for listening and for asking others. Other than 53 only for trying things.',
    '53',
  ],
  'tls-port': ['The port of DNS over TLS.', '853', '9.18'],
  'https-port': ['The port of DNS over HTTPS.', '443', '9.18'],
  'http-port': ['The port of DNS over HTTP without encryption, behind a proxy that has it.', '80', '9.18'],
  'http-listener-clients': [
    'At most so many HTTP connections at a time at one listening address. 0: any number.',
    '300',
    '9.18',
  ],
  'http-streams-per-connection': [
    'At most so many questions at a time within one HTTP connection. 0: any number.',
    '100',
    '9.18',
  ],
  'interface-interval': [
    'How often the machine’s addresses are looked at anew, for what has come or gone.',
    '60m',
  ],
  'automatic-interface-scan': [
    'Looks at the addresses at once when the system says that they changed.',
    'yes',
    '9.10',
  ],
  reuseport: [
    'Lets the system spread queries over several sockets of one port: quicker under load. Only a restart changes it.',
    'yes',
    '9.18.2',
  ],
  'match-mapped-addresses': [
    'An IPv6 address that stands for an IPv4 one matches that in lists too. For systems of old; not advised.',
    'no',
  ],
  'query-source': [
    'From which IPv4 address other servers are asked. A port may be given too, but is deprecated: a fixed one makes forged answers easy.',
    'address *',
  ],
  'query-source-v6': ['From which IPv6 address other servers are asked.', 'address *'],
  'use-queryport-pool': ['Used a pool of ports for questions.', '', 'gone'],
  'queryport-pool-ports': ['How many ports were in the pool of ports for questions.', '', 'gone'],
  'queryport-pool-updateinterval': ['How long a pool of ports for questions was used.', '', 'gone'],
  'use-v4-udp-ports': [
    'Ports from which IPv4 questions may go out. The system’s own range is the better choice.',
    'the system’s range',
  ],
  'use-v6-udp-ports': ['Ports from which IPv6 questions may go out.', 'the system’s range'],
  'avoid-v4-udp-ports': [
    'Ports from which no IPv4 question goes out: those that a firewall blocks, say.',
    'none',
  ],
  'avoid-v6-udp-ports': ['Ports from which no IPv6 question goes out.', 'none'],
  forwarders: [
    'Servers that are asked instead of walking down from the root. In a zone: for names in it; an empty list turns forwarding off there.',
  ],
  forward: ['`first`: when no forwarder answers, the server walks itself. `only`: it gives up.', 'first'],
  'dual-stack-servers': [
    'Servers with both IPv4 and IPv6 that are asked for names which this machine cannot reach itself.',
  ],
  sortlist: [
    'Puts addresses in an order that depends on the client’s own. Mostly clients sort for themselves.',
  ],
  topology: ['Preferred servers by their networks.', '', 'gone'],
  'rrset-order': [
    'The order of records in a set: random, cyclic, none (as they came), fixed where built in.',
    'order random',
  ],
  'preferred-glue': [
    'Whether A or AAAA records come first among the glue of a response.',
    'the kind that the query came over',
  ],
});
