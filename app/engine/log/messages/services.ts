/** What named says of what it does for its clients beside answers: limits, policies, transfers, updates, old answers. */
import type { MessageGroup } from './message.ts';

const RRL = 'BIND ARM, rate-limit';

export const SERVICES: readonly MessageGroup[] = [
  {
    opening: 'client',
    category: 'rate-limit',
    severity: 'info',
    reference: RRL,
    messages: [
      [
        'rate limit slip response to {address} for {name} {class} {type}  ({text})',
        'This network asks the same too often. The answer was cut short (tc), so that an honest client comes again over TCP.',
        'Usually forged questions: this network is the victim, not the attacker.',
      ],
      [
        'rate limit drop response to {address} for {name} {class} {type}  ({text})',
        'This network asks the same too often. The answer was not sent.',
        'Usually forged questions: this network is the victim. Honest clients behind one address: exempt-clients.',
      ],
      [
        'rate limit slip {text} response to {address} for {name} {text}',
        'Too many answers of this kind to this network: this one was cut short.',
        RRL,
      ],
      [
        'rate limit drop {text} response to {address} for {name} {text}',
        'Too many answers of this kind to this network: this one was not sent.',
        RRL,
      ],
    ],
  },
  {
    category: 'rate-limit',
    severity: 'info',
    reference: RRL,
    messages: [
      [
        'limit responses to {address} for {name} {class} {type}  ({text})',
        'From now on answers to this network for this name are held back.',
        'An attack through you on that network, or a client in a loop.',
      ],
      [
        'limit {text} responses to {address} for {name} {text}',
        'From now on answers of this kind to this network are held back.',
      ],
      [
        'limit {text} responses to {address}',
        'From now on answers of this kind to this network are held back.',
      ],
      ['would limit {text}', 'Were rate-limit not log-only, these answers would be held back.'],
      ['would stop limiting {text}', 'Were rate-limit not log-only, answers would go out again.'],
      [
        '*stop limiting responses to {address} for {name} {class} {type}  ({text})',
        'Answers to this network go out again; the star says that the record of it was still in use.',
      ],
      ['*stop limiting {text} responses to {address}', 'Answers of this kind to this network go out again.'],
      ['stop limiting {text}', 'Answers go out again.'],
    ],
  },
  {
    opening: 'client',
    category: 'rpz',
    severity: 'info',
    reference: 'BIND ARM, response-policy',
    messages: [
      [
        'rpz {word} {word} rewrite {question} via {name}',
        'A response policy zone changed the answer: what triggered it, what was done, and the rule’s name at the end.',
        'Wrongly? Take the rule out, or add a rule rpz-passthru for the name.',
      ],
      ['rpz {word} {word} rewrite {question} {text}', 'A response policy zone changed the answer.'],
    ],
  },
  {
    opening: 'client',
    category: 'xfer-out',
    severity: 'info',
    reference: 'RFC 5936; BIND ARM, category xfer-out',
    messages: [
      ["transfer of '{zone}': {'AXFR'} started (serial {serial})", 'A secondary gets the whole zone.'],
      ["transfer of '{zone}': {'AXFR'} started: {text}", 'A secondary gets the whole zone.'],
      [
        "transfer of '{zone}': {'IXFR'} started (serial {serial} -> {serial})",
        'A secondary gets what changed (RFC 1995).',
      ],
      [
        "transfer of '{zone}': {'AXFR-style IXFR'} started (serial {serial})",
        'A secondary asked for what changed and gets the whole zone: the changes are not known here any more.',
        'A journal (ixfr-from-differences, dynamic zones) makes it shorter.',
      ],
      [
        "transfer of '{zone}': {text} ended{text}",
        'The transfer is done: messages, records, octets and time.',
      ],
      ["transfer of '{zone}': {text} started{text}", 'A secondary gets the zone.'],
      [
        "transfer of '{zone}': IXFR version not in journal, falling back to AXFR",
        'The secondary is so far behind that it gets the whole zone.',
      ],
      [
        "transfer of '{zone}': starting maxtime timer {number} ms",
        'How long the transfer may take (debugging).',
        '',
        'debug',
      ],
      [
        "transfer of '{zone}': IXFR poll up to date{text}",
        'The secondary has the newest version already.',
        '',
        'debug',
      ],
      [
        "transfer of '{zone}': IXFR delta response disabled due to 'provide-ixfr no;' being set",
        'The whole zone is sent, as the configuration wants it.',
        '',
        'debug',
      ],
      [
        "transfer of '{zone}': {result}",
        'The transfer broke off, for the reason at the end.',
        'See the secondary’s log for the same time.',
        'error',
      ],
      [
        "bad zone transfer request: '{question}': {'non-authoritative zone'} (NOTAUTH)",
        'Somebody asked for a whole zone that this server does not serve.',
        'A secondary of yours: is the zone’s name right there, and the zone loaded here?',
      ],
      [
        "bad zone transfer request: '{question}': {result}",
        'Somebody asked for a whole zone, and cannot have it, for the reason at the end.',
      ],
      ['bad zone transfer request: {result}', 'The request for a zone makes no sense, as told at the end.'],
      ['zone transfer setup failed', 'The transfer could not begin.', '', 'debug'],
    ],
  },
  {
    opening: 'client',
    category: 'notify',
    severity: 'info',
    reference: 'RFC 1996; BIND ARM, category notify',
    messages: [
      [
        "received notify for zone '{zone}': not authoritative",
        'Somebody says that this zone has changed, but it is not served here.',
        'A primary that has you among its servers, or in also-notify.',
        'notice',
      ],
      [
        "received notify for zone '{zone}': TSIG '{key}'",
        'The primary says, signed, that the zone has changed. It will be asked for its serial.',
      ],
      [
        "received notify for zone '{zone}'",
        'The primary says that the zone has changed. It will be asked for its serial.',
      ],
      [
        'notify question section contains no SOA',
        'A NOTIFY came that does not ask for an SOA: it is refused.',
        '',
        'notice',
      ],
      ['notify question section empty', 'A NOTIFY came without a question.', '', 'notice'],
      [
        'notify question section contains multiple RRs',
        'A NOTIFY came with several questions.',
        '',
        'notice',
      ],
    ],
  },
  {
    opening: 'client',
    category: 'update',
    severity: 'info',
    reference: 'RFC 2136; BIND ARM, category update',
    messages: [
      [
        "updating zone '{zone}': adding an RR at '{name}' {type} {text}",
        'A dynamic update added this record.',
      ],
      [
        "updating zone '{zone}': deleting rrset at '{name}' {type}",
        'A dynamic update deleted all records of this name and type.',
      ],
      ["updating zone '{zone}': deleting an RR at {name} {type}", 'A dynamic update deleted this record.'],
      [
        "updating zone '{zone}': delete all rrsets from name '{name}'",
        'A dynamic update deleted all that this name had.',
      ],
      [
        "updating zone '{zone}': update failed: {result}",
        'A dynamic update was not made, for the reason at the end.',
        'A prerequisite (YXDOMAIN, NXRRSET …) tells that the zone is not as the client thought.',
      ],
      [
        "updating zone '{zone}': update unsuccessful: {name}: {result}",
        'A dynamic update was not made: a prerequisite does not hold.',
      ],
      ["updating zone '{zone}': {text}", 'A dynamic update of the zone.'],
      ["forwarding update for zone '{zone}'", 'A secondary passes a change on to the primary.'],
      [
        'update failed: {result}',
        'A dynamic update was not made, for the reason at the end.',
        'NOTAUTH: ask the zone’s primary. REFUSED: allow-update. FORMERR: the request makes no sense.',
      ],
    ],
  },
  {
    category: 'serve-stale',
    severity: 'info',
    reference: 'RFC 8767; BIND ARM, stale-answer-enable',
    messages: [
      [
        '{name} resolver failure, stale answer used',
        'The servers did not answer; the client got what was known before, though its TTL is over.',
        'Good for the client. See lame-servers for what is wrong with the servers.',
      ],
      [
        '{name} resolver failure, stale answer unavailable',
        'The servers did not answer, and nothing old is known either: the client got SERVFAIL.',
      ],
      [
        '{name} client timeout, stale answer used',
        'The lookup took longer than stale-answer-client-timeout; the client got what was known before.',
      ],
      [
        '{name} client timeout, stale answer unavailable',
        'The lookup takes long, and nothing old is known: the client waits on.',
      ],
      [
        '{name} query within stale refresh time, stale answer used',
        'A moment ago the servers failed; until stale-refresh-time is over, the old answer is given at once.',
      ],
      [
        '{name} query within stale refresh time, stale answer unavailable',
        'A moment ago the servers failed, and nothing old is known.',
      ],
      [
        '{name} stale answer used, an attempt to refresh the RRset will still be made',
        'The old answer was given first; the servers are asked meanwhile.',
      ],
      [
        'stale cache enabled; stale answers {word}',
        'Whether old answers are kept and given (rndc serve-stale).',
      ],
      [
        'stale-answer-client-timeout adjusted to {number}',
        'It was more than resolver-query-timeout less a second, the most that makes sense, and was lowered to that.',
        '',
        'general warning',
      ],
    ],
  },
];
