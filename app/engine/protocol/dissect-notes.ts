/** What the packet inspector tells a learner about fields: one short sentence each, or nothing. */
import { CLASS, RCODE, TYPE } from './codes.ts';
import { durationText } from './times.ts';

export const NOTES = {
  section: [
    'What is asked. A response repeats it.',
    'Records that answer the question.',
    'Name servers of the zone that comes next, or the SOA record of the zone that says no.',
    'What spares the next question, such as addresses of name servers.',
  ],
  qname: 'The name that is asked about, label by label, each behind its length (RFC 1035 §4.1.2).',
  owner: 'The name that this record belongs to.',
  pointer:
    'A first octet of 192 or more begins a pointer back into the message; it saves room (RFC 1035 §4.1.4).',
  root: 'A length of 0 ends the name: the root.',
  opt: 'Not data: it extends the header, and lives for this message only (RFC 6891 §6.1.1).',
  trailing: 'Behind the last record that the header counts; nobody reads them.',
  fault: 'A server answers such a message with FORMERR or not at all.',
} as const;

const TYPE_NOTES = new Map<number, string>([
  [TYPE.A, 'An IPv4 address.'],
  [TYPE.AAAA, 'An IPv6 address.'],
  [TYPE.NS, 'A name server of a zone.'],
  [TYPE.CNAME, 'An alias: the question goes on with another name.'],
  [TYPE.DNAME, 'An alias for everything below a name.'],
  [TYPE.SOA, 'The start of a zone: its serial number and times.'],
  [TYPE.PTR, 'From an address back to a name.'],
  [TYPE.MX, 'Where mail for a domain goes.'],
  [TYPE.TXT, 'Free text, used by many protocols.'],
  [TYPE.SRV, 'Host and port of a service.'],
  [TYPE.CAA, 'Which certificate authorities may issue certificates.'],
  [TYPE.DS, 'The digest of the child zone’s key, held by the parent.'],
  [TYPE.DNSKEY, 'A public key of a zone.'],
  [TYPE.RRSIG, 'The signature over one RRset.'],
  [TYPE.NSEC, 'Signed proof of which names and types do not exist.'],
  [TYPE.NSEC3, 'Signed proof of absence, with hashed names.'],
  [TYPE.HTTPS, 'How to reach a web service: hosts, ports, protocols.'],
  [TYPE.ANY, 'Whatever records the server has at hand (RFC 8482).'],
  [TYPE.AXFR, 'The whole zone.'],
  [TYPE.IXFR, 'What has changed in the zone.'],
]);

export function typeNote(type: number): string {
  return TYPE_NOTES.get(type) ?? '';
}

export function classNote(value: number): string {
  if (value === CLASS.IN) return 'The Internet, as always.';
  return value === CLASS.CH ? 'Chaosnet, nowadays for asking a server about itself.' : '';
}

export function ttlNote(ttl: number): string {
  // RFC 2181 §8.
  if (ttl > 0x7fffffff) return 'The top bit is set: counts as 0.';
  if (ttl === 0) return 'Use it once; do not keep it.';
  return ttl < 60
    ? 'Seconds that a cache may keep this.'
    : `Seconds that a cache may keep this: ${durationText(ttl)}.`;
}

const RCODE_NOTES = new Map<number, string>([
  [
    RCODE.NOERROR,
    'No error. Where the answer section is empty: look at the authority section for the reason.',
  ],
  [RCODE.FORMERR, 'The server could not read the query.'],
  [RCODE.SERVFAIL, 'The server could not find the answer: something on the way is broken.'],
  [RCODE.NXDOMAIN, 'The name does not exist, for no type at all, and nothing below it does (RFC 8020).'],
  [RCODE.NOTIMP, 'The server does not know this kind of query.'],
  [RCODE.REFUSED, 'The server does not answer this question, or not for this client.'],
  [RCODE.NOTAUTH, 'The server does not hold this zone, or the signature does not fit.'],
  [RCODE.BADVERS, 'The server does not know this EDNS version.'],
  [RCODE.BADCOOKIE, 'Ask again with the cookie of this response (RFC 7873 §5.3).'],
]);

export function rcodeNote(rcode: number): string {
  return RCODE_NOTES.get(rcode) ?? '';
}

const FIELD_NOTES = new Map<string, string>([
  [`${TYPE.NS}/Name server`, 'A host that answers for the zone. Its address is a record of its own.'],
  [`${TYPE.CNAME}/Canonical name`, 'Look for the wanted type there.'],
  [`${TYPE.SOA}/Primary server`, 'Where the zone is edited.'],
  [`${TYPE.SOA}/Responsible mailbox`, 'A mail address: its first dot stands for the @.'],
  [`${TYPE.SOA}/Serial`, 'Rises with each change; secondaries compare it (RFC 1982).'],
  [`${TYPE.SOA}/Refresh`, 'Seconds between a secondary’s looks at the serial.'],
  [`${TYPE.SOA}/Retry`, 'Seconds until a secondary tries again after a failed look.'],
  [`${TYPE.SOA}/Expire`, 'Seconds after which a secondary without contact stops answering.'],
  [
    `${TYPE.SOA}/Minimum`,
    'With this record’s own TTL: how long “does not exist” may be cached (RFC 2308 §5).',
  ],
  [`${TYPE.MX}/Preference`, 'The lowest is tried first.'],
  [`${TYPE.SRV}/Priority`, 'The lowest is tried first.'],
  [`${TYPE.SRV}/Weight`, 'Among equal priorities, how often this one is chosen.'],
  [`${TYPE.DS}/Key tag`, 'A short number by which to find the key.'],
  [`${TYPE.RRSIG}/Type covered`, 'The type of the RRset that is signed.'],
  [`${TYPE.RRSIG}/Labels`, 'Fewer than the owner has: the record came from a wildcard (RFC 4034 §3.1.3).'],
  [`${TYPE.RRSIG}/Original TTL`, 'The TTL in the zone; a cache counts its own down.'],
  [`${TYPE.RRSIG}/Expiration`, 'After this moment the signature is worth nothing.'],
  [`${TYPE.RRSIG}/Signer`, 'The zone whose key made the signature.'],
  [`${TYPE.NSEC}/Next name`, 'No name exists between the owner and this one.'],
]);

export function dataFieldNote(type: number, label: string): string {
  return FIELD_NOTES.get(`${type}/${label}`) ?? '';
}
