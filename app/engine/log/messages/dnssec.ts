/** What named says of signatures: those it validates, and those it makes. */
import type { MessageGroup } from './message.ts';

const VALIDATE = 'RFC 4035 §5; BIND ARM, category dnssec';
const LOOK = 'delv NAME shows the chain; dig +cd +dnssec NAME what is there unvalidated.';

export const DNSSEC: readonly MessageGroup[] = [
  {
    opening: 'validating',
    category: 'dnssec',
    severity: 'info',
    reference: VALIDATE,
    messages: [
      [
        'no valid signature found',
        'Of all signatures on this RRset none is good: clients get SERVFAIL.',
        LOOK,
      ],
      ['no valid signature found (DS)', 'The DS record’s signature is not good.', LOOK],
      [
        'verify failed due to bad signature (keyid={number}): RRSIG has expired',
        'The signature’s time is over: the zone was not signed again in time.',
        'The zone’s owner must sign it anew. Is this machine’s clock right?',
      ],
      [
        'verify failed due to bad signature (keyid={number}): RRSIG validity period has not begun',
        'The signature is of the future.',
        'This machine’s clock, or the signer’s, is wrong.',
      ],
      [
        'verify failed due to bad signature (keyid={number}): RRSIG failed to verify',
        'The data was changed after it was signed, or the key is another.',
        LOOK,
      ],
      [
        'verify failed due to bad signature (keyid={number}): {result}',
        'The signature by this key is not good.',
        LOOK,
      ],
      [
        'got insecure response; parent indicates it should be secure',
        'The parent has a DS, so that answers must be signed; this one is not.',
        'Remove the DS at the parent or sign the zone. A forwarder without DNSSEC strips signatures, too.',
      ],
      [
        'bad cache hit ({question})',
        'Something above it failed validation a moment ago.',
        'Look for that one’s first failure.',
      ],
      [
        'no DNSKEY matching DS',
        'No key of the zone fits the DS at its parent.',
        'Compare dig DS ZONE and dig DNSKEY ZONE: a key change where the parent was forgotten?',
        'debug',
      ],
      [
        'no supported algorithm/digest (DS)',
        'All DS records use algorithms that are not known here: the zone counts as unsigned.',
        '',
        'debug',
      ],
      ['no valid DS', 'No DS record of the parent could be used.', LOOK],
      ['insecurity proof failed: {result}', 'Nothing proves that the zone may be unsigned.', LOOK, 'debug'],
      ['broken trust chain', 'Something above it failed.', LOOK],
      ['must be secure failure, {result}', 'dnssec-must-be-secure wants a signature here.', '', 'warning'],
      ['marking as secure, noqname proof not needed', 'The answer is validated (debugging).', '', 'debug'],
      ['marking as answer ({text})', 'The answer need not be signed (debugging).', '', 'debug'],
      ['starting', 'A validation begins (debugging).', '', 'debug'],
      [
        'nonexistence proof(s) not found',
        'The proof that the name or type does not exist is missing or wrong.',
        LOOK,
        'debug',
      ],
      ['{result}', 'A step of the validation of this RRset.', LOOK],
    ],
  },
  {
    opening: 'zone',
    category: 'dnssec',
    severity: 'info',
    reference: 'BIND ARM, dnssec-policy',
    messages: [
      ['reconfiguring zone keys', 'The zone’s keys are looked at: is one due to come or to go?'],
      ['next key event: {text}', 'Then the keys are looked at again.'],
      ['next key event in {number} seconds', 'Then the keys are looked at again (debugging).', '', 'debug'],
      [
        "sending trust-anchor-telemetry query '{question}'",
        'The zone of a trust anchor, mostly the root, is told which of its keys are trusted here (RFC 8145).',
      ],
      [
        'receive_secure_serial: {result}',
        'The signed form of the zone was to follow a change of the unsigned one; “unchanged”: there was nothing to follow.',
        '',
        'general info',
      ],
      [
        'receive_secure_db: {result}',
        'The signed form of the zone could not be made from the unsigned one, for the reason at the end.',
        '',
        'general error',
      ],
      [
        'DNSKEY RRSIG(s) will expire within 7 days: {text}',
        'The signature on the keys is soon over.',
        'Is the KSK’s private key here? rndc sign ZONE.',
        'general warning',
      ],
      [
        'DNSKEY RRSIG(s) have expired',
        'The signature on the keys is over: validating resolvers answer SERVFAIL for all of the zone.',
        'Sign at once: rndc sign ZONE.',
        'general error',
      ],
      [
        'Key {key} missing or inactive and has no replacement: retaining signatures.',
        'A key is gone, and none takes its place: its signatures stay, until they are too old.',
        'Put the private key back, or make a new one.',
        'general warning',
      ],
      [
        'could not get zone keys for secure dynamic update',
        'A signed zone cannot be updated without its private keys.',
        '',
        'general error',
      ],
      ['zone_rekey:{text}', 'About the zone’s keys.', '', 'debug'],
      [
        "Initializing automatic trust anchor management for zone '{zone}'; DNSKEY ID {number} is now trusted, waiving the normal 30-day waiting perio{text}",
        'The first trust anchor of the zone is taken as configured (RFC 5011).',
        '',
        'warning',
      ],
      [
        'Key {number} for zone {zone} is now trusted ({text})',
        'A new key has been there long enough, and is trusted now (RFC 5011).',
      ],
      [
        "New key {number} observed for zone '{zone}': starting 30-day acceptance timer",
        'A new key was seen: it will be trusted in 30 days (RFC 5011).',
      ],
      [
        "Unable to fetch DNSKEY set '{zone}': {result}",
        'The keys of the trust anchor’s zone could not be fetched: validation may fail.',
        'Can the root servers be reached, over TCP too? A forwarder without DNSSEC?',
        'warning',
      ],
      [
        "No DNSKEY RRSIGs found for '{zone}': {result}",
        'The keys came without signatures: something on the way strips them.',
        'A forwarder or firewall without DNSSEC.',
        'warning',
      ],
      [
        "DNSKEY set for zone '{zone}' could not be verified with current keys",
        'The zone’s keys do not fit the trust anchors here: validation fails for everything below.',
        'The anchors are old (a copied managed-keys.bind?), or answers are forged.',
      ],
      [
        "No valid trust anchors for '{zone}'!",
        'Nothing can be validated below this name.',
        'rndc managed-keys status; remove old managed-keys files.',
        'error',
      ],
    ],
  },
  {
    category: 'dnssec',
    severity: 'info',
    reference: 'BIND ARM, dnssec-policy',
    messages: [
      ['keymgr: DNSKEY {key} ({word}) created for policy {word}', 'A new key was made.'],
      [
        'keymgr: DNSKEY {key} ({word}) is active in policy {word}',
        'This key signs (debugging).',
        '',
        'debug',
      ],
      [
        'keymgr: DNSKEY {key} ({word}) matches policy {word}',
        'This key is as the policy wants it (debugging).',
        '',
        'debug',
      ],
      [
        'keymgr: retire DNSKEY {key} ({word})',
        'This key stops signing, and will go when its signatures are over.',
      ],
      ['keymgr: DNSKEY {key} ({word}) {text}', 'About one key of a zone with a dnssec-policy.'],
      ['keymgr: {text}', 'A step in the life of a zone’s keys (mostly debugging).', '', 'debug'],
      ['Fetching {key} ({word}) from key {text}.', 'The key is taken into the zone.'],
      ['DNSKEY {key} ({word}) is now published', 'The key stands in the zone; resolvers can learn it.'],
      ['DNSKEY {key} ({word}) is now active', 'The key signs now.'],
      ['DNSKEY {key} ({word}) is now inactive', 'The key does not sign any more.'],
      ['DNSKEY {key} ({word}) is now deleted', 'The key is no longer in the zone.'],
      [
        'DNSKEY {key} ({word}) is now revoked; new ID is {number}',
        'The key says of itself that it is not to be trusted (RFC 5011).',
      ],
      [
        'CDS for key {key} is now published',
        'The zone tells its parent which DS it wants (RFC 7344).',
        'If the parent does not look for it: bring the DS there yourself.',
        'general info',
      ],
      [
        'CDNSKEY for key {key} is now published',
        'The zone tells its parent which key it wants (RFC 7344).',
        '',
        'general info',
      ],
      [
        'CDS for key {key} is now deleted',
        'The zone no longer asks its parent for this DS.',
        '',
        'general info',
      ],
      [
        'CDNSKEY for key {key} is now deleted',
        'The zone no longer asks its parent for this key.',
        '',
        'general info',
      ],
    ],
  },
];
