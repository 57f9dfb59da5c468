/** Names for addresses, ports and protocols, as far as the machine's own files know them; -n turns them off. */
import type { ServiceTable } from './services.ts';

export interface NameTable {
  address(text: string): string;
  port(port: number, protocol: 'tcp' | 'udp'): string;
  /** Null where it has no name. */
  protocol(number: number): string | null;
  /** A hardware address as it is shown. */
  hardware(text: string): string;
}

/** -n: everything as numbers. */
export const NUMBERS_ONLY: NameTable = {
  address: (text) => text,
  port: String,
  protocol: () => null,
  hardware: (text) => text,
};

/**
 * Simplified: a real tcpdump asks DNS for the name of every address, in the middle of the traffic that it shows. Ours
 * knows what /etc/hosts says, and disturbs nobody.
 *
 * @param hosts the text of /etc/hosts
 */
export function namesFrom(hosts: string, services: ServiceTable): NameTable {
  const addresses = hostNames(hosts);
  return {
    address: (text) => addresses.get(text) ?? text,
    port: (port, protocol) => services.name(port, protocol) ?? String(port),
    protocol: protocolName,
    hardware: (text) => (text === 'ff:ff:ff:ff:ff:ff' ? 'Broadcast' : `${text} (oui ${makerOf(text)})`),
  };
}

/** -N: hosts without their domains. */
export function withoutDomains(names: NameTable): NameTable {
  return {
    ...names,
    address: (text) => {
      const name = names.address(text);
      return name === text ? name : (name.split('.')[0] ?? name);
    },
  };
}

/** The first name of each address's first line. */
function hostNames(text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [address, name] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (address !== undefined && name !== undefined && !names.has(address)) names.set(address, name);
  }
  return names;
}

function protocolName(number: number): string | null {
  const name = LAST[number] ?? PROTOCOLS[number] ?? '-';
  return name === '-' ? null : name;
}

function makerOf(hardware: string): string {
  return hardware.startsWith('00:00:00') ? 'Ethernet' : 'Unknown';
}

/** The protocols above IP (IANA's Protocol Numbers) by their numbers; a dash where one has no name. */
const PROTOCOLS = (
  'hopopt icmp igmp ggp ipencap st tcp cbt egp igp bbn-rcc-mon nvp-ii pup argus emcon xnet chaos udp mux ' +
  'dcn-meas hmp prm xns-idp trunk-1 trunk-2 leaf-1 leaf-2 rdp irtp iso-tp4 netblt mfe-nsp merit-inp dccp ' +
  '3pc idpr xtp ddp idpr-cmtp tp++ il ipv6 sdrp ipv6-route ipv6-frag idrp rsvp gre dsr bna esp ah i-nlsp ' +
  'swipe narp mobile tlsp skip ipv6-icmp ipv6-nonxt ipv6-opts - cftp - sat-expak kryptolan rvd ippc - ' +
  'sat-mon visa ipcv cpnx rspf wsn pvp br-sat-mon sun-nd wb-mon wb-expak iso-ip vmtp secure-vmtp vines ttp ' +
  'nsfnet-igp dgp tcf eigrp ospf sprite-rpc larp mtp ax.25 ipip micp scc-sp etherip encap - gmtp ifmp pnni ' +
  'pim aris scps qnx a/n ipcomp snp compaq-peer ipx-in-ip vrrp pgm - l2tp ddx iatp stp srp uti smp sm ptp ' +
  'isis fire crtp crudp sscopmce iplt sps pipe sctp fc rsvp-e2e-ignore mobility-header udplite mpls-in-ip ' +
  'manet hip shim6 wesp rohc'
).split(' ');
/** RFC 3692: for experiments; and the last of all. */
const LAST: Readonly<Record<number, string>> = {
  253: 'exptest-253',
  254: 'exptest-254',
  255: 'reserved',
};
