/**
 * The clauses that named 9.18 knows and this server does not act on: each is told with a warning and has no effect.
 * Those that it acts on are in clauses.ts.
 */

/** In `options`. */
export const KNOWN_OPTIONS: ReadonlySet<string> = wordsOf(
  'allow-new-zones allow-notify allow-query-cache-on allow-query-on allow-recursion-on ' +
    'allow-transfer allow-update allow-update-forwarding also-notify alt-transfer-source ' +
    'alt-transfer-source-v6 answer-cookie attach-cache auth-nxdomain auto-dnssec ' +
    'automatic-interface-scan avoid-v4-udp-ports avoid-v6-udp-ports bindkeys-file catalog-zones ' +
    'check-dup-records check-integrity check-mx check-mx-cname check-names check-sibling check-spf ' +
    'check-srv-cname check-wildcard clients-per-query cookie-algorithm cookie-secret coresize datasize ' +
    'deny-answer-addresses deny-answer-aliases dialup disable-algorithms disable-ds-digests ' +
    'disable-empty-zone dns64 dns64-contact dns64-server dnskey-sig-validity dnsrps-enable ' +
    'dnsrps-options dnssec-accept-expired dnssec-dnskey-kskonly dnssec-loadkeys-interval ' +
    'dnssec-must-be-secure dnssec-policy dnssec-secure-to-insecure dnssec-update-mode dnstap ' +
    'dnstap-identity dnstap-output dnstap-version dscp dual-stack-servers dump-file edns-udp-size ' +
    'empty-contact empty-server empty-zones-enable fetch-quota-params fetches-per-server ' +
    'fetches-per-zone files flush-zones-on-shutdown fstrm-set-buffer-hint fstrm-set-flush-timeout ' +
    'fstrm-set-input-queue-size fstrm-set-output-notify-threshold fstrm-set-output-queue-model ' +
    'fstrm-set-output-queue-size fstrm-set-reopen-interval geoip-directory glue-cache ' +
    'heartbeat-interval hostname http-listener-clients http-port http-streams-per-connection ' +
    'https-port interface-interval ipv4only-contact ipv4only-enable ipv4only-server ' +
    'ixfr-from-differences keep-response-order key-directory lame-ttl lmdb-mapsize lock-file ' +
    'managed-keys-directory masterfile-format masterfile-style match-mapped-addresses ' +
    'max-clients-per-query max-ixfr-ratio max-journal-size max-query-count max-query-restarts ' +
    'max-records max-records-per-type max-recursion-depth max-recursion-queries max-refresh-time ' +
    'max-retry-time max-rsa-exponent-size max-stale-ttl max-transfer-idle-in max-transfer-idle-out ' +
    'max-transfer-time-in max-transfer-time-out max-types-per-name max-udp-size max-zone-ttl ' +
    'memstatistics memstatistics-file message-compression min-refresh-time min-retry-time minimal-any ' +
    'multi-master new-zones-directory no-case-compress nocookie-udp-size notify notify-delay ' +
    'notify-rate notify-source notify-source-v6 notify-to-soa nsec3-test-zone nta-lifetime nta-recheck ' +
    'nxdomain-redirect parental-source parental-source-v6 pid-file preferred-glue prefetch ' +
    'provide-ixfr qname-minimization query-source query-source-v6 random-device rate-limit ' +
    'recursing-file request-expire request-ixfr request-nsid require-server-cookie reserved-sockets ' +
    'resolver-nonbackoff-tries resolver-query-timeout resolver-retry-interval response-padding ' +
    'response-policy reuseport root-delegation-only root-key-sentinel rrset-order secroots-file ' +
    'send-cookie serial-query-rate serial-update-method session-keyalg session-keyfile session-keyname ' +
    'sig-signing-nodes sig-signing-signatures sig-signing-type sig-validity-interval sortlist ' +
    'stacksize stale-answer-client-timeout stale-answer-enable stale-answer-ttl stale-cache-enable ' +
    'stale-refresh-time startup-notify-rate statistics-file suppress-initial-notify synth-from-dnssec ' +
    'tcp-advertised-timeout tcp-clients tcp-idle-timeout tcp-initial-timeout tcp-keepalive-timeout ' +
    'tcp-listen-queue tcp-receive-buffer tcp-send-buffer tkey-dhkey tkey-domain tkey-gssapi-credential ' +
    'tkey-gssapi-keytab tls-port transfer-format transfer-message-size transfer-source ' +
    'transfer-source-v6 transfers-in transfers-out transfers-per-ns trust-anchor-telemetry ' +
    'try-tcp-refresh udp-receive-buffer udp-send-buffer update-check-ksk update-quota ' +
    'use-alt-transfer-source use-v4-udp-ports use-v6-udp-ports v6-bias validate-except zero-no-soa-ttl ' +
    'zero-no-soa-ttl-cache zone-statistics ',
);

/** In `zone`, of one type or another. */
export const KNOWN_ZONE_OPTIONS: ReadonlySet<string> = wordsOf(
  'allow-notify allow-query-on allow-transfer allow-update allow-update-forwarding also-notify ' +
    'alt-transfer-source alt-transfer-source-v6 auto-dnssec check-dup-records check-integrity check-mx ' +
    'check-mx-cname check-names check-sibling check-spf check-srv-cname check-wildcard database ' +
    'delegation-only dialup dlz dnskey-sig-validity dnssec-dnskey-kskonly dnssec-loadkeys-interval ' +
    'dnssec-policy dnssec-secure-to-insecure dnssec-update-mode in-view inline-signing ' +
    'ixfr-from-differences journal key-directory masterfile-format masterfile-style max-ixfr-ratio ' +
    'max-journal-size max-records max-records-per-type max-refresh-time max-retry-time ' +
    'max-transfer-idle-in max-transfer-idle-out max-transfer-time-in max-transfer-time-out ' +
    'max-types-per-name max-zone-ttl min-refresh-time min-retry-time multi-master notify notify-delay ' +
    'notify-source notify-source-v6 notify-to-soa nsec3-test-zone parental-agents parental-source ' +
    'parental-source-v6 request-expire request-ixfr serial-update-method sig-signing-nodes ' +
    'sig-signing-signatures sig-signing-type sig-validity-interval transfer-source transfer-source-v6 ' +
    'try-tcp-refresh update-check-ksk update-policy use-alt-transfer-source zero-no-soa-ttl ' +
    'zone-statistics ',
);

/** On the top level. */
export const KNOWN_STATEMENTS: ReadonlySet<string> = wordsOf(
  'controls dlz dnssec-policy dyndb http key-store logging managed-keys parental-agents plugin primaries masters ' +
    'server statistics-channels tls trust-anchors trusted-keys',
);

/** Gone since 9.18 or before; named refuses a configuration that has them. */
export const GONE_OPTIONS: ReadonlySet<string> = wordsOf(
  'acache-cleaning-interval acache-enable additional-from-auth additional-from-cache allow-v6-synthesis cleaning-interval ' +
    'deallocate-on-exit dnssec-enable dnssec-lookaside fake-iquery fetch-glue filter-aaaa filter-aaaa-on-v4 ' +
    'filter-aaaa-on-v6 has-old-clients host-statistics host-statistics-max max-acache-size multiple-cnames named-xfer ' +
    'queryport-pool-ports queryport-pool-updateinterval request-sit rfc2308-type1 serial-queries sit-secret ' +
    'support-ixfr treat-cr-as-space use-id-pool use-ixfr use-queryport-pool',
);

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(' '));
}
