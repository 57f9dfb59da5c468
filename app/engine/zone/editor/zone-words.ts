/** What the words of a zone file mean: types of records with their fields, directives, the fields of a SOA. */

export interface TypeWords {
  readonly about: string;
  /** The fields of its data, by name. */
  readonly fields: readonly string[];
  readonly source: string;
}

const type = (about: string, fields: string, source: string): TypeWords => ({
  about,
  fields: fields === '' ? [] : fields.split(', '),
  source,
});

export const TYPE_WORDS: Readonly<Record<string, TypeWords>> = {
  A: type('An IPv4 address of the name.', 'address', 'RFC 1035 §3.4.1'),
  AAAA: type('An IPv6 address of the name.', 'address', 'RFC 3596'),
  AFSDB: type('A server of the AFS file system.', 'subtype, host', 'RFC 1183'),
  CAA: type('Which certificate authorities may issue for the name.', 'flags, tag, value', 'RFC 8659'),
  CDNSKEY: type(
    'A key that the parent is asked to make a DS of.',
    'flags, protocol, algorithm, public key',
    'RFC 7344',
  ),
  CDS: type(
    'The DS that the parent is asked to have.',
    'key tag, algorithm, digest type, digest',
    'RFC 7344',
  ),
  CNAME: type(
    'The name is an alias of another: all is sought there. No other records may stand beside it.',
    'target',
    'RFC 1034 §3.6.2',
  ),
  DNAME: type('All names below this one are looked for below another.', 'target', 'RFC 6672'),
  DNSKEY: type(
    'A key by which the zone is signed: flags 257 is a KSK, 256 a ZSK.',
    'flags, protocol, algorithm, public key',
    'RFC 4034 §2',
  ),
  DS: type(
    'The digest of the child zone’s key: the parent vouches for it.',
    'key tag, algorithm, digest type, digest',
    'RFC 4034 §5',
  ),
  HINFO: type('Kind of machine and system.', 'machine, system', 'RFC 1035 §3.3.2'),
  HTTPS: type(
    'How to reach the web server of the name: priority 0 is an alias.',
    'priority, target, parameters',
    'RFC 9460',
  ),
  LOC: type('Where on the earth it is.', 'latitude, longitude, altitude, …', 'RFC 1876'),
  MX: type(
    'Where mail for the name is taken to; the lowest preference first.',
    'preference, mail server',
    'RFC 1035 §3.3.9',
  ),
  NAPTR: type(
    'A rule that makes another name or address out of the name.',
    'order, preference, flags, service, pattern, replacement',
    'RFC 3403',
  ),
  NS: type(
    'A server of the zone. At the zone’s top: its own servers; below: a delegation.',
    'server',
    'RFC 1035 §3.3.11',
  ),
  NSEC: type(
    'The next name of the zone: proves that there is none between.',
    'next name, types',
    'RFC 4034 §4',
  ),
  NSEC3: type('The same with hashed names.', 'hash, flags, iterations, salt, next, types', 'RFC 5155 §3'),
  NSEC3PARAM: type(
    'With which parameters the zone’s names are hashed.',
    'hash, flags, iterations, salt',
    'RFC 5155 §4',
  ),
  OPENPGPKEY: type('An OpenPGP key.', 'key', 'RFC 7929'),
  PTR: type('The name that an address belongs to: the way back.', 'name', 'RFC 1035 §3.3.12'),
  RP: type('Who is responsible.', 'mailbox, name with a TXT', 'RFC 1183'),
  RRSIG: type(
    'The signature of an RRset.',
    'type, algorithm, labels, original TTL, expires, since, key tag, signer, signature',
    'RFC 4034 §3',
  ),
  SOA: type(
    'The head of the zone: its first server, who is in charge, its serial, and times for secondaries and caches.',
    'primary server, mailbox, serial, refresh, retry, expire, minimum',
    'RFC 1035 §3.3.13',
  ),
  SPF: type('An abandoned form of SPF: use TXT.', 'text', 'RFC 7208 §3.1'),
  SRV: type(
    'Where a service is offered: lowest priority first, among equals by weight.',
    'priority, weight, port, target',
    'RFC 2782',
  ),
  SSHFP: type('The fingerprint of an SSH host key.', 'algorithm, hash, fingerprint', 'RFC 4255'),
  SVCB: type('How to reach a service: priority 0 is an alias.', 'priority, target, parameters', 'RFC 9460'),
  TLSA: type('Which certificate a TLS server has.', 'usage, selector, matching, data', 'RFC 6698'),
  TXT: type(
    'Text, for SPF, proofs and much else. A string has at most 255 octets; several belong together.',
    'text',
    'RFC 1035 §3.3.14',
  ),
  URI: type('A URI for a service.', 'priority, weight, URI', 'RFC 7553'),
};

export const DIRECTIVES: Readonly<Record<string, { readonly about: string; readonly source: string }>> = {
  $TTL: { about: 'The TTL of all records below that state none.', source: 'RFC 2308 §4' },
  $ORIGIN: {
    about: 'What names without a closing dot are completed with, from here on.',
    source: 'RFC 1035 §5.1',
  },
  $INCLUDE: {
    about: 'Reads another file here; a name behind it is that file’s origin.',
    source: 'RFC 1035 §5.1',
  },
  $GENERATE: {
    about: 'Makes a record for each number of a range; $ stands for the number. BIND’s own.',
    source: 'BIND 9.18 manual, 3.5.6',
  },
};

export interface SoaField {
  readonly name: string;
  readonly about: string;
  readonly usual: string;
  readonly source: string;
  readonly isTime: boolean;
}

export const SOA_FIELDS: readonly SoaField[] = [
  {
    name: 'primary server',
    about: 'The server where the zone is changed: updates and NOTIFY go by it.',
    usual: '',
    source: 'RFC 1035 §3.3.13',
    isTime: false,
  },
  {
    name: 'mailbox',
    about: 'Who is in charge, as a name: the first dot stands for the @.',
    usual: 'hostmaster (RFC 2142)',
    source: 'RFC 1035 §3.3.13, RFC 1912 §2.2',
    isTime: false,
  },
  {
    name: 'serial',
    about:
      'The version of the zone. Secondaries fetch the zone when it has risen; it must, with every change.',
    usual: 'YYYYMMDDnn, or one more each time',
    source: 'RFC 1912 §2.2, RFC 1982',
    isTime: false,
  },
  {
    name: 'refresh',
    about: 'How long secondaries wait before they look at the serial again. NOTIFY mostly tells them sooner.',
    usual: '20 min to 12 h',
    source: 'RFC 1035 §3.3.13, RFC 1912 §2.2',
    isTime: true,
  },
  {
    name: 'retry',
    about: 'How long secondaries wait after a look that failed.',
    usual: 'a fraction of refresh',
    source: 'RFC 1035 §3.3.13, RFC 1912 §2.2',
    isTime: true,
  },
  {
    name: 'expire',
    about: 'After so long without a word from its primary, a secondary no longer answers for the zone.',
    usual: '2 to 4 weeks; more than refresh and retry',
    source: 'RFC 1035 §3.3.13, RFC 1912 §2.2',
    isTime: true,
  },
  {
    name: 'minimum',
    about:
      'How long caches keep NXDOMAIN and NODATA: this, or the SOA’s own TTL where that is less. It was once the default TTL; $TTL is that now.',
    usual: '1 to 3 h; more than a day makes trouble',
    source: 'RFC 2308 §4 and §5',
    isTime: true,
  },
];
