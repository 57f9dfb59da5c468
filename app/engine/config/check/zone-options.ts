/** Which clauses a zone of which type may have, as named.conf(5) lists them. Types by a letter each. */

const LETTERS: Readonly<Record<string, string>> = {
  primary: 'p',
  secondary: 's',
  mirror: 'm',
  redirect: 'r',
  'static-stub': 't',
  stub: 'u',
  hint: 'h',
  forward: 'f',
  'delegation-only': 'd',
};

/** The older words for types. */
export const PLAIN_TYPES: Readonly<Record<string, string>> = { master: 'primary', slave: 'secondary' };

const ALLOWED: Readonly<Record<string, string>> = {
  p:
    'allow-update check-dup-records check-integrity check-mx check-mx-cname check-sibling check-spf check-srv-cname ' +
    'check-wildcard dnssec-secure-to-insecure serial-update-method update-policy',
  sm: 'allow-notify allow-update-forwarding request-expire request-ixfr try-tcp-refresh',
  psm:
    'allow-transfer also-notify alt-transfer-source alt-transfer-source-v6 ixfr-from-differences journal max-ixfr-ratio ' +
    'max-journal-size max-transfer-idle-out max-transfer-time-out notify notify-delay notify-source ' +
    'notify-source-v6 zero-no-soa-ttl',
  ps:
    'auto-dnssec dnskey-sig-validity dnssec-dnskey-kskonly dnssec-loadkeys-interval dnssec-policy dnssec-update-mode ' +
    'inline-signing key-directory notify-to-soa nsec3-test-zone parental-agents parental-source parental-source-v6 ' +
    'sig-signing-nodes sig-signing-signatures sig-signing-type sig-validity-interval update-check-ksk',
  psmrtu: 'allow-query allow-query-on max-records max-records-per-type max-types-per-name zone-statistics',
  psmru: 'masterfile-format masterfile-style',
  psmhu: 'check-names',
  psmu: 'database',
  psu: 'dialup',
  psr: 'dlz',
  psmhru: 'file',
  psftu: 'forward forwarders',
  pr: 'max-zone-ttl',
  smu:
    'max-refresh-time max-retry-time max-transfer-idle-in max-transfer-time-in min-refresh-time min-retry-time ' +
    'multi-master transfer-source transfer-source-v6 use-alt-transfer-source',
  smru: 'masters primaries',
  fhu: 'delegation-only',
  t: 'server-addresses server-names',
};

const TYPES_OF = new Map(
  Object.entries(ALLOWED).flatMap(([letters, words]) =>
    words.split(' ').map((word): [string, string] => [word, letters]),
  ),
);

export function isOptionAllowed(word: string, type: string): boolean {
  const letters = TYPES_OF.get(word);
  return letters === undefined || letters.includes(LETTERS[type] ?? '?');
}

/** The types of zones that may have a clause, in named.conf(5)'s order; null for those that any zone may have. */
export function typesWithOption(word: string): readonly string[] | null {
  const letters = TYPES_OF.get(word);
  if (letters === undefined) return null;
  return Object.entries(LETTERS).flatMap(([type, letter]) => (letters.includes(letter) ? [type] : []));
}
