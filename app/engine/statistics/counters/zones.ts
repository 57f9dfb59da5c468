/** Zone maintenance, and what dnstap writes. */
import { counterTexts } from './counter.ts';

export const ZONE_COUNTERS = counterTexts([
  [
    'NotifyOutv4',
    'IPv4 notifies sent',
    'messages',
    'Secondaries told over IPv4 that a zone changed (RFC 1996).',
  ],
  ['NotifyOutv6', 'IPv6 notifies sent', 'messages', 'Secondaries told over IPv6 that a zone changed.'],
  [
    'NotifyInv4',
    'IPv4 notifies received',
    'messages',
    'Notices over IPv4 that a zone changed at its primary.',
  ],
  [
    'NotifyInv6',
    'IPv6 notifies received',
    'messages',
    'Notices over IPv6 that a zone changed at its primary.',
  ],
  [
    'NotifyRej',
    'notifies rejected',
    'messages',
    'Notices from somebody who is no primary of the zone (allow-notify).',
  ],
  [
    'SOAOutv4',
    'IPv4 SOA queries sent',
    'queries',
    'Primaries asked over IPv4 whether the zone’s serial number grew.',
  ],
  [
    'SOAOutv6',
    'IPv6 SOA queries sent',
    'queries',
    'Primaries asked over IPv6 whether the zone’s serial number grew.',
  ],
  ['AXFRReqv4', 'IPv4 AXFR requested', 'transfers', 'Whole zones asked for over IPv4.'],
  ['AXFRReqv6', 'IPv6 AXFR requested', 'transfers', 'Whole zones asked for over IPv6.'],
  ['IXFRReqv4', 'IPv4 IXFR requested', 'transfers', 'Changes of zones asked for over IPv4.'],
  ['IXFRReqv6', 'IPv6 IXFR requested', 'transfers', 'Changes of zones asked for over IPv6.'],
  ['XfrSuccess', 'transfer requests succeeded', 'transfers', 'Transfers to this server that came whole.'],
  [
    'XfrFail',
    'transfer requests failed',
    'transfers',
    'Transfers to this server that failed: the primary refused or broke off. The zone expires if this goes on.',
  ],
]);

export const DNSTAP_COUNTERS = counterTexts([
  ['DNSTAPsuccess', 'dnstap messages written', 'messages', 'Messages written to dnstap.'],
  [
    'DNSTAPdropped',
    'dnstap messages dropped',
    'messages',
    'Messages that dnstap lost, as its reader was too slow.',
  ],
]);

/** Of validation by an authoritative server, in old versions. */
export const DNSSEC_COUNTERS = counterTexts([
  [
    'DNSSECasis',
    'dnssec validation success with signer "as is"',
    'validations',
    'Signatures that hold, with the signer’s name as it is written.',
  ],
  [
    'DNSSECdowncase',
    'dnssec validation success with signer lower cased',
    'validations',
    'Signatures that hold only with the signer’s name in small letters.',
  ],
  ['DNSSECwild', 'dnssec validation of wildcard signature', 'validations', 'Signatures of wildcards.'],
  ['DNSSECfail', 'dnssec validation failures', 'validations', 'Signatures that do not hold.'],
]);
