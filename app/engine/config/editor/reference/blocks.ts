/** The blocks of the top level, and what stands in those that are small. */
import { entries, type ReferenceEntries } from './entry.ts';

export const BLOCKS: ReferenceEntries = entries({
  // Configuration File (named.conf).
  include: [
    'Reads another file as if its text stood here. A relative path counts from `directory`. Keys are often kept apart this way, with rights of their own.',
  ],
  options: [
    'What holds for the whole server, and for views and zones that say nothing else. It stands once.',
  ],
  lwres: ['The lightweight resolver’s server.', '', 'gone since 9.12'],
  // Acl.
  acl: [
    'Gives a list of addresses, networks and keys a name, to be used wherever such a list may stand. `any`, `none`, `localhost` and `localnets` are there already. The first element that matches decides.',
  ],
  // Controls.
  controls: [
    'Where `rndc` may come in. Without it: 127.0.0.1 and ::1, port 953, with the key of rndc.key. `controls { };` shuts the door.',
    'inet 127.0.0.1 and ::1',
  ],
  'controls/inet': [
    'A TCP address for `rndc`, who may connect to it (`allow`), and with which keys. `read-only yes` lets only commands through that change nothing.',
    'port 953',
  ],
  'controls/unix': [
    'A UNIX socket for `rndc`. named 9 has never listened on one, and 9.18 takes it for an error.',
  ],
  // Key.
  key: [
    'A shared secret for TSIG (RFC 8945) and `rndc`, by name. Both sides need the same name, algorithm and secret. `tsig-keygen` makes one.',
  ],
  'key/algorithm': ['The HMAC: hmac-sha256 is usual; hmac-md5 and hmac-sha1 are only for old partners.'],
  'key/secret': ['The secret itself, in base64. Whoever can read the file has it.'],
  // Logging.
  logging: [
    'Which messages go where: `channel`s are places, `category`s are subjects. Messages of a category with no line of its own follow `default`.',
    'category default { default_syslog; default_debug; }',
  ],
  'logging/channel': [
    'A place for messages, by name: a file, syslog, standard error, or nowhere. Say also from which severity on.',
  ],
  'logging/category': [
    'Sends one subject’s messages to channels: `queries`, `security`, `resolver`, `lame-servers`, `xfer-in`, … A category with a line of its own no longer goes to `default`.',
  ],
  // The channel Phrase.
  'channel/file': [
    'Messages go to this file. `versions` old ones are kept when it has grown to `size`; without `versions`, nothing more is written at that size. `suffix` says how old ones are named.',
    'size unlimited, suffix increment',
  ],
  'channel/syslog': ['Messages go to the system’s log, with this facility.', 'daemon'],
  'channel/null': ['Messages are thrown away.'],
  'channel/stderr': ['Messages go to standard error: seen with `named -g`.'],
  'channel/severity': [
    'The least that is told: critical, error, warning, notice, info, `debug N`; `dynamic` follows the server’s debug level (`rndc trace`).',
    'info',
  ],
  'channel/print-time': ['Puts the time before each line: local, iso8601, or iso8601-utc.', 'no'],
  'channel/print-severity': ['Puts the severity before each message.', 'no'],
  'channel/print-category': ['Puts the category before each message.', 'no'],
  'channel/buffered': [
    'Gathers lines before writing them: quicker, but the last ones may be missing after a crash.',
    'no',
  ],
  // Primaries.
  primaries: [
    'A named list of servers, with ports and keys: zones name it instead of repeating it.',
    '',
    '9.16.12',
  ],
  masters: ['The old word for `primaries`; it still counts.'],
  // Parental-agents.
  'parental-agents': [
    'Servers that are asked whether the parent zone has the new DS records, while a key is rolled (`dnssec-policy`). In a zone: its list; on the top level: a list by name.',
    '',
    '9.16.19',
  ],
  // Server.
  server: [
    'What is particular to one other server, or to all in a network: its faults, its keys, how it is spoken to. The longest matching prefix counts.',
  ],
  'server/bogus': ['This server is never asked: for one that gives wrong data.', 'no'],
  'server/edns': ['Whether EDNS is spoken to it at all. `no` only for a server that cannot bear it.', 'yes'],
  'server/edns-udp-size': ['The UDP size that we offer this server (EDNS).', '1232'],
  'server/edns-version': ['The highest EDNS version used to it. So far there is only 0.'],
  'server/keys': ['The key by which questions and transfers to it are signed (TSIG): one.'],
  'server/max-udp-size': ['The longest UDP response sent to it.', '1232'],
  'server/padding': [
    'Pads questions to it that go over TCP or TLS to a multiple of so many octets (RFC 7830), at most 512.',
    '0',
    '9.12',
  ],
  'server/request-sit': ['An early name of `send-cookie`.', '', 'gone since 9.11'],
  'server/support-ixfr': ['The old word for `provide-ixfr` and `request-ixfr`.', '', 'gone'],
  'server/tcp-keepalive': [
    'Sends the EDNS option for longer TCP connections (RFC 7828) to it.',
    'no',
    '9.12',
  ],
  'server/tcp-only': ['It is asked over TCP alone.', 'no', '9.11'],
  'server/transfers': ['At most so many zones are fetched from it at a time.', 'transfers-per-ns'],
  // Statistics-channels.
  'statistics-channels': [
    'Where a browser or a monitor gets the server’s statistics, over HTTP as XML or JSON. Without it: nowhere.',
  ],
  'statistics-channels/inet': ['An address and port for the statistics, and who may have them.', 'port 80'],
  // Tls.
  tls: [
    'Certificates and settings for DNS over TLS and HTTPS, by name. `ephemeral` and `none` are there already.',
    '',
    '9.18',
  ],
  'tls/key-file': ['The private key that belongs to `cert-file`.'],
  'tls/cert-file': ['This side’s certificate, and those above it.'],
  'tls/ca-file': [
    'The authorities by which the other side’s certificate is checked. Where the server listens, clients must then show one.',
    '',
    '9.18.3',
  ],
  'tls/remote-hostname': [
    'The name that the certificate of the server we connect to must carry. Without `ca-file` the system’s authorities count.',
    '',
    '9.18.3',
  ],
  'tls/dhparam-file': ['Diffie-Hellman parameters, for TLS 1.2 ciphers that need them.'],
  'tls/protocols': ['Which TLS versions are spoken: "TLSv1.2", "TLSv1.3".'],
  'tls/ciphers': ['Ciphers of TLS 1.2, in OpenSSL’s words.'],
  'tls/prefer-server-ciphers': ['Whether the server’s order of ciphers counts, not the client’s.'],
  'tls/session-tickets': ['Whether TLS sessions may be taken up again by tickets. `no` forgets more surely.'],
  // Http.
  http: ['Paths and limits for DNS over HTTPS (RFC 8484), by name. `default` is there already.', '', '9.18'],
  'http/endpoints': ['The paths at which questions are taken.', '"/dns-query"'],
  'http/listener-clients': [
    'At most so many connections at a time at one listening address. 0: any number.',
    '300',
  ],
  'http/streams-per-connection': [
    'At most so many questions at a time within one connection (HTTP/2 streams). 0: any number.',
    '100',
  ],
  // Trust-anchors.
  'trust-anchors': [
    'Keys or digests of zones (the root, as a rule) at which validation begins. `initial-` ones are kept up to date as RFC 5011 says, `static-` ones stay as they are. The root’s are built in.',
    'the root’s, with dnssec-validation auto',
    '9.16',
  ],
  'managed-keys': ['The old word for `trust-anchors` with `initial-key`.'],
  'trusted-keys': ['The old word for `trust-anchors` with `static-key`: keys that nobody keeps up to date.'],
  // Dnssec-policy.
  'dnssec-policy': [
    'How zones are signed: keys, their lifetimes, signatures. On the top level: a policy by name; in a zone: which one holds. `default`, `insecure` and `none` are there already.',
    'none',
    '9.16',
  ],
  'dnssec-policy/dnskey-ttl': ['The TTL of the DNSKEY records.', '1h'],
  'dnssec-policy/keys': [
    'Which keys a zone has: role (csk, ksk, zsk), lifetime, algorithm, length.',
    'one csk, unlimited, ecdsap256sha256',
  ],
  'dnssec-policy/max-zone-ttl': [
    'The longest TTL that the zone may have: how long an old signature may still be in caches goes by it.',
    '24h',
  ],
  'dnssec-policy/nsec3param': [
    'Uses NSEC3 instead of NSEC (RFC 5155). RFC 9276: 0 iterations and no salt.',
    'NSEC',
  ],
  'dnssec-policy/parent-ds-ttl': ['The TTL of the DS records at the parent.', '1d'],
  'dnssec-policy/parent-propagation-delay': [
    'How long the parent’s secondaries take to have a change.',
    '1h',
  ],
  'dnssec-policy/parent-registration-delay': [
    'How long the parent takes to put in a DS. Not looked at any more.',
  ],
  'dnssec-policy/publish-safety': ['So much longer than needed a new key is shown before it is used.', '1h'],
  'dnssec-policy/purge-keys': [
    'Files of keys are deleted so long after the key has left the zone. 0: never.',
    '90d',
  ],
  'dnssec-policy/retire-safety': [
    'So much longer than needed an old key stays after it was last used.',
    '1h',
  ],
  'dnssec-policy/signatures-jitter': [
    'By up to so much the ends of signatures are spread, so that not all fall due at once.',
    '12h',
    '9.18.27',
  ],
  'dnssec-policy/signatures-refresh': ['Signatures are made anew so long before they end.', '5d'],
  'dnssec-policy/signatures-validity': ['How long a signature holds.', '14d'],
  'dnssec-policy/signatures-validity-dnskey': ['How long the signatures of DNSKEY records hold.', '14d'],
  'dnssec-policy/zone-propagation-delay': [
    'How long all secondaries take to have a change of the zone.',
    '5m',
  ],
  // View.
  view: [
    'A server of its own for some of the clients: with zones, a cache and rules. The first view that fits a query answers it. Where there is a view, all zones must stand in views.',
  ],
  'match-clients': ['Which clients, by address or TSIG key, this view answers.', 'any'],
  'match-destinations': ['The server’s addresses at which a query must have come in for this view.', 'any'],
  'match-recursive-only': ['The view takes only queries that ask for recursion (RD).', 'no'],
  // Zone.
  zone: ['A zone that the server has, or where it is to ask about it: name, type, and mostly a file.'],
  // Plugin.
  plugin: [
    'Loads a library that has a hand in answering (filter-aaaa.so, for one), with its parameters.',
    '',
    '9.14',
  ],
  // Dynamically Loadable Zones (DLZ).
  dlz: [
    'Takes zones out of a database by a driver. On the top level: a database by name; in a zone: which one has it.',
  ],
  'dlz/database': ['The driver, and what it is told.'],
  'dlz/search': [
    'Whether the database is searched for every name, or only for zones that name it.',
    'yes',
    '9.10',
  ],
  // Dynamic Database (DynDB).
  dyndb: ['Loads a driver that gives whole zones out of a database.', '', '9.11'],
});
