/**
 * An Internet of three levels for walks from the root: the root, ten top-level domains, and the domains below them.
 * Each level has addresses of its own, two servers, glue; one named stands for all of them, a view a level, so that
 * no server answers for a deeper level than its own.
 */
import { untilItAnswers, type Server } from './load.ts';
import { startProgram } from './programs.ts';
import { NET, shared, write, type Place, type Task } from './servers.ts';
import { join } from 'node:path';

const TOP = 10;
const TTL = 86_400;
const LEVELS = [1, 2, 3] as const;

export const HIERARCHY_ADDRESSES: readonly string[] = LEVELS.flatMap((level) => [
  `${NET}.${level}.1`,
  `${NET}.${level}.2`,
]);

/** The name of each domain's only host with an address that is asked for. */
export function hostName(domain: number): string {
  return `www.d${domain}.tld${domain % TOP}.`;
}

export async function startHierarchy(place: Place, domains: number): Promise<{ server: Server; task: Task }> {
  const soa = (server: string): string => `@ SOA ${server} h. 1 3600 600 86400 300\n`;
  const servers = (owner: string, one: string, two: string, level: number): string =>
    `${owner} NS ${one}\n${owner} NS ${two}\n${one} A ${NET}.${level}.1\n${two} A ${NET}.${level}.2\n`;
  const all = Array.from({ length: domains }, (_, i) => i);
  const tops = all.slice(0, TOP);
  const roots = servers('@', 'a.root.', 'b.root.', 1);
  const delegations = tops.map((k) => servers(`tld${k}.`, `a.nic.tld${k}.`, `b.nic.tld${k}.`, 2));
  write(place, 'root.zone', `$TTL ${TTL}\n$ORIGIN .\n${soa('a.root.')}${roots}${delegations.join('')}`);
  for (const k of tops) {
    const below = all.filter((i) => i % TOP === k).map((i) => servers(`d${i}`, `ns1.d${i}`, `ns2.d${i}`, 3));
    const text = `$TTL ${TTL}\n${soa('a.nic')}${servers('@', 'a.nic', 'b.nic', 2)}${below.join('')}`;
    write(place, `tld${k}.zone`, text);
  }
  write(place, 'domain.zone', `$TTL ${TTL}\n${soa('ns1')}${servers('@', 'ns1', 'ns2', 3)}www A 10.0.0.2\n`);
  const zone = (name: string, file: string): string => `zone "${name}" { type primary; file "${file}"; };\n`;
  const levels = [
    zone('.', 'root.zone'),
    tops.map((k) => zone(`tld${k}`, `tld${k}.zone`)).join(''),
    all.map((i) => zone(`d${i}.tld${i % TOP}`, 'domain.zone')).join(''),
  ];
  const views = levels.map(
    (zones, i) => `view l${i} { match-destinations { ${NET}.${i + 1}.1; ${NET}.${i + 1}.2; }; recursion no;
${zones} };\n`,
  );
  const file = write(
    place,
    'hierarchy.conf',
    `options { ${shared(place)} listen-on port 53 { ${HIERARCHY_ADDRESSES.join('; ')}; };
minimal-responses no-auth; empty-zones-enable no; };\ncontrols { };
logging { category default { null; }; category unmatched { null; }; };\n${views.join('')}`,
  );
  const words = ['named', '-f', '-4', '-c', file, '-n', '1'];
  const started = startProgram(words, 'client', join(place.folder, 'hierarchy.log'));
  const last = hostName(domains - 1);
  await untilItAnswers(`${NET}.3.1`, 53, last, '10.0.0.2');
  const hints = write(
    place,
    'hints',
    `. 3600000 NS a.root.\n. 3600000 NS b.root.\na.root. 3600000 A ${NET}.1.1\nb.root. 3600000 A ${NET}.1.2\n`,
  );
  const server = { ...started, host: `${NET}.3.1`, port: 53 };
  return { server, task: { hints, name: last, address: '10.0.0.2' } };
}
