/**
 * Made by app/hosts/launch/manual-index.mjs from the BIND 9.18 Administrator Reference Manual.
 * What tests hold our words against.
 */
export const SECTIONS = `
3 Configurations and Zone Files
3.1 Introduction
3.1.1 named.conf Base File
3.1.2 example.com base zone file
3.1.3 Other Zone Files
3.1.4 localhost Zone File
3.1.5 localhost Reverse-Mapped Zone File
3.2 Authoritative Name Servers
3.2.1 Primary Authoritative Name Server
3.2.2 Secondary Authoritative Name Server
3.3 Resolver (Caching Name Servers)
3.3.1 Additional Zone Files
3.3.1.1 Root Servers (Hint) Zone File
3.3.1.2 Private IP Reverse Map Zone Files
3.3.2 Resolver Configuration
3.3.3 Forwarding Resolver Configuration
3.3.4 Selective Forwarding Resolver Configuration
3.4 Load Balancing
3.5 Zone File
3.5.1 Resource Records
3.5.1.1 Textual Expression of RRs
3.5.2 Discussion of MX Records
3.5.3 Setting TTLs
3.5.4 Inverse Mapping in IPv4
3.5.5 Other Zone File Directives
3.5.5.1 The &#64; (at-sign)
3.5.5.2 The $ORIGIN Directive
3.5.5.3 The $INCLUDE Directive
3.5.5.4 The $TTL Directive
3.5.6 BIND Primary File Extension: the $GENERATE Directive
3.5.7 Additional File Formats
4 Name Server Operations
4.1 Tools for Use With the Name Server Daemon
4.1.1 Diagnostic Tools
4.1.2 Administrative Tools
4.2 Signals
4.3 Plugins
4.4 Configuring Plugins
4.5 Developing Plugins
6 Advanced Configurations
6.1 Dynamic Update
6.1.1 The Journal File
6.2 NOTIFY
6.3 Incremental Zone Transfers (IXFR)
6.4 Split DNS
6.4.1 Example Split DNS Setup
6.5 IPv6 Support in BIND 9
6.5.1 Address Lookups Using AAAA Records
6.5.2 Address-to-Name Lookups Using Nibble Format
6.6 Dynamically Loadable Zones (DLZ)
6.6.1 Configuring DLZ
6.6.2 Sample DLZ Module
6.7 Dynamic Database (DynDB)
6.7.1 Configuring DynDB
6.7.2 Sample DynDB Module
6.8 Catalog Zones
6.8.1 Principle of Operation
6.8.2 Configuring Catalog Zones
6.8.3 Catalog Zone Format
6.8.4 Catalog Zone Custom Properties
6.8.5 Change of Ownership (coo)
6.9 DNS Firewalls and Response Policy Zones
6.9.1 Why Use a DNS Firewall?
6.9.2 What Can a DNS Firewall Do?
6.9.3 Creating and Maintaining RPZ Rule Sets
6.9.4 Limitations of DNS RPZ
6.9.5 DNS Firewall Usage Examples
6.9.5.1 A Real-World Example of DNS RPZ's Value
6.9.6 Keeping Firewall Policies Updated
6.9.7 Performance and Scalability When Using Multiple RPZs
6.9.8 Practical Tips for DNS Firewalls and DNS RPZ
6.9.9 Creating a Simple Walled Garden Triggered by IP Address
6.9.10 A Known Inconsistency in DNS RPZ's NSDNAME and NSIP Rules
6.9.10.1 DNS Delegation
6.9.10.2 A Quick Review of DNS Iteration
6.9.10.3 Enter RPZ
6.9.11 Example: Using RPZ to Disable Mozilla DoH-by-Default
8 Configuration Reference
8.1 Configuration File (named.conf)
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
8.2 Blocks
8.2.1 acl Block Grammar
8.2.2 acl Block Definition and Usage
8.2.3 controls Block Grammar
8.2.4 controls Block Definition and Usage
8.2.5 key Block Grammar
8.2.6 key Block Definition and Usage
8.2.7 logging Block Grammar
8.2.8 logging Block Definition and Usage
8.2.8.1 The channel Phrase
8.2.8.2 The category Phrase
8.2.8.3 The query-errors Category
8.2.9 parental-agents Block Grammar
8.2.10 parental-agents Block Definition and Usage
8.2.11 primaries Block Grammar
8.2.12 primaries Block Definition and Usage
8.2.13 options Block Grammar
8.2.14 options Block Definition and Usage
8.2.14.1 Boolean Options
8.2.14.2 Forwarding
8.2.14.3 Dual-stack Servers
8.2.14.4 Access Control
8.2.14.5 Interfaces
8.2.14.6 Query Address
8.2.14.7 Zone Transfers
8.2.14.8 Operating System Resource Limits
8.2.14.9 Server Resource Limits
8.2.14.10 Periodic Task Intervals
8.2.14.11 The sortlist Statement
8.2.14.12 RRset Ordering
8.2.14.13 Tuning
8.2.14.14 Built-in Server Information Zones
8.2.14.15 Built-in Empty Zones
8.2.14.16 Content Filtering
8.2.14.17 Response Policy Zone (RPZ) Rewriting
8.2.14.18 Response Rate Limiting
8.2.14.19 NXDOMAIN Redirection
8.2.15 server Block Grammar
8.2.16 server Block Definition and Usage
8.2.17 statistics-channels Block Grammar
8.2.18 statistics-channels Block Definition and Usage
8.2.19 tls Block Grammar
8.2.20 tls Block Definition and Usage
8.2.21 http Block Grammar
8.2.22 http Block Definition and Usage
8.2.23 trust-anchors Block Grammar
8.2.24 trust-anchors Block Definition and Usage
8.2.25 dnssec-policy Block Grammar
8.2.26 dnssec-policy Block Definition and Usage
8.2.26.1 Automated KSK Rollovers
8.2.27 managed-keys Block Grammar
8.2.28 managed-keys Block Definition and Usage
8.2.29 trusted-keys Block Grammar
8.2.30 trusted-keys Block Definition and Usage
8.2.31 view Block Grammar
8.2.32 view Block Definition and Usage
8.2.33 zone Block Grammar
8.2.34 zone Block Definition and Usage
8.2.34.1 Zone Types
8.2.34.2 Class
8.2.34.3 Zone Options
8.2.34.4 Dynamic Update Policies
8.2.34.5 Multiple Views
8.3 Statements
8.4 Statements by Tag
8.4.1 DNSSEC Tag Statements
8.4.2 Logging Tag Statements
8.4.3 Query Tag Statements
8.4.4 Security Tag Statements
8.4.5 Server Tag Statements
8.4.6 Transfer Tag Statements
8.4.7 View Tag Statements
8.4.8 Zone Tag Statements
8.4.9 Deprecated Tag Statements
8.5 BIND 9 Statistics
8.5.1 The Statistics File
8.5.2 Statistics Counters
8.5.2.1 Name Server Statistics Counters
8.5.2.2 Zone Maintenance Statistics Counters
8.5.2.3 Resolver Statistics Counters
8.5.2.4 Socket I/O Statistics Counters
`;

export const BLOCKS = `
plugin: topmost, view
dlz: topmost, view, zone (primary, redirect, secondary)
search: dlz, view.dlz
dyndb: topmost, view
catalog-zones: options, view
acl: topmost
controls: topmost
unix: controls
inet: controls, statistics-channels
key: topmost, view
algorithm: key, view.key
secret: key, view.key
logging: topmost
channel: logging
null: logging.channel
syslog: logging.channel
severity: logging.channel
stderr: logging.channel
print-time: logging.channel
print-category: logging.channel
print-severity: logging.channel
buffered: logging.channel
category: logging
parental-agents: topmost, zone (primary, secondary)
primaries: topmost, zone (mirror, redirect, secondary, stub)
options: topmost
attach-cache: options, view
directory: options
dnstap: options, view
fstrm-set-buffer-hint: options
fstrm-set-flush-timeout: options
fstrm-set-output-notify-threshold: options
fstrm-set-output-queue-model: options
fstrm-set-input-queue-size: options
fstrm-set-output-queue-size: options
fstrm-set-reopen-interval: options
dnstap-output: options
dnstap-identity: options
dnstap-version: options
geoip-directory: options
key-directory: options, view, zone (primary, secondary)
lmdb-mapsize: options, view
managed-keys-directory: options
max-ixfr-ratio: options, view, zone (mirror, primary, secondary)
new-zones-directory: options, view
qname-minimization: options, view
tkey-gssapi-keytab: options
tkey-gssapi-credential: options
tkey-domain: options
tkey-dhkey: options
dump-file: options
memstatistics-file: options
lock-file: options
pid-file: options
recursing-file: options
statistics-file: options
bindkeys-file: options
secroots-file: options
session-keyfile: options
session-keyname: options
session-keyalg: options
port: options
tls-port: options
https-port: options
http-port: options
http-listener-clients: options
http-streams-per-connection: options
dscp: options
preferred-glue: options, view
root-delegation-only: options, view
disable-algorithms: options, view
disable-ds-digests: options, view
dnssec-must-be-secure: options, view
dns64: options, view
dns64-server: options, view
dns64-contact: options, view
clients: options.dns64, view.dns64
mapped: options.dns64, view.dns64
exclude: options.dns64, view.dns64
suffix: options.dns64, view.dns64
recursive-only: options.dns64, view.dns64
break-dnssec: options.dns64, view.dns64
ipv4only-enable: options, view
ipv4only-server: options, view
ipv4only-contact: options, view
dnssec-loadkeys-interval: options, view, zone (primary, secondary)
dnssec-update-mode: options, view, zone (primary, secondary)
nta-lifetime: options, view
nta-recheck: options, view
stale-answer-ttl: options, view
serial-update-method: options, view, zone (primary)
zone-statistics: options, view, zone (mirror, primary, redirect, secondary, static-stub, stub)
automatic-interface-scan: options
allow-new-zones: options, view
auth-nxdomain: options, view
memstatistics: options
dialup: options, view, zone (primary, secondary, stub)
flush-zones-on-shutdown: options
root-key-sentinel: options, view
reuseport: options
message-compression: options, view
minimal-responses: options, view
glue-cache: options, view
minimal-any: options, view
notify: options, view, zone (mirror, primary, secondary)
notify-to-soa: options, view, zone (primary, secondary)
recursion: options, view
request-nsid: options, server, view, view.server
require-server-cookie: options, view
answer-cookie: options
send-cookie: options, server, view, view.server
stale-answer-enable: options, view
stale-answer-client-timeout: options, view
stale-cache-enable: options, view
stale-refresh-time: options, view
nocookie-udp-size: options, view
cookie-algorithm: options
cookie-secret: options
response-padding: options, view
trust-anchor-telemetry: options, view
provide-ixfr: options, server, view, view.server
request-ixfr: options, server, view, zone (mirror, secondary), view.server
request-expire: options, server, view, zone (mirror, secondary), view.server
match-mapped-addresses: options
ixfr-from-differences: options, view, zone (mirror, primary, secondary)
multi-master: options, view, zone (mirror, secondary, stub)
auto-dnssec: options, view, zone (primary, secondary)
dnssec-validation: options, view
validate-except: options, view
dnssec-accept-expired: options, view
querylog: options
check-names: options, view, zone (hint, mirror, primary, secondary, stub)
check-dup-records: options, view, zone (primary)
check-mx: options, view, zone (primary)
check-wildcard: options, view, zone (primary)
check-integrity: options, view, zone (primary)
check-mx-cname: options, view, zone (primary)
check-srv-cname: options, view, zone (primary)
check-sibling: options, view, zone (primary)
check-spf: options, view, zone (primary)
zero-no-soa-ttl: options, view, zone (mirror, primary, secondary)
zero-no-soa-ttl-cache: options, view
update-check-ksk: options, view, zone (primary, secondary)
dnssec-dnskey-kskonly: options, view, zone (primary, secondary)
try-tcp-refresh: options, view, zone (mirror, secondary)
dnssec-secure-to-insecure: options, view, zone (primary)
synth-from-dnssec: options, view
forward: options, view, zone (forward, primary, secondary, static-stub, stub)
forwarders: options, view, zone (forward, primary, secondary, static-stub, stub)
dual-stack-servers: options, view
allow-notify: options, view, zone (mirror, secondary)
allow-query: options, view, zone (mirror, primary, redirect, secondary, static-stub, stub)
allow-query-on: options, view, zone (mirror, primary, redirect, secondary, static-stub, stub)
allow-query-cache: options, view
allow-query-cache-on: options, view
allow-recursion: options, view
allow-recursion-on: options, view
allow-update: options, view, zone (primary)
allow-update-forwarding: options, view, zone (mirror, secondary)
allow-transfer: options, view, zone (mirror, primary, secondary)
blackhole: options
keep-response-order: options
no-case-compress: options, view
resolver-query-timeout: options, view
listen-on: options
listen-on-v6: options
query-source: options, server, view, view.server
query-source-v6: options, server, view, view.server
use-v4-udp-ports: options
use-v6-udp-ports: options
avoid-v4-udp-ports: options
avoid-v6-udp-ports: options
also-notify: options, view, zone (mirror, primary, secondary)
max-transfer-time-in: options, view, zone (mirror, secondary, stub)
max-transfer-idle-in: options, view, zone (mirror, secondary, stub)
max-transfer-time-out: options, view, zone (mirror, primary, secondary)
max-transfer-idle-out: options, view, zone (mirror, primary, secondary)
notify-rate: options
startup-notify-rate: options
serial-query-rate: options
transfer-format: options, server, view, view.server
transfer-message-size: options
transfers-in: options
transfers-out: options
transfers-per-ns: options
transfer-source: options, server, view, zone (mirror, secondary, stub), view.server
transfer-source-v6: options, server, view, zone (mirror, secondary, stub), view.server
alt-transfer-source: options, view, zone (mirror, primary, secondary)
alt-transfer-source-v6: options, view, zone (mirror, primary, secondary)
use-alt-transfer-source: options, view, zone (mirror, secondary, stub)
notify-source: options, server, view, zone (mirror, primary, secondary), view.server
notify-source-v6: options, server, view, zone (mirror, primary, secondary), view.server
coresize: options
datasize: options
files: options
stacksize: options
max-journal-size: options, view, zone (mirror, primary, secondary)
max-records: options, view, zone (mirror, primary, redirect, secondary, static-stub, stub)
max-records-per-type: options, view, zone (mirror, primary, redirect, secondary, static-stub, stub)
max-types-per-name: options, view, zone (mirror, primary, redirect, secondary, static-stub, stub)
recursive-clients: options
tcp-clients: options
clients-per-query: options, view
max-clients-per-query: options, view
fetches-per-zone: options, view
fetches-per-server: options, view
fetch-quota-params: options, view
reserved-sockets: options
max-cache-size: options, view
tcp-listen-queue: options
tcp-initial-timeout: options
tcp-idle-timeout: options
tcp-keepalive-timeout: options
tcp-advertised-timeout: options
update-quota: options
heartbeat-interval: options
interface-interval: options
sortlist: options, view
rrset-order: options, view
lame-ttl: options, view
servfail-ttl: options, view
min-ncache-ttl: options, view
min-cache-ttl: options, view
max-ncache-ttl: options, view
max-cache-ttl: options, view
max-stale-ttl: options, view
resolver-nonbackoff-tries: options, view
resolver-retry-interval: options, view
sig-validity-interval: options, view, zone (primary, secondary)
dnskey-sig-validity: options, view, zone (primary, secondary)
sig-signing-nodes: options, view, zone (primary, secondary)
sig-signing-signatures: options, view, zone (primary, secondary)
sig-signing-type: options, view, zone (primary, secondary)
min-refresh-time: options, view, zone (mirror, secondary, stub)
max-refresh-time: options, view, zone (mirror, secondary, stub)
min-retry-time: options, view, zone (mirror, secondary, stub)
max-retry-time: options, view, zone (mirror, secondary, stub)
edns-udp-size: options, server, view, view.server
max-udp-size: options, server, view, view.server
masterfile-format: options, view, zone (mirror, primary, redirect, secondary, stub)
masterfile-style: options, view, zone (mirror, primary, redirect, secondary, stub)
max-query-count: options, view
max-recursion-depth: options, view
max-recursion-queries: options, view
max-query-restarts: options, view
notify-delay: options, view, zone (mirror, primary, secondary)
max-rsa-exponent-size: options
prefetch: options, view
v6-bias: options, view
tcp-receive-buffer: options
udp-receive-buffer: options
tcp-send-buffer: options
udp-send-buffer: options
version: options
hostname: options
server-id: options
empty-server: options, view
empty-contact: options, view
empty-zones-enable: options, view
disable-empty-zone: options, view
deny-answer-addresses: options, view
deny-answer-aliases: options, view
response-policy: options, view
dnsrps-enable: options, view
dnsrps-options: options, view
rate-limit: options, view
window: options.rate-limit, view.rate-limit
ipv4-prefix-length: options.rate-limit, view.rate-limit
ipv6-prefix-length: options.rate-limit, view.rate-limit
responses-per-second: options.rate-limit, view.rate-limit
nodata-per-second: options.rate-limit, view.rate-limit
nxdomains-per-second: options.rate-limit, view.rate-limit
referrals-per-second: options.rate-limit, view.rate-limit
errors-per-second: options.rate-limit, view.rate-limit
slip: options.rate-limit, view.rate-limit
qps-scale: options.rate-limit, view.rate-limit
exempt-clients: options.rate-limit, view.rate-limit
all-per-second: options.rate-limit, view.rate-limit
max-table-size: options.rate-limit, view.rate-limit
min-table-size: options.rate-limit, view.rate-limit
log-only: options.rate-limit, view.rate-limit
nxdomain-redirect: options, view
server: topmost, view
bogus: server, view.server
edns: server, view.server
edns-version: server, view.server
padding: server, view.server
tcp-only: server, view.server
tcp-keepalive: server, view.server
transfers: server, view.server
keys: dnssec-policy, server, view.server
statistics-channels: topmost
tls: topmost
key-file: tls
cert-file: tls
ca-file: tls
dhparam-file: tls
remote-hostname: tls
protocols: tls
ciphers: tls
prefer-server-ciphers: tls
session-tickets: tls
http: topmost
endpoints: http
listener-clients: http
streams-per-connection: http
trust-anchors: topmost, view
dnssec-policy: topmost, options, view, zone (primary, secondary)
dnskey-ttl: dnssec-policy
purge-keys: dnssec-policy
publish-safety: dnssec-policy
retire-safety: dnssec-policy
signatures-jitter: dnssec-policy
signatures-refresh: dnssec-policy
signatures-validity: dnssec-policy
signatures-validity-dnskey: dnssec-policy
max-zone-ttl: dnssec-policy, options, view, zone (primary, redirect)
nsec3param: dnssec-policy
zone-propagation-delay: dnssec-policy
parent-ds-ttl: dnssec-policy
parent-propagation-delay: dnssec-policy
parental-source: options, view, zone (primary, secondary)
parental-source-v6: options, view, zone (primary, secondary)
managed-keys: topmost, view
trusted-keys: topmost, view
view: topmost
match-clients: view
match-destinations: view
match-recursive-only: view
zone: topmost, view
type: zone (delegation-only, forward, hint, mirror, primary, redirect, secondary, static-stub, stub)
in-view: zone, zone (in-view), view.zone
database: dlz, zone (mirror, primary, secondary, stub), view.dlz
delegation-only: zone (forward, hint, stub)
file: zone (hint, mirror, primary, redirect, secondary, stub), logging.channel
journal: zone (mirror, primary, secondary)
server-addresses: zone (static-stub)
server-names: zone (static-stub)
inline-signing: zone (primary, secondary)
update-policy: zone (primary)
`;

export const DEPRECATED = `
  tkey-gssapi-credential tkey-domain tkey-dhkey root-delegation-only dnssec-must-be-secure dialup
  glue-cache auto-dnssec use-v4-udp-ports use-v6-udp-ports avoid-v4-udp-ports avoid-v6-udp-ports
  alt-transfer-source alt-transfer-source-v6 use-alt-transfer-source coresize datasize files
  stacksize reserved-sockets heartbeat-interval resolver-nonbackoff-tries resolver-retry-interval
  managed-keys trusted-keys delegation-only
`;

export const CATEGORIES = `
  client cname config database default delegation-only dispatch dnssec dnstap edns-disabled general
  lame-servers network notify nsid queries query-errors rate-limit resolver rpz rpz-passthru
  security serve-stale spill sslkeylog trust-anchor-telemetry unmatched update update-security
  xfer-in xfer-out zoneload
`;

export const COUNTERS = `
  Requestv4 Requestv6 ReqEdns0 ReqBadEDNSVer ReqTSIG ReqSIG0 ReqBadSIG ReqTCP AuthQryRej RecQryRej
  XfrRej UpdateRej Response RespTruncated RespEDNS0 RespTSIG RespSIG0 QrySuccess QryAuthAns
  QryNoauthAns QryReferral QryNxrrset QrySERVFAIL QryFORMERR QryNXDOMAIN QryRecursion QryDuplicate
  QryDropped QryFailure QryNXRedir QryNXRedirRLookup XfrReqDone UpdateReqFwd UpdateRespFwd
  UpdateFwdFail UpdateDone UpdateFail UpdateBadPrereq UpdateQuota RateDropped RateSlipped
  RPZRewrites NotifyOutv4 NotifyOutv6 NotifyInv4 NotifyInv6 NotifyRej SOAOutv4 SOAOutv6 AXFRReqv4
  AXFRReqv6 IXFRReqv4 IXFRReqv6 XfrSuccess XfrFail Queryv4 Queryv6 Responsev4 Responsev6 NXDOMAIN
  SERVFAIL FORMERR OtherError EDNS0Fail Mismatch Truncated Lame Retry QueryAbort QuerySockFail
  QueryCurUDP QueryCurTCP QueryTimeout GlueFetchv4 GlueFetchv6 GlueFetchv4Fail GlueFetchv6Fail
  ValAttempt ValOk ValNegOk ValFail QryRTTnn NumFetch BucketSize REFUSED ClientCookieOut
  ServerCookieOut CookieIn CookieClientOk BadEDNSVersion BadCookieRcode ZoneQuota ServerQuota
  ClientQuota NextItem Priming <TYPE>Open <TYPE>OpenFail <TYPE>Close <TYPE>BindFail <TYPE>ConnFail
  <TYPE>Conn <TYPE>AcceptFail <TYPE>Accept <TYPE>SendErr <TYPE>RecvErr TCP4Clients/TCP6Clients
`;
