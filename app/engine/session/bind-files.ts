/**
 * What lies in /etc/bind of a lab machine that runs a name server: laid out as Debian lays it out, with what the network
 * file says of the machine written into it. From then on these files are what counts; the student may change them.
 */
import type { NetworkPlan, PlannedHost, PlannedZone } from '../course/network-file.ts';

export const NAMED_CONF = '/etc/bind/named.conf';
/** Has the statements of the machine's own zones. */
export const NAMED_CONF_LOCAL = `${NAMED_CONF}.local`;
const HINTS = '/usr/share/dns/root.hints';

/** `isReal`: in the real Internet the options are BIND's own; the course's walk is simpler. Paths to texts. */
export function bindFiles(plan: NetworkPlan, machine: PlannedHost, isReal: boolean): Map<string, string> {
  const zones = plan.zones.filter(({ servers }) => servers.includes(machine.name));
  return new Map([
    [NAMED_CONF, MAIN],
    [`${NAMED_CONF}.options`, optionsText(machine, isReal)],
    [NAMED_CONF_LOCAL, localText(zones)],
    [`${NAMED_CONF}.default-zones`, defaultZones(isReal)],
    ['/etc/bind/db.local', LOCALHOST],
    ['/etc/bind/db.127', isReal ? LOOPBACK : LAB_LOOPBACK],
    ['/etc/bind/db.0', emptyZone('addresses that begin with 0: "this network"', 604_800)],
    ['/etc/bind/db.255', emptyZone('addresses that begin with 255: broadcasts', 604_800)],
    [
      '/etc/bind/db.empty',
      emptyZone('networks that nobody else knows. Several zones use this file: change a copy', 86_400),
    ],
    ['/etc/bind/zones.rfc1918', PRIVATE_ZONES],
    [HINTS, machine.recursion?.hintsText ?? ''],
    ...zoneTexts(zones),
    ...machine.files,
  ]);
}

/** The file with the statements of these zones. */
export function localText(zones: readonly PlannedZone[]): string {
  return LOCAL + zones.map(zoneStatement).join('');
}

/** Paths and texts of zone files. */
export function zoneTexts(zones: readonly PlannedZone[]): [string, string][] {
  return zones.map(({ origin, text }) => [zonePath(origin.toRelaxedString()), text]);
}

const zonePath = (origin: string): string => `/etc/bind/db.${origin === '.' ? 'root' : origin}`;

const MAIN = `// The main configuration file of the name server: it only gathers the others.
//
// What you add yourself (zones, say) belongs into /etc/bind/named.conf.local.

include "${NAMED_CONF}.options";
include "${NAMED_CONF}.local";
include "${NAMED_CONF}.default-zones";
`;

const LOCAL = `//
// What is particular to this server: its own zones, for instance.
//

// Zones for private addresses, unless your organisation has them in use:
//include "/etc/bind/zones.rfc1918";

`;

function optionsText({ recursion, transfers, querylog }: PlannedHost, isReal: boolean): string {
  const list = (networks: readonly string[]): string =>
    networks.length === 0 ? 'none; ' : networks.map((network) => `${network}; `).join('');
  const recursive =
    recursion === null
      ? `	// It answers for its own zones, and for nothing else.
	recursion no;
`
      : `	// Who may have this server ask others; everybody else is refused.
	allow-recursion { ${list(recursion.allow)}};

	// Servers to ask instead of walking down from the root:
	// forwarders {
	// 	192.0.2.53;
	// };
`;
  return `options {
	directory "/var/cache/bind";

${recursive}
	// Who may have whole zones.
	allow-transfer { ${list(transfers)}};

${querylog ? QUERYLOG : ''}${isReal ? '' : OF_THE_LAB}	dnssec-validation no;

	listen-on-v6 { any; };
};
`;
}

const QUERYLOG = '	// Every question is logged.\n	querylog yes;\n\n';

const OF_THE_LAB = `	// Each server on the way is asked with the whole name. BIND by itself tells a server
	// no more of a name than it needs (relaxed).
	qname-minimization off;

	// Records are given in the order in which they came. BIND by itself shuffles them.
	rrset-order { order none; };

	// All addresses of this Internet lie in networks that a server would otherwise keep
	// to itself (RFC 6303): without this line, dig -x would find no name for any of them.
	empty-zones-enable no;

	// Nothing in this Internet is signed.
`;

function defaultZones(isReal: boolean): string {
  const zone = (name: string, file: string): string =>
    `zone "${name}" {\n	type master;\n	file "${file}";\n};\n\n`;
  // In the lab the rest of 127.0.0.0/8 are other machines.
  const loopback = isReal ? '127.in-addr.arpa' : '0.0.127.in-addr.arpa';
  return `// Where to begin: the names and addresses of the root servers.
zone "." {
	type hint;
	file "${HINTS}";
};

// Names and addresses that mean this machine, or nothing, everywhere (RFC 1912 §4.1).

${zone('localhost', '/etc/bind/db.local')}${zone(loopback, '/etc/bind/db.127')}${zone('0.in-addr.arpa', '/etc/bind/db.0')}${zone('255.in-addr.arpa', '/etc/bind/db.255')}`;
}

function zoneStatement({ origin }: PlannedZone): string {
  const name = origin.toRelaxedString();
  return `zone "${name}" {\n	type primary;\n	file "${zonePath(name)}";\n};\n\n`;
}

const soa = (serial: number, negative: number): string => `@	IN	SOA	localhost. root.localhost. (
			${String(serial).padStart(7)}		; Serial
			 604800		; Refresh
			  86400		; Retry
			2419200		; Expire
			${String(negative).padStart(7)} )	; Negative Cache TTL
`;

const LOCALHOST = `;
; localhost: the machine itself
;
$TTL	604800
${soa(2, 604_800)};
@	IN	NS	localhost.
@	IN	A	127.0.0.1
@	IN	AAAA	::1
`;

const loopback = (host: string): string => `;
; 127.0.0.1 and its like: the machine itself, from address to name
;
$TTL	604800
${soa(1, 604_800)};
@	IN	NS	localhost.
${host}	IN	PTR	localhost.
`;
const LOOPBACK = loopback('1.0.0');
const LAB_LOOPBACK = loopback('1');

const emptyZone = (of: string, ttl: number): string => `;
; ${of}
;
$TTL	${ttl}
${soa(1, ttl)};
@	IN	NS	localhost.
`;

const PRIVATE_ZONES = ['10', ...Array.from({ length: 16 }, (_, i) => `${i + 16}.172`), '168.192']
  .map((network) => `zone "${network}.in-addr.arpa" { type master; file "/etc/bind/db.empty"; };\n`)
  .join('');
