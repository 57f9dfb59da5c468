/** The one table of technical terms: what a learner reads on hover or focus. Terms as RFC 9499 has them. */
export const GLOSSARY: Readonly<Record<string, string>> = {
  aa: 'Authoritative Answer: the server that answered speaks for the zone itself. A cache answers without it.',
  'address database':
    'What a resolver remembers of other servers: how quick each is, whether it answers, what it can do. BIND’s ADB.',
  answer: 'The reply holds what was asked for: NOERROR with records in the answer section.',
  authoritative: 'A server that holds the zone itself, and answers from it rather than from memory.',
  bailiwick:
    'What a server may speak about: the zone it was asked for and what lies below it. The rest is not believed.',
  cache: 'What a resolver remembers from answers, each piece for as long as its TTL allows.',
  'caching server': 'A recursive resolver that remembers what it learned. Here: the host cache, 127.53.0.53.',
  CNAME: 'An alias: the name’s data stands under another name.',
  cookie:
    'A number that each side gives the other and wants back (RFC 7873): who forges an answer does not know it.',
  delegation: 'A parent’s NS records which say that a name and all below it are served elsewhere.',
  EDNS: 'Extension of DNS messages (RFC 6891): larger UDP answers, more flags, options. It rides in the OPT record.',
  gateway: 'Makes each lab host reachable at its own loopback address, so that a real dig can ask it.',
  glue: 'Addresses of a delegated zone’s servers, told by the parent because one could not get there otherwise.',
  lame: 'A server that NS records name for a zone, and that says it knows nothing of it. Also: a lame delegation.',
  'lab clock': 'The lab’s own time. It can be paused, stepped, sped up and jumped; every TTL counts on it.',
  'name server':
    'A host that answers DNS questions, for its own zones (authoritative) or on behalf of others (recursive).',
  'negative answer':
    'The knowledge that something does not exist, cached as well (RFC 2308): NODATA or NXDOMAIN.',
  NODATA: 'The name exists, but has no record of the type asked for. NOERROR with an empty answer section.',
  NOERROR:
    'The question could be dealt with. Not the same as “there is an answer”: the answer section may be empty.',
  NS: 'A record that names a server of a zone.',
  NXDOMAIN: 'The name does not exist, for no type at all. An answer, not a failure.',
  query: 'A question: a name, a type and a class, with an id to match the answer.',
  ra: 'Recursion Available: this server would do the whole walk for us.',
  rcode: 'The reply’s verdict: NOERROR, NXDOMAIN, SERVFAIL, REFUSED and so on.',
  rd: 'Recursion Desired: the asker wants the server to do the whole walk. dig sets it unless told +norec.',
  recursive: 'A resolver that walks from the root on behalf of its client and gives back the final answer.',
  referral:
    'Not an answer but a pointer: “ask the servers of that zone below me”. NS records in the authority section, no aa.',
  REFUSED: 'The server does not want to answer this client or this question: policy, not failure.',
  resolver: 'The part that finds answers: it asks servers, follows referrals, and remembers.',
  root: 'The top of the name tree. Thirteen server names, a to m, know where every top-level domain is served.',
  'root hints': 'The addresses a resolver starts with, to find the root servers the first time.',
  rrset: 'All records with the same name, class and type. Cached, replaced and expired as one.',
  RRset: 'All records with the same name, class and type. Cached, replaced and expired as one.',
  'smoothed RTT':
    'A server’s round-trip time as a resolver reckons with it: each answer moves it a little. The shortest is asked first.',
  SERVFAIL: 'The server could not find out. It may work later: a temporary failure, not a “no”.',
  SOA: 'Start Of Authority: one per zone. In a negative answer it says for how long to believe the “no”.',
  'stub resolver':
    'The small resolver in every machine: it asks one recursive server and trusts it to do the walk.',
  tc: 'Truncated: the answer did not fit into UDP; the asker should come again over TCP.',
  TTL: 'Time To Live: for how many seconds a record may be kept. The zone’s owner chooses it; caches count it down.',
  trust:
    'How far cached data is believed, by where it came from (RFC 2181 §5.4.1). Better trust replaces lesser.',
  zone: 'A part of the name tree that one set of servers speaks for, from its top down to the next zone cuts.',
  'zone cut': 'Where one zone ends and a delegated one begins.',
};

/** The glossary's own spelling of a term, or null when it has none. */
export function findTerm(text: string): string | null {
  if (text in GLOSSARY) return text;
  const lower = text.toLowerCase();
  return Object.keys(GLOSSARY).find((term) => term.toLowerCase() === lower) ?? null;
}
