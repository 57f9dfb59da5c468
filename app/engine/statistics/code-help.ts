/** What opcodes, response codes and types mean where they are counted. */

const OPCODES: Readonly<Record<string, string>> = {
  QUERY: 'Ordinary questions.',
  IQUERY: 'Inverse questions, given up long ago (RFC 3425).',
  STATUS: 'Questions for the server’s state; never defined.',
  NOTIFY: 'A primary tells that a zone changed (RFC 1996).',
  UPDATE: 'Changes to a zone by message (RFC 2136).',
};

const RCODES: Readonly<Record<string, string>> = {
  NOERROR: 'No error: an answer, NODATA or a referral.',
  FORMERR: 'The request could not be understood.',
  SERVFAIL: 'The server could not find the answer.',
  NXDOMAIN: 'The name does not exist.',
  NOTIMP: 'This kind of request is not served.',
  REFUSED: 'The client may not ask this here.',
  YXDOMAIN: 'An update’s condition failed: the name exists; or a DNAME’s name would be too long.',
  YXRRSET: 'An update’s condition failed: the RRset exists.',
  NXRRSET: 'An update’s condition failed: the RRset does not exist.',
  NOTAUTH: 'This server is not authoritative for the zone, or the request’s key is not right.',
  NOTZONE: 'A name in an update is not within the zone.',
  BADVERS: 'The request’s EDNS version is not known.',
  BADCOOKIE: 'The client is to come again with a good cookie.',
};

/** Null for what is no code. */
export function codeHelp(group: 'opcode' | 'rcode', name: string): string | null {
  const known = (group === 'opcode' ? OPCODES : RCODES)[name];
  if (known !== undefined) return known;
  return /^(RESERVED)?\d+$/.test(name)
    ? 'A code that nobody defined, or that this BIND has no word for.'
    : null;
}

const TYPES: Readonly<Record<string, string>> = {
  A: 'IPv4 addresses',
  AAAA: 'IPv6 addresses',
  NS: 'the name servers of a zone',
  CNAME: 'an alias',
  SOA: 'a zone’s start of authority: serial number and timers',
  PTR: 'the name of an address',
  MX: 'where mail goes',
  TXT: 'free text: mail policies, proofs of ownership',
  SRV: 'where a service is',
  HTTPS: 'how a web site is to be reached (RFC 9460); asked by browsers beside A and AAAA',
  SVCB: 'how a service is to be reached (RFC 9460)',
  DS: 'the digest of a child zone’s key',
  DNSKEY: 'a zone’s public keys',
  RRSIG: 'signatures',
  NSEC: 'a proof of what does not exist',
  NSEC3: 'a proof of what does not exist, with hashed names',
  CAA: 'who may issue certificates',
  NAPTR: 'rewriting rules, for telephony',
  TLSA: 'a service’s certificate',
  ANY: 'everything that a name has',
  AXFR: 'a whole zone',
  IXFR: 'what changed in a zone',
};

/** @example typeHelp('MX') === 'Questions for MX: where mail goes.' */
export function typeHelp(type: string): string {
  if (type === 'Others') return 'Questions for types whose number is above 255.';
  const known = TYPES[type];
  return known === undefined ? `Questions for records of type ${type}.` : `Questions for ${type}: ${known}.`;
}
