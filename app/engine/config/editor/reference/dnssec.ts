/** DNSSEC: signing zones, validating answers. */
import { entries, type ReferenceEntries } from './entry.ts';

export const DNSSEC: ReferenceEntries = entries({
  'dnssec-validation': [
    'Checks the signatures of answers. `auto`: from the built-in key of the root; `yes`: from your own `trust-anchors`; forged answers become SERVFAIL.',
    'auto',
  ],
  'validate-except': [
    'Domains at and below which nothing is validated: inner ones that nobody delegates, say.',
    'none',
    '9.14',
  ],
  'dnssec-accept-expired': [
    'Takes signatures that have ended. For tests; else it opens the door to old data.',
    'no',
  ],
  'dnssec-must-be-secure': [
    '`yes`: below this name only answers that validate are taken. `no`: validation as usual.',
  ],
  'dnssec-enable': ['Gave signatures to who asks for them. It always does now.', '', 'gone since 9.16'],
  'dnssec-lookaside': ['A second tree of trust, from before the root was signed.', '', 'gone since 9.16'],
  'disable-algorithms': [
    'At and below this name, signatures of these algorithms do not count. Where none is left, the zone counts as unsigned.',
  ],
  'disable-ds-digests': [
    'At and below this name, DS records with these digests do not count. Where none is left, the zone counts as unsigned.',
    '',
    '9.10',
  ],
  'nta-lifetime': [
    'How long a negative trust anchor (`rndc nta`: do not validate here) lasts.',
    '3600',
    '9.11',
  ],
  'nta-recheck': [
    'How often is looked whether a negative trust anchor (`rndc nta`) is still needed. 0: never.',
    '300',
    '9.11',
  ],
  'managed-keys-directory': [
    'Where the state of trust anchors that are kept up to date (RFC 5011) is stored.',
    'directory',
    '9.8',
  ],
  'bindkeys-file': [
    'A file of trust anchors instead of the built-in ones. Only the root’s is read from it.',
    '/etc/bind/bind.keys',
  ],
  'auto-dnssec': [
    'Signs a zone by its keys’ dates: when told (allow), or by itself (maintain). `dnssec-policy` is the way now.',
    'off',
  ],
  'key-directory': ['Where the files of a zone’s keys lie.', 'directory'],
  'sig-validity-interval': [
    'Days that signatures hold, and how long before their end they are made anew (else a quarter of that). With a policy: see there.',
    '30',
  ],
  'dnskey-sig-validity': ['Days that signatures of DNSKEY records hold. 0: as the others.', '0', '9.14'],
  'sig-signing-nodes': ['Names that are looked at in one go, when a zone is signed with a new key.', '100'],
  'sig-signing-signatures': [
    'When a zone is signed with a new key, signatures that are made in one go, about.',
    '10',
  ],
  'sig-signing-type': ['The private type of the records that tell how far the signing has come.', '65534'],
  'dnssec-dnskey-kskonly': ['Signs the DNSKEY, CDS and CDNSKEY records with the KSK alone.', 'yes'],
  'update-check-ksk': [
    'Looks at the KSK bit: a KSK signs the keys, a ZSK the rest. `no`: every key signs everything.',
    'yes',
  ],
  'dnssec-loadkeys-interval': ['Minutes (1 to 1440) between two looks for new keys.', '60', '9.9'],
  'dnssec-secure-to-insecure': [
    'Whether an update that deletes the DNSKEY records turns a signed zone into an unsigned one.',
    'no',
  ],
  'nsec3-test-zone': ['Takes unknown NSEC3 hashes. For tests alone.', 'no'],
  'tkey-domain': ['The domain under which keys made by TKEY (RFC 2930) are named.'],
  'tkey-dhkey': ['The Diffie-Hellman key for TKEY.'],
  'tkey-gssapi-credential': ['The Kerberos identity for GSS-TSIG; `tkey-gssapi-keytab` is simpler.'],
  'tkey-gssapi-keytab': [
    'The Kerberos keytab for updates by GSS-TSIG (Active Directory, for one).',
    'the system’s',
    '9.8',
  ],
  'session-keyfile': [
    'The key that `nsupdate -l` and `update-policy local` use, made at each start.',
    '/run/named/session.key',
    '9.7',
  ],
  'session-keyname': [
    'The name of the key that `nsupdate -l` and `update-policy local` use.',
    'local-ddns',
    '9.7',
  ],
  'session-keyalg': [
    'The algorithm of the key that `nsupdate -l` and `update-policy local` use.',
    'hmac-sha256',
    '9.7',
  ],
});
