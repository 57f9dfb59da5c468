/** Names of ports, as /etc/services has them; the few that a lab machine meets. */
const SERVICES: Readonly<Record<string, number>> = {
  ssh: 22,
  smtp: 25,
  domain: 53,
  http: 80,
  ntp: 123,
  https: 443,
  'domain-s': 853,
  mdns: 5353,
};
const NAMES = new Map(Object.entries(SERVICES).map(([name, port]) => [port, name]));

export function portName(port: number): string {
  return NAMES.get(port) ?? String(port);
}

/** Of a number or a name; null where it is neither. */
export function portNumber(word: string): number | null {
  if (/^\d{1,5}$/.test(word)) return Number(word) < 65_536 ? Number(word) : null;
  return SERVICES[word] ?? null;
}
