/**
 * The clauses that named 9.18 knows and this server does not act on: their form is checked, each is told with a
 * warning, and has no effect. Forms are in the notation of named.conf(5); `value-form.ts` reads by them. Those that
 * this server acts on are in clauses.ts.
 */

type Forms = Readonly<Record<string, string>>;

const SERVERS = '[ port <port> ] { <server> [ port <port> ] [ key <string> ] [ tls <string> ]; ... }';

/** In `options` and in views. */
const IN_VIEWS: Forms = {
  '<integer>':
    'dnskey-sig-validity dnssec-loadkeys-interval max-records max-records-per-type max-refresh-time max-retry-time ' +
    'max-transfer-idle-in max-transfer-idle-out max-transfer-time-in max-transfer-time-out max-types-per-name ' +
    'min-refresh-time min-retry-time notify-delay resolver-nonbackoff-tries resolver-retry-interval ' +
    'sig-signing-nodes sig-signing-signatures sig-signing-type v6-bias',
  '<boolean>':
    'allow-new-zones auth-nxdomain check-integrity check-sibling check-wildcard dnsrps-enable dnssec-accept-expired ' +
    'dnssec-dnskey-kskonly dnssec-secure-to-insecure glue-cache ipv4only-enable message-compression multi-master ' +
    'notify-to-soa nsec3-test-zone provide-ixfr request-expire request-ixfr request-nsid root-key-sentinel ' +
    'suppress-initial-notify synth-from-dnssec trust-anchor-telemetry try-tcp-refresh update-check-ksk ' +
    'use-alt-transfer-source zero-no-soa-ttl zero-no-soa-ttl-cache',
  '<acl>': 'allow-notify allow-update allow-update-forwarding ' + 'no-case-compress sortlist',
  '<string>':
    'dns64-contact dns64-server dnssec-policy ipv4only-contact ipv4only-server nxdomain-redirect preferred-glue',
  '<quoted>': 'key-directory new-zones-directory',
  '( default | unlimited | <size> )': 'max-journal-size',
  '<duration>': 'lame-ttl nta-lifetime nta-recheck',
  '( <ipv4> | * ) [ port <port> ]': 'alt-transfer-source notify-source parental-source transfer-source',
  '( <ipv6> | * ) [ port <port> ]':
    'alt-transfer-source-v6 notify-source-v6 parental-source-v6 transfer-source-v6',
  '( fail | warn | ignore )': 'check-dup-records check-mx check-mx-cname check-srv-cname',
  '<string> { <string>; ... }': 'disable-algorithms disable-ds-digests',
  [SERVERS]: 'also-notify',
  '( allow | maintain | off )': 'auto-dnssec',
  '( primary | master | secondary | slave | response ) ( fail | warn | ignore )': 'check-names',
  '( warn | ignore )': 'check-spf',
  '<acl> [ except-from { <string>; ... } ]': 'deny-answer-addresses',
  '{ <string>; ... } [ except-from { <string>; ... } ]': 'deny-answer-aliases',
  '( notify | notify-passive | passive | refresh | <boolean> )': 'dialup',
  '<netprefix> <dns64>': 'dns64',
  '<any>': 'catalog-zones dnsrps-options dnstap',
  '<rate-limit>': 'rate-limit',
  '<string> <boolean>': 'dnssec-must-be-secure',
  '( maintain | no-resign )': 'dnssec-update-mode',
  '[ port <port> ] { ( <address> | <quoted> ) [ port <port> ]; ... }': 'dual-stack-servers',
  '( primary | master | secondary | slave | <boolean> )': 'ixfr-from-differences',
  '<size>': 'lmdb-mapsize',
  '( raw | text )': 'masterfile-format',
  '( full | relative )': 'masterfile-style',
  '( unlimited | <percentage> )': 'max-ixfr-ratio',
  '( unlimited | <duration> )': 'max-zone-ttl',
  '( explicit | master-only | primary-only | <boolean> )': 'notify',
  '<acl> block-size <integer>': 'response-padding',
  '<policies>': 'response-policy',
  '[ exclude { <string>; ... } ]': 'root-delegation-only',
  '( date | increment | unixtime )': 'serial-update-method',
  '<integer> [ <integer> ]': 'sig-validity-interval',
  '( many-answers | one-answer )': 'transfer-format',
  '{ <string>; ... }': 'validate-except',
  '( full | terse | none | <boolean> )': 'zone-statistics',
};

/** In `options` alone. */
const IN_OPTIONS: Forms = {
  '<integer>':
    'dscp fstrm-set-buffer-hint fstrm-set-flush-timeout fstrm-set-input-queue-size fstrm-set-output-notify-threshold ' +
    'fstrm-set-output-queue-size heartbeat-interval http-listener-clients http-port http-streams-per-connection ' +
    'https-port max-rsa-exponent-size notify-rate reserved-sockets serial-query-rate startup-notify-rate ' +
    'tcp-advertised-timeout tcp-idle-timeout tcp-initial-timeout tcp-keepalive-timeout tcp-listen-queue ' +
    'tcp-receive-buffer tcp-send-buffer tls-port transfer-message-size transfers-in transfers-out transfers-per-ns ' +
    'udp-receive-buffer udp-send-buffer update-quota',
  '<boolean>':
    'automatic-interface-scan flush-zones-on-shutdown match-mapped-addresses memstatistics reuseport',
  '<acl>': 'keep-response-order',
  '<string>': 'session-keyalg session-keyname',
  '<quoted>':
    'bindkeys-file managed-keys-directory memstatistics-file tkey-domain tkey-gssapi-credential tkey-gssapi-keytab',
  '( none | <quoted> )': 'dnstap-version geoip-directory lock-file pid-file random-device session-keyfile',
  '( none | hostname | <quoted> )': 'dnstap-identity',
  '( default | unlimited | <size> )': 'coresize datasize files stacksize',
  '<duration>': 'fstrm-set-reopen-interval interface-interval',
  '<rest>': 'dnstap-output',
  '( mpsc | spsc )': 'fstrm-set-output-queue-model',
  '<quoted> <integer>': 'tkey-dhkey',
};

/** In views alone, and on the top level too. */
const IN_VIEWS_ALONE: Forms = {
  '{ <string> ( static-key | initial-key | static-ds | initial-ds ) <integer> <integer> <integer> <quoted>; ... }':
    'managed-keys trust-anchors',
  '<string> <any>': 'dlz',
  '<string> <quoted> <any>': 'dyndb',
  '( query ) <string> [ <any> ]': 'plugin',
  '{ <string> <integer> <integer> <integer> <quoted>; ... }': 'trusted-keys',
};

/** On the top level, beside those. */
const ON_TOP: Forms = {
  '<string> <dnssec-policy>': 'dnssec-policy',
  '<string> <http>': 'http',
  '<string> <tls>': 'tls',
  [`<string> ${SERVERS}`]: 'masters parental-agents primaries',
  '<any>': 'statistics-channels',
};

/** In zones: the zone types that may have them, as their first letters (`TYPE_LETTERS`), and the form where it is another than a view's. */
const IN_ZONES: readonly (readonly [words: string, types: string, form?: string])[] = [
  ['also-notify', 'psm'],
  ['allow-update', 'p'],
  ['allow-notify allow-update-forwarding try-tcp-refresh request-expire request-ixfr', 'sm'],
  ['alt-transfer-source alt-transfer-source-v6', 'psm'],
  ['auto-dnssec dnskey-sig-validity dnssec-dnskey-kskonly dnssec-loadkeys-interval dnssec-policy', 'ps'],
  ['dnssec-update-mode key-directory notify-to-soa nsec3-test-zone parental-source parental-source-v6', 'ps'],
  ['sig-signing-nodes sig-signing-signatures sig-signing-type sig-validity-interval update-check-ksk', 'ps'],
  ['check-dup-records check-integrity check-mx check-mx-cname check-sibling check-spf check-srv-cname', 'p'],
  ['check-wildcard dnssec-secure-to-insecure serial-update-method', 'p'],
  ['check-names', 'psmhu', '( fail | warn | ignore )'],
  ['database', 'psmu', '<string>'],
  ['dialup', 'psu'],
  ['dlz', 'psr', '<string>'],
  ['inline-signing', 'ps', '<boolean>'],
  ['ixfr-from-differences', 'psm', '<boolean>'],
  ['journal', 'psm', '<quoted>'],
  ['masterfile-format masterfile-style', 'psmru'],
  ['max-ixfr-ratio max-journal-size max-transfer-idle-out max-transfer-time-out', 'psm'],
  ['max-records max-records-per-type max-types-per-name zone-statistics', 'psmrtu'],
  ['max-zone-ttl', 'pr'],
  ['notify notify-delay notify-source notify-source-v6 zero-no-soa-ttl', 'psm'],
  ['max-refresh-time max-retry-time max-transfer-idle-in max-transfer-time-in multi-master', 'smu'],
  ['min-refresh-time min-retry-time transfer-source transfer-source-v6 use-alt-transfer-source', 'smu'],
  ['parental-agents', 'ps', SERVERS],
  ['update-policy', 'p', '( local | <any> )'],
  ['delegation-only', 'fhu', '<boolean>'],
];

/** For what `IN_ZONES` says. */
export const TYPE_LETTERS = {
  primary: 'p',
  secondary: 's',
  mirror: 'm',
  redirect: 'r',
  'static-stub': 't',
  stub: 'u',
  hint: 'h',
  forward: 'f',
  'delegation-only': 'd',
} as const;

const views = new Map(table(IN_VIEWS));
/** The form of each clause that may stand in `options`, in a view, on the top level. */
export const KNOWN: Readonly<Record<'options' | 'view' | 'top', ReadonlyMap<string, string>>> = {
  options: new Map([...views, ...table(IN_OPTIONS)]),
  view: new Map([...views, ...table(IN_VIEWS_ALONE)]),
  top: new Map([...table(IN_VIEWS_ALONE), ...table(ON_TOP)]),
};

/** Of each clause that may stand in zones: its form, and the letters of the types. */
export const KNOWN_IN_ZONES: ReadonlyMap<string, { readonly form: string; readonly types: string }> = new Map(
  IN_ZONES.flatMap(([words, types, form]) =>
    words.split(' ').map((word) => [word, { form: form ?? views.get(word) ?? '<rest>', types }] as const),
  ),
);

/** They may stand in one block several times. */
export const REPEATABLE: ReadonlySet<string> = wordsOf(
  'check-names disable-algorithms disable-ds-digests disable-empty-zone dns64 dnssec-must-be-secure dlz dyndb key ' +
    'listen-on listen-on-v6 cookie-secret managed-keys plugin server trust-anchors trusted-keys',
);

/** BIND says so, and does not act on them. */
export const OBSOLETE: ReadonlySet<string> = wordsOf('dscp random-device suppress-initial-notify');

/** Debian's named was built without what they are for. */
export const NOT_BUILT_IN: ReadonlySet<string> = wordsOf('dnsrps-enable dnsrps-options');

/** They keep house for named: no answer depends on them. */
export const HOUSEKEEPING: ReadonlySet<string> = wordsOf(
  'automatic-interface-scan bindkeys-file geoip-directory interface-interval key-directory lock-file ' +
    'managed-keys-directory memstatistics memstatistics-file new-zones-directory pid-file reuseport session-keyalg ' +
    'session-keyfile session-keyname startup-notify-rate',
);

/** Gone since 9.18 or before; named refuses a configuration that has them. */
export const GONE: ReadonlySet<string> = wordsOf(
  'acache-cleaning-interval acache-enable additional-from-auth additional-from-cache allow-v6-synthesis cleaning-interval ' +
    'deallocate-on-exit dnssec-enable dnssec-lookaside fake-iquery fetch-glue filter-aaaa filter-aaaa-on-v4 ' +
    'filter-aaaa-on-v6 has-old-clients host-statistics host-statistics-max max-acache-size multiple-cnames named-xfer ' +
    'queryport-pool-ports queryport-pool-updateinterval request-sit rfc2308-type1 serial-queries sit-secret ' +
    'support-ixfr treat-cr-as-space use-id-pool use-ixfr use-queryport-pool',
);

function table(forms: Forms): [word: string, form: string][] {
  return Object.entries(forms).flatMap(([form, words]) =>
    words.split(' ').map((word): [string, string] => [word, form]),
  );
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
