/** The clauses within blocks that named 9.18 knows and this server does not act on, in the notation of `value-form.ts`. */

type Forms = Readonly<Record<string, string>>;

const POLICY_FLAGS = '[ recursive-only <boolean> ] [ nsip-enable <boolean> ] [ nsdname-enable <boolean> ]';

/** Of response-policy, which is a list and settings behind it, in any order. */
export const RESPONSE_POLICY_SETTINGS: ReadonlyMap<string, string> = table({
  '<boolean>':
    'add-soa break-dnssec nsip-wait-recurse nsdname-wait-recurse qname-wait-recurse recursive-only nsip-enable ' +
    'nsdname-enable dnsrps-enable',
  '<duration>': 'max-policy-ttl min-update-interval',
  '<integer>': 'min-ns-dots',
  '<any>': 'dnsrps-options',
});

/** Of one zone of a response-policy. */
export const POLICY_ZONE =
  'zone <string> [ add-soa <boolean> ] [ log <boolean> ] [ max-policy-ttl <duration> ] ' +
  '[ min-update-interval <duration> ] [ policy ( cname | disabled | drop | given | no-op | nodata | nxdomain | ' +
  `passthru | tcp-only ) ] ${POLICY_FLAGS}`;

/** By the block's keyword; `server` is `peer`. */
export const BLOCKS: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  'dnssec-policy': table({
    '<duration>':
      'dnskey-ttl max-zone-ttl parent-ds-ttl parent-propagation-delay parent-registration-delay publish-safety ' +
      'purge-keys retire-safety signatures-jitter signatures-refresh signatures-validity signatures-validity-dnskey ' +
      'zone-propagation-delay',
    '{ ( csk | ksk | zsk ) [ ( key-directory ) ] lifetime ( unlimited | <duration> ) algorithm <string> [ <integer> ]; ... }':
      'keys',
    '[ iterations <integer> ] [ optout <boolean> ] [ salt-length <integer> ]': 'nsec3param',
  }),
  tls: table({
    '<quoted>': 'ca-file cert-file dhparam-file key-file remote-hostname',
    '<string>': 'ciphers',
    '<boolean>': 'prefer-server-ciphers session-tickets',
    '{ <string>; ... }': 'protocols',
  }),
  http: table({
    '{ <quoted>; ... }': 'endpoints',
    '<integer>': 'listener-clients streams-per-connection',
  }),
  peer: table({
    '<boolean>':
      'bogus edns provide-ixfr request-expire request-ixfr request-nsid send-cookie tcp-keepalive tcp-only',
    '<integer>': 'edns-udp-size edns-version max-udp-size padding transfers',
    '<rest>': 'keys',
    '( <ipv4> | * ) [ port <port> ]': 'notify-source transfer-source',
    '( <ipv6> | * ) [ port <port> ]': 'notify-source-v6 transfer-source-v6',
    '[ address ] ( <ipv4> | * ) [ port <port> ]': 'query-source',
    '[ address ] ( <ipv6> | * ) [ port <port> ]': 'query-source-v6',
    '( many-answers | one-answer )': 'transfer-format',
  }),
  dns64: table({
    '<boolean>': 'break-dnssec recursive-only',
    '<acl>': 'clients exclude mapped',
    '<ipv6>': 'suffix',
  }),
  'rate-limit': table({
    '<integer>':
      'all-per-second errors-per-second ipv4-prefix-length ipv6-prefix-length max-table-size min-table-size ' +
      'nodata-per-second nxdomains-per-second qps-scale referrals-per-second responses-per-second slip window',
    '<acl>': 'exempt-clients',
    '<boolean>': 'log-only',
  }),
};

function table(forms: Forms): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(forms).flatMap(([form, words]) =>
      words.split(' ').map((word): [string, string] => [word, form]),
    ),
  );
}
