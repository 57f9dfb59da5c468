/** What named says of servers that it asks on behalf of others. */
import type { MessageGroup } from './message.ts';

const ASK = 'Ask it yourself: dig +norec @SERVER NAME TYPE.';

export const RESOLVER: readonly MessageGroup[] = [
  {
    category: 'lame-servers',
    severity: 'info',
    reference: 'RFC 1912 §2.8; BIND ARM, category lame-servers',
    messages: [
      [
        "lame server resolving '{name}' (in '{zone}'?): {server}",
        'NS records name this server for the zone, but it does not speak for it: its answer has no aa bit, or points elsewhere. Another server is tried.',
        `${ASK} If it is your zone: load it there, or take the server out of the NS records, at the parent too.`,
      ],
    ],
  },
  {
    category: 'lame-servers',
    severity: 'info',
    reference: 'RFC 1035 §4.1.1; BIND ARM, category lame-servers',
    messages: [
      [
        "{'SERVFAIL'} {'unexpected RCODE'} resolving '{question}': {server}",
        'The server answered SERVFAIL: it has the zone but cannot serve it (not loaded, expired), or could not find out itself. Another server is tried.',
        `${ASK} Its own log says why.`,
      ],
      [
        "{'REFUSED'} {'unexpected RCODE'} resolving '{question}': {server}",
        'The server does not want to answer this resolver, or does not have the zone at all: most servers refuse what they do not serve.',
        `${ASK} If others get an answer there, its access list is the reason; if nobody does, the delegation is lame.`,
      ],
      [
        "{'NOTIMP'} {'unexpected RCODE'} resolving '{question}': {server}",
        'The server says that it does not know this kind of request. Often an old server or a box in between that dislikes EDNS or a type.',
        `${ASK} Then again with +noedns.`,
      ],
      [
        "{'NXDOMAIN'} {'unexpected RCODE'} resolving '{question}': {server}",
        'The server says that the name does not exist, in a way that does not fit the question (as where only a part of the name was asked for).',
        ASK,
      ],
      [
        "{'NOTAUTH'} {'unexpected RCODE'} resolving '{question}': {server}",
        'The server says that it does not speak for this zone.',
        'Compare the NS records at the parent and in the zone itself.',
      ],
      [
        "{'BADVERS'} {'unexpected RCODE'} resolving '{question}': {server}",
        'The server does not know this version of EDNS (RFC 6891 §6.1.3).',
        ASK,
      ],
      [
        "{word} {'unexpected RCODE'} resolving '{question}': {server}",
        'The server answered with an error code that leaves nothing to go on with.',
        ASK,
      ],
      [
        "{'unexpected RCODE'} {word} resolving '{question}': {server}",
        'The server answered with an error code that leaves nothing to go on with (words of an older BIND).',
        ASK,
      ],
      [
        "{'unexpected OPCODE'} resolving '{question}': {server}",
        'What came back is no answer to a query, but something of another kind.',
        'Look at the packet: the server, or a box in between, is broken.',
      ],
      [
        "{'FORMERR'} resolving '{question}': {server}",
        'The answer makes no sense: wrong question, wrong zone in its SOA, a record that does not belong. It is thrown away; the line before it, in category resolver, says what was wrong.',
        `${ASK} Is a firewall or a load balancer answering in its stead?`,
      ],
      [
        "{'timed out'} resolving '{question}': {server}",
        'No answer came in time. The server is down, the way is blocked, or the answer is lost on its way back.',
        `${ASK} Try +tcp, and from another network; look for ICMP in a capture.`,
      ],
      [
        "{'connection refused'} resolving '{question}': {server}",
        'The machine is there and says at once that nothing listens on port 53.',
        'The name server program is not running there, or listens on another address.',
      ],
      [
        "{'host unreachable'} resolving '{question}': {server}",
        'A router says that there is no way to this address: the machine is off, or a firewall rejects.',
        'Check the address in the NS’s A or AAAA record, then the route.',
      ],
      [
        "{'network unreachable'} resolving '{question}': {server}",
        'This machine has no route to the address. With an IPv6 address: it has no IPv6.',
        'Without IPv6, start named with -4; it is harmless, but costs time.',
      ],
      [
        "{'connection reset'} resolving '{question}': {server}",
        'The TCP connection was torn down from the other side.',
        ASK,
      ],
      [
        "{'end of file'} resolving '{question}': {server}",
        'The TCP connection was closed before the answer was whole.',
        ASK,
      ],
      [
        "{'permission denied'} resolving '{question}': {server}",
        'This machine’s own firewall forbids the packet.',
        'Look at the output rules for port 53.',
      ],
      ["{'network down'} resolving '{question}': {server}", 'The interface that leads there is down.'],
      ["{'host down'} resolving '{question}': {server}", 'The link says that the machine is not there.'],
      [
        "error ({result}) resolving '{question}': {server}",
        'Asking this server failed, for the reason in the brackets (words of an older BIND).',
        ASK,
      ],
      [
        "success resolving '{question}' after disabling qname minimization due to '{result}'",
        'Asked for parts of the name only (RFC 9156), the servers gave a wrong answer; asked for the whole name, a good one. The answer is used.',
        'The zone’s servers are broken for empty names between labels. With qname-minimization strict it would fail.',
      ],
      [
        "success resolving '{question}' (in '{zone}'?) after disabling EDNS",
        'With EDNS the server did not answer well, without it did (an older BIND tried that).',
        'Something on the way, or the server, drops EDNS: it should be mended there.',
      ],
      [
        "success resolving '{question}' (in '{zone}'?) after reducing the advertised EDNS UDP packet size to {number} octets",
        'Large UDP answers did not come through, smaller ones did (an older BIND tried that).',
        'Fragments are dropped on the way: let them through, or set edns-udp-size 1232.',
      ],
      [
        "too much NS indirection resolving '{question}' (depth={number}, maxdepth={number})",
        'To find the servers’ addresses, other names had to be looked up first, and for these others again, deeper than max-recursion-depth allows.',
        'The zones lead to each other in a chain or a circle: their owners should have servers with glue.',
        'resolver debug',
      ],
      [
        "exceeded max queries resolving '{question}' (max-recursion-queries, querycount={number}, maxqueries={number})",
        'More questions were needed than max-recursion-queries allows for one lookup.',
        'Usually a zone with many servers without addresses, or an attack that lives on such work.',
        'resolver debug',
      ],
      [
        "exceeded global max queries resolving '{question}' (max-query-count, querycount={number}, maxqueries={number})",
        'All lookups on behalf of one client’s question together asked more than max-query-count allows.',
        'Look at the name’s chain of aliases and servers.',
        'resolver debug',
      ],
      [
        "loop detected resolving '{question}'",
        'To answer this question, the very same question would have to be answered first.',
        'NS names that need each other: give one of them glue.',
        'resolver info',
      ],
      [
        "shut down hung fetch while resolving '{question}'",
        'A lookup was not over when resolver-query-timeout had long passed, and was given up: no server answers, or it waits for another that waits for it.',
        'Can this machine reach the outside at all? Else: zones whose servers’ names lie in each other, without glue.',
        'resolver info',
      ],
    ],
  },
  {
    category: 'lame-servers',
    severity: 'info',
    reference: 'RFC 4035 §5; BIND ARM, category lame-servers',
    messages: [
      [
        "{'broken trust chain'} resolving '{question}': {server}",
        'The answer cannot be validated, because something above it (a DNSKEY or a DS) failed before.',
        'Look for the first failure: the lines before it in category dnssec; delv NAME shows the chain.',
      ],
      [
        "{'no valid RRSIG'} resolving '{question}': {server}",
        'The answer should be signed, and no signature on it is good: expired, not yet valid, missing, or by another key.',
        'dig +cd +dnssec NAME shows the RRSIG and its dates. Is this machine’s clock right?',
      ],
      [
        "{'no valid DS'} resolving '{question}': {server}",
        'No key of the zone fits a DS record at its parent: often a key change where the parent was forgotten.',
        'Compare dig DS ZONE with dig DNSKEY ZONE.',
      ],
      [
        "{'no valid KEY'} resolving '{question}': {server}",
        'None of the zone’s keys could be believed.',
        'dig +cd DNSKEY ZONE; compare with the DS.',
      ],
      [
        "{'no valid NSEC'} resolving '{question}': {server}",
        'The proof that the name does not exist is missing or wrong.',
        'The zone was signed badly, or its servers differ: ask each with +dnssec.',
      ],
      [
        "{'insecurity proof failed'} resolving '{question}': {server}",
        'The answer is unsigned, and nothing proves that it may be: the parent says that the zone is signed.',
        'A DS at the parent for a zone that is not signed (any more): remove the DS, or sign the zone.',
      ],
      [
        "{'not insecure'} resolving '{question}': {server}",
        'The zone is signed by what its parent says; an unsigned answer is not believed.',
        'Are signatures stripped on the way, by a forwarder without DNSSEC?',
      ],
      [
        "{'got insecure response; parent indicates it should be secure'} resolving '{question}': {server}",
        'The parent has a DS, so that answers must be signed; this one is not.',
        'Remove the DS at the parent, or sign the zone; a forwarder without DNSSEC strips signatures too.',
      ],
      [
        "{'bad cache hit'} ({question})",
        'This failed validation a moment ago, and is not tried again yet.',
        'See the first failure in category dnssec.',
        'dnssec info',
      ],
      [
        "{result} resolving '{question}': {server}",
        'Asking this server for this name failed, for the reason at the front of the line. Another server is tried.',
        ASK,
      ],
    ],
  },
  {
    category: 'resolver',
    severity: 'notice',
    reference: 'RFC 1035 §7.3; BIND ARM, category resolver',
    messages: [
      [
        'DNS format error from {server} resolving {question} for {client}: question section mismatch: got {question}',
        'The answer repeats another question than was asked. It may be forged, and is thrown away.',
        'One such line: a broken server. Many, for many servers: somebody tries to poison the cache.',
      ],
      [
        "DNS format error from {server} resolving {question} for {client}: Name {name} ({'SOA'}) not subdomain of zone {zone} -- invalid response",
        'A negative answer came with the SOA of a zone above the one that was asked. It is not believed.',
        'The server does not have the zone, and answers for the parent’s: mend the delegation.',
      ],
      [
        'DNS format error from {server} resolving {question} for {client}: Name {name} ({type}) not subdomain of zone {zone} -- invalid response',
        'The answer holds records of a zone that this server was not asked for.',
        'The delegation and the server do not agree on the zone’s name.',
      ],
      [
        'DNS format error from {server} resolving {question} for {client}: non-improving referral',
        'The server points to servers of the same zone or of one above it: going there leads nowhere.',
        'It does not have the zone: a lame delegation.',
      ],
      [
        'DNS format error from {server} resolving {question} for {client}: reply has no answer',
        'NOERROR, but neither an answer nor anything else that leads on.',
        'A broken server: NODATA must come with an SOA (RFC 2308 §2.2).',
      ],
      [
        'DNS format error from {server} resolving {question} for {client}: server sent FORMERR',
        'The server says that it cannot read the question; usually it does not know EDNS.',
        'dig +noedns @SERVER NAME. If that works: server { edns no; }, and tell its owner.',
      ],
      [
        'DNS format error from {server} resolving {question} for {client}: {result}',
        'The answer breaks the protocol’s rules, in the way named at the end, and is thrown away.',
        'Look at the packet. Other servers of the zone are tried.',
      ],
      [
        'DNS format error from {server} resolving {question}: {result}',
        'The answer breaks the protocol’s rules, in the way named at the end, and is thrown away.',
        'Look at the packet. Other servers of the zone are tried.',
      ],
    ],
  },
  {
    category: 'resolver',
    severity: 'info',
    reference: 'BIND ARM, category resolver',
    messages: [
      [
        'resolver priming query complete: {result}',
        'The root servers’ own list was fetched anew from one of the servers in the hints (RFC 8109).',
        'Where it failed: can this machine reach port 53 of the root servers?',
        'debug',
      ],
      [
        'fetch: {question}',
        'A lookup on behalf of a client or of the server itself begins (debugging).',
        '',
        'debug',
      ],
      [
        'bad cookie from {server}',
        'An answer came whose DNS cookie is not the one that was sent: a forger would not know it. It is ignored, and the true one waited for.',
        'Many from one server: it is broken, or somebody tries to forge its answers (RFC 7873 §5.3).',
      ],
      [
        'missing expected cookie from {server}',
        'A server that gave its DNS cookie before left it out now. The answer may be forged; it is asked again over TCP.',
        'RFC 7873 §5.3.',
      ],
      [
        'clients-per-query increased to {number}',
        'So many clients wait for one and the same answer that the limit was raised by itself.',
        'Popular name with slow servers, or an attack on them: see max-clients-per-query.',
        'notice',
      ],
      [
        'clients-per-query decreased to {number}',
        'Fewer clients wait for the same answers: the limit went down again.',
        '',
        'notice',
      ],
      [
        'received NSID {text} ("{text}") from {server}',
        'The server said which machine of several it is (RFC 5001).',
        '',
        'nsid info',
      ],
      [
        'must be secure failure, {result}',
        'dnssec-must-be-secure asks for a signed answer here, and it was not one.',
        '',
        'dnssec warning',
      ],
    ],
  },
  {
    category: 'cname',
    severity: 'info',
    reference: 'RFC 2181 §10.3; BIND ARM, category cname',
    messages: [
      [
        "skipping nameserver '{name}' because it is a CNAME, while resolving '{question}'",
        'The NS record leads to an alias. A server’s name must have addresses itself, so this one is not used.',
        'The zone’s owner should name the real host in the NS record.',
      ],
    ],
  },
  {
    category: 'spill',
    severity: 'info',
    reference: 'BIND ARM, fetches-per-zone and fetches-per-server',
    messages: [
      [
        'too many simultaneous fetches for {zone} (allowed {number} spilled {number})',
        'More lookups in this zone run at once than fetches-per-zone allows; the rest are answered SERVFAIL or dropped.',
        'Its servers are slow or dead, or random names in it are asked for: an attack through you on the zone.',
      ],
      [
        'fetch counters for {zone} now being discarded (allowed {number} spilled {number}; cumulative since initial trigger event)',
        'The rush of lookups in this zone is over.',
      ],
      [
        'adb: quota {address} ({number}/{number}): {text}',
        'The limit for one server (fetches-per-server) was moved, because many of its answers fail to come, or come again.',
        '',
        'database info',
      ],
    ],
  },
  {
    category: 'database',
    severity: 'warning',
    reference: 'RFC 9609 (RFC 8109 before it); BIND ARM, type hint',
    messages: [
      [
        'checkhints: unable to get root NS rrset from cache: {result}',
        'The hints could not be compared with what the root says: there is nothing in the cache to compare with.',
        '',
        'general warning',
      ],
      [
        "checkhints: extra NS '{name}' in hints",
        'The hints name a root server that the root itself does not name.',
        'Fetch a new hints file, or leave the hint zone out: named has hints built in.',
        'general warning',
      ],
      [
        "checkhints: unable to find root NS '{name}' in hints",
        'The root names a server that the hints lack: they are old.',
        'Fetch a new hints file.',
        'general warning',
      ],
      [
        'checkhints: {question} ({address}) missing from hints',
        'A root server has an address that the hints do not know: they are old.',
        'Fetch a new hints file.',
        'general warning',
      ],
      [
        'checkhints: {question} ({address}) extra record in hints',
        'The hints have an address for a root server that it has no more: they are old.',
        'Fetch a new hints file, or leave the hint zone out: named has hints built in.',
        'general warning',
      ],
    ],
  },
  {
    category: 'dispatch',
    severity: 'info',
    reference: 'RFC 5452',
    messages: [
      [
        "{number} messages ignored that were no response to '{question}' from {server}",
        'Messages came to the port of a question and did not fit it: late answers, or guesses of somebody who wants to forge one (told by Rootwalk only).',
        'Many at once are an attack.',
      ],
      [
        "a message ignored that was no response to '{question}' from {server}",
        'A message came to the port of a question and did not fit it (told by Rootwalk only).',
      ],
    ],
  },
];
