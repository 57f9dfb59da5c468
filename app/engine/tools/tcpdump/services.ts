/** Services and their ports, from /etc/services or, where there is none, the few that matter here. */

export interface ServiceTable {
  /** Null where the port has no name. */
  name(port: number, protocol: 'tcp' | 'udp'): string | null;
  /** The port of a name, and the one protocol that it is for; null where nobody knows it. */
  find(name: string): { readonly port: number; readonly protocol: 'tcp' | 'udp' | null } | null;
}

const WELL_KNOWN = `ssh 22/tcp
smtp 25/tcp mail
domain 53/tcp
domain 53/udp
http 80/tcp www
https 443/tcp
https 443/udp
domain-s 853/tcp
domain-s 853/udp
rndc 953/tcp
mdns 5353/udp
`;

/** @param text of /etc/services; empty where there is none */
export function servicesFrom(text: string): ServiceTable {
  const names = new Map<string, string>();
  const ports = new Map<string, number>();
  for (const line of (text === '' ? WELL_KNOWN : text).split('\n')) {
    const [name, place, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    const match = /^(\d+)\/(tcp|udp)$/.exec(place ?? '');
    if (name === undefined || match === null) continue;
    const [key, port, protocol] = match;
    if (!names.has(key)) names.set(key, name);
    for (const each of [name, ...aliases])
      if (!ports.has(`${each}/${protocol}`)) ports.set(`${each}/${protocol}`, Number(port));
  }
  return {
    name: (port, protocol) => names.get(`${port}/${protocol}`) ?? null,
    find(name) {
      const tcp = ports.get(`${name}/tcp`);
      const udp = ports.get(`${name}/udp`);
      const port = tcp ?? udp;
      if (port === undefined) return null;
      if (tcp !== undefined && udp !== undefined) return { port, protocol: null };
      return { port, protocol: tcp === undefined ? 'udp' : 'tcp' };
    },
  };
}
