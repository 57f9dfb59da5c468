/** The words inside the clauses that are sentences of their own: what each does there, with named 9.18's defaults. */

/** By clause, then by word. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'response-policy': {
    zone: 'The policy zone: a zone of this server, whose records are the rules.',
    policy: 'Does this instead of what the zone’s records say. Default: given.',
    given: 'What the zone’s records say.',
    disabled: 'Nothing is changed; the log says what would have been.',
    passthru: 'The answer goes out as it is: an exception from zones further on.',
    'no-op': 'The old word for passthru.',
    drop: 'No answer at all: the client waits until it gives up.',
    'tcp-only': 'Over UDP a truncated answer: the client must come back over TCP, and then gets the answer.',
    nxdomain: 'The name does not exist, the client hears.',
    nodata: 'The name exists and has nothing of this type, the client hears.',
    cname: 'The client is sent to the name behind this: to a page that explains, say.',
    'add-soa': 'Whether the policy zone’s SOA goes along in the additional section. Default: yes.',
    log: 'Whether each changed answer is logged, in category rpz. Default: yes.',
    'max-policy-ttl': 'The longest TTL of a changed answer. Default: 5 seconds.',
    'min-update-interval':
      'So long after a change of the zone its rules are not taken up anew. Default: 60 seconds.',
    'nsip-enable': 'Whether rules about addresses of name servers count. Default: yes.',
    'nsdname-enable': 'Whether rules about names of name servers count. Default: yes.',
    'recursive-only': 'Whether only queries that ask for recursion are looked at. Default: yes.',
    'break-dnssec':
      'Whether signed answers are changed also for clients that want signatures, for whom they then fail. Default: no.',
    'min-ns-dots':
      'Name servers with fewer dots in their names are not looked at: those of top-level domains. Default: 1.',
    'qname-wait-recurse':
      'Whether the name is looked up before a rule about it counts, so that its servers do not learn that it is blocked. Default: yes.',
    'nsip-wait-recurse':
      'Whether unknown addresses of name servers are looked up for the rules. Default: yes.',
    'nsdname-wait-recurse':
      'Whether unknown names of name servers are looked up for the rules. Default: yes.',
  },
  'catalog-zones': {
    zone: 'The catalog: a zone of this server that lists the others.',
    'default-primaries': 'Whence the zones come that say nothing of it themselves.',
    'default-masters': 'The old word for default-primaries.',
    'zone-directory': 'Where the files of these zones are kept. Default: the working directory.',
    'in-memory': 'Whether these zones are kept in no file. Default: no.',
    'min-update-interval':
      'So long after a change of the catalog it is not taken up anew. Default: 5 seconds.',
  },
  'rrset-order': {
    class: 'For records of this class. Default: any.',
    type: 'For records of this type. Default: any.',
    name: 'For this name; `*.` before it: for all below it. Default: any.',
    order: 'How the records of a set are put.',
    fixed: 'As in the zone file; only where BIND was built for it.',
    random: 'Every time another order. The default.',
    cyclic: 'Every answer begins with the next record.',
    none: 'In the order in which the server happens to have them.',
  },
  inet: {
    port: 'The port of this channel. Default for rndc: 953.',
    allow: 'Who may connect to it.',
    keys: 'With which keys rndc may sign.',
    'read-only': 'Whether only what changes nothing is obeyed. Default: no.',
  },
};

/** What a word does inside a clause; null where it is none of the clause’s own. */
export function fieldAbout(clause: string, word: string): string | null {
  const fields = Object.hasOwn(FIELDS, clause) ? FIELDS[clause] : undefined;
  const known = word.toLowerCase();
  return fields !== undefined && Object.hasOwn(fields, known) ? (fields[known] ?? null) : null;
}

/** All of them, for tests. */
export function fieldWords(clause: string): readonly string[] {
  return Object.keys(FIELDS[clause] ?? {});
}
