/** DNSSEC: signing zones, validating answers. */
import { section, type ReferenceEntries } from './entry.ts';

export const DNSSEC: ReferenceEntries = {
  ...section('Boolean Options', {
    'dnssec-validation': [
      'Checks the signatures of answers. `auto`: from the built-in key of the root; `yes`: from your own `trust-anchors`; forged answers become SERVFAIL.',
      'auto',
    ],
    'validate-except': [
      'Domains that are not validated: inner ones that nobody delegates, say.',
      'none',
      '9.14',
    ],
    'dnssec-accept-expired': [
      'Takes signatures that have ended. For tests; else it opens the door to old data.',
      'no',
    ],
    'dnssec-must-be-secure': ['Below this name answers must be signed, or must not be.'],
    'dnssec-enable': ['Gave signatures to who asks for them. It always does now.', '', 'gone since 9.16'],
    'dnssec-lookaside': ['A second tree of trust, from before the root was signed.', '', 'gone since 9.16'],
    'disable-algorithms': ['Below this name, signatures of these algorithms do not count.'],
    'disable-ds-digests': ['Below this name, DS records with these digests do not count.', '', '9.9'],
    'nta-lifetime': [
      'How long a negative trust anchor (`rndc nta`: do not validate here) lasts.',
      '3600',
      '9.11',
    ],
    'nta-recheck': ['How often is looked whether it is still needed.', '300', '9.11'],
    'managed-keys-directory': ['Where the state of RFC 5011 keys is kept.', 'directory', '9.8'],
    'bindkeys-file': ['A file of trust anchors instead of the built-in ones.', '/etc/bind/bind.keys'],
  }),
  ...section('Zone Options', {
    'auto-dnssec': ['Signed zones by their keys’ dates. `dnssec-policy` does that now.', 'off'],
    'key-directory': ['Where the files of a zone’s keys lie.', 'directory'],
    'sig-validity-interval': [
      'Days that signatures hold, and how long before their end they are made anew. With a policy: see there.',
      '30',
    ],
    'dnskey-sig-validity': ['Days that signatures of DNSKEY records hold. 0: as the others.', '0', '9.13'],
    'sig-signing-nodes': ['Names that are signed in one go.', '100'],
    'sig-signing-signatures': ['Signatures that are made in one go.', '10'],
    'sig-signing-type': ['The private type of the records that tell how far the signing has come.', '65534'],
    'dnssec-dnskey-kskonly': ['Signs the DNSKEY records with the KSK alone.', 'yes'],
    'update-check-ksk': ['Looks at the KSK bit when it chooses the key to sign with.', 'yes'],
    'dnssec-loadkeys-interval': ['Minutes between two looks for new keys.', '60', '9.9'],
    'dnssec-secure-to-insecure': ['Whether an update may take all signatures out of a zone.', 'no'],
    'nsec3-test-zone': ['Takes unknown NSEC3 hashes. For tests alone.', 'no'],
  }),
  ...section('Boolean Options', {
    'tkey-domain': ['The domain of keys that TKEY makes (RFC 2930).'],
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
    'session-keyname': ['The name of that key.', 'local-ddns', '9.7'],
    'session-keyalg': ['The algorithm of that key.', 'hmac-sha256', '9.7'],
  }),
};
