/** Zones: what they are, how they are loaded, checked, transferred and changed. */
import { section, type ReferenceEntries } from './entry.ts';

export const ZONES: ReferenceEntries = {
  ...section('Zone Types', {
    'zone/type': [
      'Whence its data come. primary: has them; secondary: fetches it from a primary; hint: where the root servers are; forward: names are asked of `forwarders`; stub and static-stub: its servers are known; mirror: a secondary that validates; redirect: answers instead of NXDOMAIN.',
    ],
    'zone/in-view': [
      'The zone is that of the same name in another view: no copy, no own settings.',
      '',
      '9.10',
    ],
  }),
  ...section('Zone Options', {
    'zone/file': ['The zone’s file, from `directory` on. A secondary writes what it fetched here.'],
    'zone/database': ['How the data is kept; other than the default only for drivers.', 'rbt'],
    'zone/dlz': ['The zone is in this database (see `dlz` on the top level).', '', '9.10'],
    'zone/journal': ['The file of changes by update or transfer.', 'the zone’s file and .jnl'],
    'zone/primaries': [
      'From which servers a secondary fetches the zone; a list’s name or addresses, with keys.',
    ],
    'zone/masters': ['The old word for `primaries`.'],
    'zone/parental-agents': [
      'The servers that are asked whether the parent has the new DS records.',
      '',
      '9.18',
    ],
    'zone/server-addresses': ['The addresses of a static-stub zone’s servers.', '', '9.8'],
    'zone/server-names': ['The names of a static-stub zone’s servers; outside of the zone.', '', '9.8'],
    'zone/check-names': [
      'What to do about owner names that no host can have: fail, warn or ignore.',
      'primary: fail, secondary: warn',
    ],
    'zone/inline-signing': [
      'Keeps the signed zone apart from its file, which stays as you wrote it.',
      'no',
      '9.9',
    ],
    'zone/ixfr-from-differences': [
      'Finds out what changed in a new version of the zone, so that secondaries need fetch only that.',
      'no',
    ],
    'zone/pubkey': ['A zone’s public key.', '', 'gone: nothing since 9.0'],
    'zone/ixfr-base': ['The file of changes, in BIND 8.', '', 'gone: nothing since 9.0'],
    'zone/ixfr-tmp-file': ['A working file, in BIND 8.', '', 'gone: nothing since 9.0'],
    'zone-statistics': ['How much is counted for each zone: full, terse, none.', 'terse'],
    'max-records': ['A zone with more records is not loaded. 0: any number.', '0', '9.11'],
    'max-records-per-type': [
      'At most so many records in one RRset, in a zone or in the cache. 0: any number.',
      '100',
      '9.18.28',
    ],
    'max-types-per-name': [
      'At most so many types at one name, in a zone or in the cache. 0: any number.',
      '100',
      '9.18.28',
    ],
    'max-zone-ttl': [
      'A zone with a longer TTL is not loaded. With `dnssec-policy`, say it there.',
      'unlimited',
      '9.11',
    ],
    'masterfile-format': [
      'Whether zone files are text or raw. Raw loads quicker, and only tools can read it.',
      'text; raw in secondaries',
    ],
    'masterfile-style': [
      'How zone files are written: relative is easy to read, full has every name whole on its line.',
      'relative',
      '9.11',
    ],
    'max-journal-size': ['Octets of the file of changes; older ones are left out.', 'default'],
    'zero-no-soa-ttl': ['A negative answer about a SOA has TTL 0.', 'yes'],
    'zero-no-soa-ttl-cache': ['The same for such answers from the cache.', 'no'],
    'maintain-ixfr-base': ['Kept a file of changes, in BIND 8.', '', 'gone: nothing since 9.0'],
    'max-ixfr-log-size': ['The size of that file.', '', 'gone: nothing since 9.0'],
  }),
  ...section('Dynamic Update Policies', {
    'zone/update-policy': [
      'Who may change what in the zone by dynamic update: `grant KEY RULE NAME TYPES`. `local` lets `nsupdate -l` on this machine. Not beside `allow-update`.',
    ],
    'serial-update-method': [
      'What becomes of the serial with an update: one more, the date, or seconds since 1970.',
      'increment',
      '9.9',
    ],
    'dnssec-update-mode': ['Whether a dynamic, signed zone is signed anew by itself.', 'maintain', '9.9'],
  }),
  ...section('Boolean Options', {
    notify: [
      'Tells the secondaries when a zone has changed (RFC 1996): those of its NS records, or only those of `also-notify` (explicit).',
      'yes',
    ],
    'notify-to-soa': ['Tells also the server that the SOA names as primary.', 'no'],
    'multi-master': ['With several primaries of unlike serials, says nothing when one is behind.', 'no'],
    'check-dup-records': [
      'What to do about records that are the same for DNSSEC: fail, warn or ignore.',
      'warn',
    ],
    'check-integrity': [
      'Looks whether names in NS, MX and SRV records have addresses, and delegations glue.',
      'yes',
    ],
    'check-mx': ['What to do about an MX that is an address, not a name.', 'warn'],
    'check-mx-cname': ['What to do about an MX that leads to an alias (RFC 2181 §10.3).', 'warn'],
    'check-srv-cname': ['What to do about an SRV that leads to an alias.', 'warn'],
    'check-sibling': ['Looks for sibling glue too.', 'yes'],
    'check-spf': ['Says when there is an SPF record and no TXT record like it (RFC 7208).', 'warn'],
    'check-wildcard': ['Warns of a `*` within a name, which does not work as a wildcard (RFC 4592).', 'yes'],
    'check-names': [
      'What to do about names that no host can have, in primaries, secondaries, and in answers of others (response).',
      'primary fail, secondary warn, response ignore',
    ],
    'provide-ixfr': [
      'Gives only what has changed to who asks for that (IXFR, RFC 1995); else the whole zone.',
      'yes',
    ],
    'request-ixfr': ['Asks its primaries only for what has changed.', 'yes'],
    'request-expire': [
      'Asks its primaries how long the zone is good (EDNS EXPIRE, RFC 7314).',
      'yes',
      '9.11',
    ],
    'ixfr-from-differences': [
      'Finds out what changed in new versions of zones, so that secondaries need fetch only that.',
      'no',
    ],
    'try-tcp-refresh': ['Tries TCP when a primary does not answer over UDP whether there is news.', 'yes'],
    dialup: ['Gathers all upkeep of zones into a short time, for lines that cost by the minute.', 'no'],
    'flush-zones-on-shutdown': ['Writes changed zones to their files when the server stops.', 'no'],
    'allow-new-zones': [
      'Whether `rndc addzone` and `delzone` may add and remove zones at run time.',
      'no',
      '9.7',
    ],
    'new-zones-directory': ['Where the zones that rndc added are written down.', 'directory', '9.12'],
    'lmdb-mapsize': ['The room for the database of such zones.', '32M', '9.12'],
    'catalog-zones': [
      'A zone that lists other zones: a secondary takes them up and drops them by itself (RFC 9432).',
      '',
      '9.11',
    ],
    'suppress-initial-notify': ['Was to hold back the first NOTIFY. Never built.'],
    'use-ixfr': ['The old word for `provide-ixfr`.', '', 'gone'],
  }),
  ...section('Zone Transfers', {
    'also-notify': ['Servers that are told of a change, beside those of the zone’s NS records.'],
    'notify-source': ['The IPv4 address from which NOTIFY goes out.', '*'],
    'notify-source-v6': ['The IPv6 address from which NOTIFY goes out.', '*'],
    'notify-delay': ['Seconds between two NOTIFYs of one zone.', '5'],
    'notify-rate': ['At most so many NOTIFYs a second.', '20', '9.9'],
    'startup-notify-rate': ['At most so many NOTIFYs a second after a start.', '20', '9.9'],
    'serial-query-rate': [
      'At most so many questions a second for a zone’s SOA: whether there is news.',
      '20',
    ],
    'transfer-source': [
      'The IPv4 address from which zones are fetched and updates passed on. A firewall may insist.',
      '*',
    ],
    'transfer-source-v6': ['The IPv6 address from which zones are fetched.', '*'],
    'alt-transfer-source': ['A second IPv4 address, for when the first does not do.', '*'],
    'alt-transfer-source-v6': ['A second IPv6 address, for when the first does not do.', '*'],
    'use-alt-transfer-source': ['Whether the second addresses are used.'],
    'parental-source': ['The IPv4 address from which parental agents are asked.', '*', '9.18'],
    'parental-source-v6': ['The IPv6 address from which parental agents are asked.', '*', '9.18'],
    'transfer-format': [
      'How many records go into one message of a transfer. One each only for servers from before 1997.',
      'many-answers',
    ],
    'transfer-message-size': ['About so many octets go into one message of a transfer.', '20480', '9.11'],
    'transfers-in': ['At most so many zones are fetched at a time.', '10'],
    'transfers-out': ['At most so many zones are given at a time.', '10'],
    'transfers-per-ns': ['At most so many zones are fetched from one server at a time.', '2'],
    'max-transfer-time-in': ['A zone that takes more minutes to come is given up.', '120'],
    'max-transfer-idle-in': ['So many minutes without news end an incoming transfer.', '60'],
    'max-transfer-time-out': ['A zone that takes more minutes to go is given up.', '120'],
    'max-transfer-idle-out': ['So many minutes without news end an outgoing transfer.', '60'],
    'max-ixfr-ratio': [
      'Changes that are longer than so much of the zone are sent as the whole zone.',
      '100%',
      '9.16',
    ],
    'max-refresh-time': [
      'No zone waits longer (seconds) before it asks for news, whatever its SOA says.',
      '2419200',
    ],
    'min-refresh-time': ['A zone waits at least so long (seconds) before it asks for news.', '300'],
    'max-retry-time': ['No zone waits longer (seconds) after a failed look for news.', '1209600'],
    'min-retry-time': ['A zone waits at least so long (seconds) after a failed look for news.', '500'],
  }),
  ...section('Built-in Empty Zones', {
    'disable-empty-zone': [
      'This one of the empty zones is left out: for an inner network’s reverse zone, say.',
    ],
    'empty-server': ['The server in the SOA of the empty zones.', 'the zone’s own name'],
    'empty-contact': ['The contact in the SOA of the empty zones.', '.'],
  }),
  ...section('Boolean Options', {
    dns64: [
      'Makes AAAA records out of A records below this prefix, for clients with IPv6 alone behind NAT64 (RFC 6147).',
      '',
      '9.8',
    ],
    'dns64/break-dnssec': ['Does so also for who asks for DNSSEC, and could then not validate.', 'no'],
    'dns64/clients': ['For which clients.', 'any'],
    'dns64/exclude': [
      'AAAA records with these addresses count as if they were not there.',
      '::ffff:0.0.0.0/96',
    ],
    'dns64/mapped': ['Only A records with these addresses are mapped.', 'any'],
    'dns64/recursive-only': ['Only for queries that ask for recursion.', 'no'],
    'dns64/suffix': ['The bits behind the IPv4 address.', '::'],
    'dns64-server': ['The server in the SOA of the reverse zones of dns64.', 'the zone’s own name', '9.8'],
    'dns64-contact': ['The contact in the SOA of the reverse zones of dns64.', '.', '9.8'],
  }),
};
