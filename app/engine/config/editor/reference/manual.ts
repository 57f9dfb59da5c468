/**
 * Made by app/hosts/launch/manual-index.mjs from the BIND 9.18 Administrator Reference Manual.
 * Its sections, and the words that each tells of.
 */
export const MANUAL = `
4.4 Configuring Plugins
  plugin
6.6.1 Configuring DLZ
  dlz search
6.7.1 Configuring DynDB
  dyndb
6.8.2 Configuring Catalog Zones
  catalog-zones
8.1.1 Comment Syntax
8.1.1.1 Syntax
8.1.1.2 Definition and Usage
8.1.2 Configuration Layout Styles
8.1.3 include Directive
8.1.3.1 include Directive Definition and Usage
8.1.4 Address Match Lists
8.1.4.1 Syntax
8.1.4.2 Definition and Usage
8.1.5 Glossary of Terms Used
8.2.2 acl Block Definition and Usage
  acl
8.2.4 controls Block Definition and Usage
  controls unix inet
8.2.6 key Block Definition and Usage
  key algorithm secret
8.2.8 logging Block Definition and Usage
  logging
8.2.8.1 The channel Phrase
  channel null syslog severity stderr print-time print-category print-severity buffered
8.2.8.2 The category Phrase
  category
8.2.8.3 The query-errors Category
8.2.10 parental-agents Block Definition and Usage
  parental-agents
8.2.12 primaries Block Definition and Usage
  primaries
8.2.14 options Block Definition and Usage
  options attach-cache directory dnstap fstrm-set-buffer-hint fstrm-set-flush-timeout
  fstrm-set-output-notify-threshold fstrm-set-output-queue-model fstrm-set-input-queue-size
  fstrm-set-output-queue-size fstrm-set-reopen-interval dnstap-output dnstap-identity
  dnstap-version geoip-directory key-directory lmdb-mapsize managed-keys-directory max-ixfr-ratio
  new-zones-directory qname-minimization tkey-gssapi-keytab tkey-gssapi-credential tkey-domain
  tkey-dhkey dump-file memstatistics-file lock-file pid-file recursing-file statistics-file
  bindkeys-file secroots-file session-keyfile session-keyname session-keyalg port tls-port
  https-port http-port http-listener-clients http-streams-per-connection dscp preferred-glue
  root-delegation-only disable-algorithms disable-ds-digests dnssec-must-be-secure dns64
  dns64-server dns64-contact clients mapped exclude suffix recursive-only break-dnssec
  ipv4only-enable ipv4only-server ipv4only-contact dnssec-loadkeys-interval dnssec-update-mode
  nta-lifetime nta-recheck stale-answer-ttl serial-update-method zone-statistics
8.2.14.1 Boolean Options
  automatic-interface-scan allow-new-zones auth-nxdomain memstatistics dialup
  flush-zones-on-shutdown root-key-sentinel reuseport message-compression minimal-responses
  glue-cache minimal-any notify notify-to-soa recursion request-nsid require-server-cookie
  answer-cookie send-cookie stale-answer-enable stale-answer-client-timeout stale-cache-enable
  stale-refresh-time nocookie-udp-size cookie-algorithm cookie-secret response-padding
  trust-anchor-telemetry provide-ixfr request-ixfr request-expire match-mapped-addresses
  ixfr-from-differences multi-master auto-dnssec dnssec-validation validate-except
  dnssec-accept-expired querylog check-names check-dup-records check-mx check-wildcard
  check-integrity check-mx-cname check-srv-cname check-sibling check-spf zero-no-soa-ttl
  zero-no-soa-ttl-cache update-check-ksk dnssec-dnskey-kskonly try-tcp-refresh
  dnssec-secure-to-insecure synth-from-dnssec
8.2.14.2 Forwarding
  forward forwarders
8.2.14.3 Dual-stack Servers
  dual-stack-servers
8.2.14.4 Access Control
  allow-notify allow-query allow-query-on allow-query-cache allow-query-cache-on allow-recursion
  allow-recursion-on allow-update allow-update-forwarding allow-transfer blackhole
  keep-response-order no-case-compress resolver-query-timeout
8.2.14.5 Interfaces
  listen-on listen-on-v6
8.2.14.6 Query Address
  query-source query-source-v6 use-v4-udp-ports use-v6-udp-ports avoid-v4-udp-ports
  avoid-v6-udp-ports
8.2.14.7 Zone Transfers
  also-notify max-transfer-time-in max-transfer-idle-in max-transfer-time-out max-transfer-idle-out
  notify-rate startup-notify-rate serial-query-rate transfer-format transfer-message-size
  transfers-in transfers-out transfers-per-ns transfer-source transfer-source-v6
  alt-transfer-source alt-transfer-source-v6 use-alt-transfer-source notify-source notify-source-v6
8.2.14.8 Operating System Resource Limits
  coresize datasize files stacksize
8.2.14.9 Server Resource Limits
  max-journal-size max-records max-records-per-type max-types-per-name recursive-clients
  tcp-clients clients-per-query max-clients-per-query fetches-per-zone fetches-per-server
  fetch-quota-params reserved-sockets max-cache-size tcp-listen-queue tcp-initial-timeout
  tcp-idle-timeout tcp-keepalive-timeout tcp-advertised-timeout update-quota
8.2.14.10 Periodic Task Intervals
  heartbeat-interval interface-interval
8.2.14.11 The sortlist Statement
  sortlist
8.2.14.12 RRset Ordering
  rrset-order
8.2.14.13 Tuning
  lame-ttl servfail-ttl min-ncache-ttl min-cache-ttl max-ncache-ttl max-cache-ttl max-stale-ttl
  resolver-nonbackoff-tries resolver-retry-interval sig-validity-interval dnskey-sig-validity
  sig-signing-nodes sig-signing-signatures sig-signing-type min-refresh-time max-refresh-time
  min-retry-time max-retry-time edns-udp-size max-udp-size masterfile-format masterfile-style
  max-query-count max-recursion-depth max-recursion-queries max-query-restarts notify-delay
  max-rsa-exponent-size prefetch v6-bias tcp-receive-buffer udp-receive-buffer tcp-send-buffer
  udp-send-buffer
8.2.14.14 Built-in Server Information Zones
  version hostname server-id
8.2.14.15 Built-in Empty Zones
  empty-server empty-contact empty-zones-enable disable-empty-zone
8.2.14.16 Content Filtering
  deny-answer-addresses deny-answer-aliases
8.2.14.17 Response Policy Zone (RPZ) Rewriting
  response-policy dnsrps-enable dnsrps-options
8.2.14.18 Response Rate Limiting
  rate-limit window ipv4-prefix-length ipv6-prefix-length responses-per-second nodata-per-second
  nxdomains-per-second referrals-per-second errors-per-second slip qps-scale exempt-clients
  all-per-second max-table-size min-table-size log-only
8.2.14.19 NXDOMAIN Redirection
  nxdomain-redirect
8.2.16 server Block Definition and Usage
  server bogus edns edns-version padding tcp-only tcp-keepalive transfers keys
8.2.18 statistics-channels Block Definition and Usage
  statistics-channels
8.2.20 tls Block Definition and Usage
  tls key-file cert-file ca-file dhparam-file remote-hostname protocols ciphers
  prefer-server-ciphers session-tickets
8.2.22 http Block Definition and Usage
  http endpoints listener-clients streams-per-connection
8.2.24 trust-anchors Block Definition and Usage
  trust-anchors
8.2.26 dnssec-policy Block Definition and Usage
  dnssec-policy dnskey-ttl purge-keys publish-safety retire-safety signatures-jitter
  signatures-refresh signatures-validity signatures-validity-dnskey max-zone-ttl nsec3param
  zone-propagation-delay parent-ds-ttl parent-propagation-delay
8.2.26.1 Automated KSK Rollovers
  parental-source parental-source-v6
8.2.28 managed-keys Block Definition and Usage
  managed-keys
8.2.30 trusted-keys Block Definition and Usage
  trusted-keys
8.2.32 view Block Definition and Usage
  view match-clients match-destinations match-recursive-only
8.2.34 zone Block Definition and Usage
  zone
8.2.34.1 Zone Types
  type in-view
8.2.34.2 Class
8.2.34.3 Zone Options
  database delegation-only file journal server-addresses server-names inline-signing
8.2.34.4 Dynamic Update Policies
  update-policy
8.2.34.5 Multiple Views
`;
