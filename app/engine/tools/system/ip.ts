/**
 * `ip`, as iproute2 has it, to look with: addresses, links and routes of a lab machine. It has loopback and one link,
 * behind which the lab's networks lie. What would change them is refused as it is to a user who is not root.
 */
import { isLabAddress } from '../../network/addresses.ts';
import { addressOctets } from '../../protocol/address.ts';
import type { Tool, ToolContext } from '../tool.ts';

interface Link {
  readonly index: number;
  readonly name: string;
  readonly flags: string;
  readonly mtu: number;
  readonly state: string;
  readonly type: string;
  readonly hardware: string;
  readonly broadcast: string;
  readonly addresses: readonly LinkAddress[];
}

interface LinkAddress {
  readonly address: string;
  readonly bits: number;
  readonly scope: 'host' | 'global';
}

interface Wanted {
  readonly family: 0 | 4 | 6;
  readonly brief: boolean;
  readonly oneLine: boolean;
}

/** The lab's networks: 127.53.0.0/16 and fd53::/16. */
const LAB_BITS = 16;
/** The names of what can be looked at; shorter ones do too. */
const OBJECTS = ['address', 'link', 'route', 'neighbour', 'neighbor', 'help'] as const;

export const ip: Tool = async (context) => {
  const words = [...context.args];
  const wanted = takeOptions(words);
  if (typeof wanted === 'string') return complain(context, wanted, 255);
  const object = words.shift();
  if (object === '-V' || object === undefined) {
    if (object === undefined) return complain(context, USAGE, 255);
    context.out('ip utility, iproute2-6.1.0, libbpf 1.1.2\n');
    return 0;
  }
  const name = OBJECTS.find((full) => full.startsWith(object));
  switch (name) {
    case 'address':
      return links(context, words, wanted, true);
    case 'link':
      return links(context, words, wanted, false);
    case 'route':
      return routes(context, words, wanted);
    case 'neighbour':
    case 'neighbor':
      return 0;
    case 'help':
      return complain(context, USAGE, 255);
    default:
      return complain(context, `Object "${object}" is unknown, try "ip help".\n`, 1);
  }
};

function complain(context: ToolContext, text: string, exitCode: number): number {
  context.err(text);
  return exitCode;
}

/** Takes the options off the words. Gives what is wrong as text. */
function takeOptions(words: string[]): Wanted | string {
  let family: Wanted['family'] = 0;
  let brief = false;
  let oneLine = false;
  while (words[0]?.startsWith('-')) {
    const option = words[0].replace(/^--?/, '');
    if ('Version'.startsWith(option)) break;
    if (option === '4') family = 4;
    else if (option === '6') family = 6;
    else if (option.length > 1 && 'brief'.startsWith(option)) brief = true;
    else if ('oneline'.startsWith(option)) oneLine = true;
    else if (!/^(c(o(l(o(r(=\w+)?)?)?)?)?|s(t(a(t(s)?)?)?)?|d(e(t(ails)?)?)?|N)$/.test(option))
      return `Option "${words[0]}" is unknown, try "ip -help".\n`;
    words.shift();
  }
  return { family, brief, oneLine };
}

/** `show` and its words; null where there is nothing to show, and the reason was told. */
function takeShow(
  context: ToolContext,
  words: string[],
  object: string,
): { readonly device: string | null; readonly selectors: readonly string[] } | number {
  const verb = words[0] ?? 'show';
  if (['show', 'list', 'lst'].some((full) => full.startsWith(verb))) words.shift();
  else if (
    ['add', 'change', 'replace', 'delete', 'set', 'flush', 'append'].some((full) => full.startsWith(verb))
  ) {
    // Simplified: the lab's links are as the network file has them, for root too.
    return complain(context, 'RTNETLINK answers: Operation not permitted\n', 2);
  } else if (verb !== 'dev' && verb !== 'up' && !(object === 'address' && verb === 'scope'))
    return complain(context, `Command "${verb}" is unknown, try "ip ${object} help".\n`, 255);
  let device: string | null = null;
  const selectors: string[] = [];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === 'up') continue;
    if (word === 'scope') selectors.push(words.shift() ?? '');
    else if (word === 'dev') device = words.shift() ?? '';
    else if (device === null) device = word;
    else return complain(context, `Error: either "dev" is duplicate, or "${word}" is a garbage.\n`, 255);
  }
  return { device, selectors };
}

function links(context: ToolContext, words: string[], wanted: Wanted, withAddresses: boolean): number {
  const show = takeShow(context, words, withAddresses ? 'address' : 'link');
  if (typeof show === 'number') return show;
  const { device, selectors } = show;
  const chosen = linksOf(context.net.addresses ?? []).filter(
    ({ name }) => device === null || name === device,
  );
  if (chosen.length === 0) return complain(context, `Device "${device ?? ''}" does not exist.\n`, 1);
  for (const link of chosen) {
    const addresses = link.addresses.filter(
      ({ address, scope }) =>
        (wanted.family === 0 || address.includes(':') === (wanted.family === 6)) &&
        selectors.every((selector) => selector === scope),
    );
    context.out(
      withAddresses
        ? addressText(link, addresses, wanted, { chosen: selectors.length > 0, named: device !== null })
        : linkText(link, wanted),
    );
  }
  return 0;
}

function addressText(
  link: Link,
  addresses: readonly LinkAddress[],
  { family, brief, oneLine }: Wanted,
  { chosen, named }: { readonly chosen: boolean; readonly named: boolean },
): string {
  if (addresses.length === 0 && (family !== 0 || chosen)) return '';
  if (brief) {
    const list = addresses.map(({ address, bits }) => `${address}/${bits} `).join('');
    return `${link.name.padEnd(16)} ${link.state.padEnd(14)} ${list}\n`;
  }
  const words = ({ address, bits, scope }: LinkAddress): string => {
    const label = address.includes(':') ? '' : link.name;
    return `${address.includes(':') ? 'inet6' : 'inet'} ${address}/${bits} scope ${scope} ${label}`;
  };
  const life = '       valid_lft forever preferred_lft forever\n';
  if (oneLine)
    return addresses.map((one) => `${link.index}: ${link.name}    ${words(one)}\\${life}`).join('');
  const list = addresses.map((one) => `    ${words(one)}\n${life}`).join('');
  // iproute2: where the links were not asked for by name, it has not looked at them.
  if (family === 6 && !named)
    return `${link.index}: ${link.name}: <${link.flags}> mtu ${link.mtu} state ${link.state} qlen 1000\n${list}`;
  const first = head(link, '', 'group default ');
  return family !== 0 ? first + list : `${first}${hardware(link)}\n${list}`;
}

function linkText(link: Link, { brief, oneLine }: Wanted): string {
  if (brief) return `${link.name.padEnd(16)} ${link.state.padEnd(14)} ${link.hardware} <${link.flags}> \n`;
  const first = head(link, 'mode DEFAULT ', 'group default ');
  return oneLine ? `${first.trimEnd()}\\${hardware(link)}\n` : `${first}${hardware(link)}\n`;
}

function head({ index, name, flags, mtu, state }: Link, mode: string, group: string): string {
  return `${index}: ${name}: <${flags}> mtu ${mtu} qdisc noqueue state ${state} ${mode}${group}qlen 1000\n`;
}

function hardware({ type, hardware: own, broadcast }: Link): string {
  return `    link/${type} ${own} brd ${broadcast}`;
}

function linksOf(addresses: readonly string[]): Link[] {
  const ipv6 = addresses.some((address) => address.includes(':'));
  return [
    {
      index: 1,
      name: 'lo',
      flags: 'LOOPBACK,UP,LOWER_UP',
      mtu: 65_536,
      state: 'UNKNOWN',
      type: 'loopback',
      hardware: '00:00:00:00:00:00',
      broadcast: '00:00:00:00:00:00',
      addresses: [
        { address: '127.0.0.1', bits: 8, scope: 'host' },
        ...(ipv6 ? [{ address: '::1', bits: 128, scope: 'host' } as const] : []),
      ],
    },
    {
      index: 2,
      name: 'eth0',
      flags: 'BROADCAST,MULTICAST,UP,LOWER_UP',
      mtu: 1500,
      state: 'UP',
      type: 'ether',
      hardware: hardwareAddress(addresses[0] ?? ''),
      broadcast: 'ff:ff:ff:ff:ff:ff',
      addresses: addresses.map((address) => ({ address, bits: LAB_BITS, scope: 'global' })),
    },
  ];
}

/** One that is administered locally (IEEE 802), and follows from the machine's first address. */
function hardwareAddress(address: string): string {
  const octets = [...(addressOctets(address) ?? [0, 0, 0, 0])].slice(0, 4);
  return [2, 0, ...octets].map((octet) => octet.toString(16).padStart(2, '0')).join(':');
}

function routes(context: ToolContext, words: string[], { family }: Wanted): number {
  if ('get'.startsWith(words[0] ?? 'show')) return routeTo(context, words[1]);
  const show = takeShow(context, words, 'route');
  if (typeof show === 'number') return show;
  const { device } = show;
  const via = device === null ? ' dev eth0' : '';
  // Nothing lies beyond the lab's own networks: there is no default route.
  if (device !== null && device !== 'eth0') return 0;
  for (const address of context.net.addresses ?? []) {
    const v6 = address.includes(':');
    if (v6 !== (family === 6)) continue;
    context.out(
      v6
        ? `fd53::/16${via} proto kernel metric 256 pref medium\n`
        : `127.53.0.0/16${via} proto kernel scope link src ${address} \n`,
    );
  }
  return 0;
}

function routeTo(context: ToolContext, destination: string | undefined): number {
  if (destination === undefined) return complain(context, 'need at least a destination address\n', 1);
  const octets = addressOctets(destination);
  if (octets === null)
    return complain(context, `Error: any valid prefix is expected rather than "${destination}".\n`, 1);
  const echo = context.net.openEcho?.();
  const source = echo && !('kind' in echo) ? echo.sourceFor(destination) : null;
  if (echo && !('kind' in echo)) echo.close();
  if (source === null) return complain(context, 'RTNETLINK answers: Network is unreachable\n', 2);
  const own = (context.net.addresses ?? []).includes(destination) || !isLabAddress(destination);
  if (destination.includes(':')) {
    const way = own ? 'dev lo table local' : 'dev eth0';
    const rest = `proto kernel src ${source} metric ${own ? 0 : 256} pref medium`;
    context.out(`${own ? 'local ' : ''}${destination} from :: ${way} ${rest}\n`);
    return 0;
  }
  const uid = context.privileged ? 0 : 1000;
  context.out(`${own ? 'local ' : ''}${destination} dev ${own ? 'lo' : 'eth0'} src ${source} uid ${uid} \n`);
  context.out(`    cache ${own ? '<local> ' : ''}\n`);
  return 0;
}

const USAGE = `Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
where  OBJECT := { address | link | neighbour | route }
       OPTIONS := { -V[ersion] | -4 | -6 | -br[ief] | -o[neline] }
`;
