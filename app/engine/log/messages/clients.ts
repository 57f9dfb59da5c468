/** What named says of those who ask it. */
import type { MessageGroup } from './message.ts';

const RRL = 'BIND ARM, rate-limit';

export const CLIENTS: readonly MessageGroup[] = [
  {
    opening: 'client',
    category: 'queries',
    severity: 'info',
    reference: 'BIND ARM, category queries',
    messages: [
      [
        "query: {name} {class} {type} {flags} ({address}){' [ECS '}{text}]",
        'A client asked this, with the network it asks for (RFC 7871). The address in brackets is where it came in.',
      ],
      [
        'query: {name} {class} {type} {flags} ({address})',
        'A client asked this. The flags say how; the address in brackets is where it came in.',
        'rndc querylog turns these lines on and off.',
      ],
      ['query: {text}', 'A client asked this.'],
      ['response: {text}', 'What was answered (responselog of newer BIND).'],
    ],
  },
  {
    opening: 'client',
    category: 'query-errors',
    severity: 'info',
    reference: 'BIND ARM, category query-errors',
    messages: [
      [
        "query failed ({'timed out'}) for {name}/{class}/{type} at {text}",
        'The client got SERVFAIL: none of the servers answered in time.',
        'See the lines in lame-servers for the same name, then ask those servers yourself.',
      ],
      [
        "query failed ({'REFUSED'}) for {name}/{class}/{type} at {text}",
        'The client got REFUSED: it may not ask this here.',
        'The line in category security says which access list.',
      ],
      [
        "query failed ({'SERVFAIL'}) for {name}/{class}/{type} at {text}",
        'The client got SERVFAIL, from the memory of a failure a moment ago, or because a lookup could not even begin.',
        'servfail-ttl says how long a failure is remembered.',
      ],
      [
        "query failed ({'zone not loaded'}) for {name}/{class}/{type} at {text}",
        'The client got SERVFAIL: the zone is configured here, but could not be loaded or has expired.',
        'See zoneload: its file has an error, or its primary cannot be reached.',
      ],
      [
        "query failed ({'failure'}) for {name}/{class}/{type} at {text}",
        'The client got SERVFAIL: every server of the zone was tried, and none gave a good answer.',
        'See the lines in lame-servers and resolver for the same name.',
      ],
      [
        "query failed ({'operation canceled'}) for {name}/{class}/{type} at {text}",
        'The client got SERVFAIL: the lookup was given up, because it waited too long or for itself.',
      ],
      [
        "query failed ({'shutting down'}) for {name}/{class}/{type} at {text}",
        'The server was being stopped while the client waited.',
      ],
      [
        "query failed ({'FORMERR'}) for {name}/{class}/{type} at {text}",
        'The client’s question could not be read.',
      ],
      [
        "query failed ({'NOTIMP'}) for {name}/{class}/{type} at {text}",
        'The client asked for something that this server does not do.',
      ],
      [
        "query failed ({'broken trust chain'}) for {name}/{class}/{type} at {text}",
        'The client got SERVFAIL: the answer could not be validated, because something above it failed.',
        'delv NAME; dig +cd NAME shows what is there unvalidated.',
      ],
      [
        "query failed ({'no valid RRSIG'}) for {name}/{class}/{type} at {text}",
        'The client got SERVFAIL: no good signature on the answer.',
        'dig +cd +dnssec NAME: are the dates of the RRSIG in order, and this machine’s clock?',
      ],
      [
        "query failed ({'no valid DS'}) for {name}/{class}/{type} at {text}",
        'The client got SERVFAIL: no key of the zone fits the DS at its parent.',
        'Compare dig DS ZONE and dig DNSKEY ZONE.',
      ],
      [
        'query failed ({result}) for {name}/{class}/{type} at {text}',
        'The client got an error, for the reason in the brackets. The end of the line is the place in BIND’s source. Where queries are not logged, only debugging shows such lines.',
        'See the lines before it for the same name.',
      ],
      ['query failed ({result}) at {text}', 'The client got an error, for the reason in the brackets.'],
      [
        'query failed ({result}) for {name}/{class}/{type}',
        'The client got an error, for the reason in the brackets.',
      ],
      [
        'rate limit drop {text} error response to {address}',
        'The client gets too many errors; this one was not sent.',
        RRL,
      ],
      [
        'rate limit slip {text} error response to {address}',
        'The client gets too many errors; this one was cut short, so that an honest client comes again over TCP.',
        RRL,
      ],
      [
        'rpz {word} rewrite {name} stop on unrecognized qresult in rpz_rewrite() failed: {result}',
        'A response policy could not be applied, because the lookup that it needs failed.',
        '',
        'debug',
      ],
    ],
  },
  {
    opening: 'client',
    category: 'security',
    severity: 'info',
    reference: 'BIND ARM, allow-query and allow-query-cache',
    messages: [
      [
        "query '{question}' denied",
        'allow-query does not let this client ask for this zone: it got REFUSED.',
        'A client of yours: add its network to the list. A stranger: as it should be.',
      ],
      [
        "query (cache) '{question}' denied ({'allow-query-cache did not match'})",
        'The client may not use the cache: it got REFUSED. Without a list of your own, only the machine’s own networks may.',
        'A client of yours: allow-recursion and allow-query-cache. A stranger: as it should be; open resolvers are abused.',
      ],
      [
        "query (cache) '{question}' denied ({'allow-recursion did not match'})",
        'The client may not have names looked up: it got REFUSED.',
        'A client of yours: allow-recursion.',
      ],
      [
        "query (cache) '{question}' denied ({result})",
        'The client may not use the cache: it got REFUSED.',
        'See allow-query-cache and allow-recursion, and the -on lists.',
      ],
      [
        "query (cache) '{question}' denied",
        'The client may not use the cache: it got REFUSED.',
        'A client of yours: allow-recursion and allow-query-cache.',
      ],
      ['query-on denied', 'The client asked at an address where allow-query-on does not let it.'],
      [
        'recursion not available ({result})',
        'The client wanted recursion, and may not have it (debugging).',
        '',
        'debug',
      ],
      ['recursion available', 'The client may have recursion (debugging).', '', 'debug'],
      ['query (cache) denied ({result})', 'The client may not use the cache.'],
    ],
  },
  {
    opening: 'client',
    category: 'security',
    severity: 'error',
    reference: 'RFC 8945 §5; BIND ARM, category security',
    messages: [
      [
        "zone transfer '{question}' denied",
        'Somebody wanted the whole zone, and allow-transfer does not let it.',
        'A secondary of yours: add its address or key to allow-transfer.',
      ],
      [
        'request has invalid signature: TSIG {key}: {text} (BADKEY)',
        'The message is signed with a key that this server does not have under that name.',
        'The same key, with the same name, must stand on both sides.',
      ],
      [
        'request has invalid signature: TSIG {key}: {text} (BADSIG)',
        'The key’s name is known, but the signature is wrong: the secrets differ, or the message was changed.',
        'Compare secret and algorithm on both sides.',
      ],
      [
        'request has invalid signature: TSIG {key}: {text} (BADTIME)',
        'The signature’s time is too far from this machine’s clock.',
        'Set both clocks (NTP).',
      ],
      [
        'request has invalid signature: TSIG {key} ({key}): {text}',
        'The signature was made by this key, and is not good.',
        'Compare secret, algorithm and clocks on both sides.',
      ],
      [
        'request has invalid signature: TSIG {key}: {text}',
        'The signature on this message is not good.',
        'Compare key name, secret, algorithm and clocks on both sides.',
      ],
      ['request has invalid signature: {result}', 'The signature on this message is not good.'],
      [
        'request has a SIG(0) signature but its support was removed (CVE-2024-1975)',
        'SIG(0) is no longer checked: it could be used to keep the server busy.',
        'Use TSIG.',
        'debug',
      ],
      [
        "update '{question}' denied",
        'Somebody wanted to change the zone, and neither allow-update nor update-policy lets it. (An error where there is such a list.)',
        'Your own DHCP server or nsupdate: give it the key. Windows clients often try; harmless.',
        'update-security info',
      ],
      [
        "update '{question}' denied due to allow-query",
        'Who may not even ask for the zone may not change it.',
        '',
        'update-security error',
      ],
      [
        "update forwarding '{question}' denied",
        'A secondary was asked to pass on a change, and allow-update-forwarding does not let it.',
        '',
        'update-security error',
      ],
      [
        'signer "{key}" {word}',
        'Whether the one who signed the change may make it.',
        '',
        'update-security info',
      ],
    ],
  },
  {
    opening: 'client',
    category: 'client',
    severity: 'warning',
    reference: 'BIND ARM, recursive-clients',
    messages: [
      [
        'no more recursive clients ({number}/{number}/{number}): {result}',
        'So many clients wait for answers that new ones are turned away (in use, soft limit, limit).',
        'rndc recursing shows what they wait for. An attack with random names, or dead servers of one zone: fetches-per-zone helps.',
      ],
      [
        'recursive-clients soft limit exceeded ({number}/{number}/{number}), aborting oldest query',
        'Many clients wait: for each new one, the one who waited longest is given up.',
        'rndc recursing shows what they wait for.',
      ],
      [
        'query iterations limit reached',
        'A chain of aliases was followed as far as max-query-restarts allows. The client gets it as far as it was followed, with SERVFAIL.',
        'The chain of CNAMEs is too long, or a circle.',
        'info',
      ],
      [
        'recursion loop detected',
        'To answer this client, its own question would have to be answered first.',
        '',
        'info',
      ],
      [
        "no matching view in class '{class}'",
        'No view serves this client or this class: it got REFUSED.',
        'See match-clients of the views.',
        'debug',
      ],
      [
        'set ede: info-code {number} extra-text {text}',
        'The answer tells why in an extended error (RFC 8914; debugging).',
        '',
        'debug',
      ],
      ['next', 'The client object is ready for its next request (debugging).'],
      [
        ';; ->>HEADER<<- opcode: {text}',
        'The message as it came, for debugging; its lines follow.',
        '',
        'debug',
      ],
      ['', 'What came follows, line by line (debugging).', '', 'debug'],
      ['endrequest', 'The request is done (debugging).'],
      [
        'dropped request: blackholed peer',
        'The client is on the list blackhole: nothing is answered.',
        '',
        'security debug',
      ],
      [
        'dropped request: suspicious port',
        'The request came from a port at which services answer whatever comes (echo, chargen): an answer could set the two talking for ever.',
        '',
        'security debug',
      ],
      [
        'dropped request: invalid message header',
        'What came is too short or no DNS message.',
        '',
        'security debug',
      ],
      [
        'dropped request: unexpected response',
        'A response came where requests belong.',
        '',
        'security debug',
      ],
      [
        'message parsing failed: {result}',
        'The request could not be read; the client gets FORMERR.',
        'Look at the packet.',
        'debug',
      ],
      [
        'error sending response: {result}',
        'The answer could not be sent: the client is gone, or there is no way back to it.',
        '“host unreachable” and the like: a firewall, or a client that gave up.',
      ],
      ['send failed: {result}', 'The answer could not be sent.', '', 'security debug'],
    ],
  },
];
