/**
 * What tcpdump captures on a lab machine: its Ethernet, its loopback, and `any` of them with Linux's cooked header.
 *
 * Simplified: the lab's links carry IP packets and no frames. The Ethernet header is made up for the capture, with
 * addresses that follow from the IP addresses as `ip link` shows them; there is no ARP.
 */
import type { Journal } from '../network/journal.ts';
import type { Network } from '../network/network.ts';
import { tapBox, tapHost, type TappedPacket } from '../network/host-tap.ts';
import { ipOctets } from '../network/ip-packet.ts';
import { isIPv6, isLabAddress } from '../network/addresses.ts';
import { addressOctets } from '../protocol/address.ts';
import type { CaptureSource, LivePacket } from '../tools/tcpdump/capture-source.ts';

const ETHERNET = 1;
const COOKED_2 = 276;
const ETHERTYPE = { v4: 0x0800, v6: 0x86dd } as const;
const ETHERNET_HEADER = 14;
const COOKED_HEADER = 20;
/** Linux numbers interfaces in this order. */
const INDEX = { lo: 1, eth0: 2, eth1: 3 } as const;
type Interface = keyof typeof INDEX;
/** ARPHRD_ETHER and ARPHRD_LOOPBACK. */
const HARDWARE = { lo: 772, eth0: 1, eth1: 1 } as const;
const OUTGOING = 4;
const NO_HARDWARE = new Uint8Array(6);
/** Of whatever leads out of the lab. */
const ROUTER = Uint8Array.of(2, 0, 127, 53, 255, 254);

export function labCapture(network: Network, journal: Journal, host: string): CaptureSource {
  const hardwareOf = (name: string, address: string): Uint8Array => {
    const own = network.hostNamed(name)?.addresses[0] ?? (isLabAddress(address) ? address : null);
    const octets = own === null ? null : addressOctets(own);
    return octets === null ? ROUTER : Uint8Array.of(2, 0, ...octets.subarray(0, 4));
  };
  const box = network.boxOf(host);
  /** A box has its inside at eth0 and its outside at eth1. */
  const tap = (hear: (tapped: TappedPacket, on: Interface) => void): (() => void) =>
    box === null
      ? tapHost(journal, host, (tapped) => hear(tapped, tapped.way === 'self' ? 'lo' : 'eth0'))
      : tapBox(journal, box, (tapped) => hear(tapped, tapped.side === 'inside' ? 'eth0' : 'eth1'));
  const ethernetAt = (name: string): CaptureSource['interfaces'][number] => ({
    name,
    state: 'Up, Running, Connected',
    description: '',
    link: ETHERNET,
  });
  return {
    interfaces: [
      ethernetAt('eth0'),
      ...(box === null ? [] : [ethernetAt('eth1')]),
      {
        name: 'any',
        state: 'Up, Running',
        description: 'Pseudo-device that captures on all interfaces',
        link: COOKED_2,
      },
      { name: 'lo', state: 'Up, Running, Loopback', description: '', link: ETHERNET },
    ],
    listen(name, hear) {
      return tap((tapped, on) => {
        if (name !== 'any' && name !== on) return;
        const { packet } = tapped;
        const source = on === 'lo' ? NO_HARDWARE : hardwareOf(packet.sourceHost, packet.source.address);
        const destination =
          on === 'lo' ? NO_HARDWARE : hardwareOf(packet.destinationHost, packet.destination.address);
        hear(
          framed(tapped, name === 'any' ? cooked(tapped, on, source) : ethernet(tapped, source, destination)),
        );
      });
    },
  };
}

function framed({ at, packet, way }: TappedPacket, header: Uint8Array): LivePacket {
  const inner = ipOctets(packet);
  const octets = new Uint8Array(header.length + inner.length);
  octets.set(header);
  octets.set(inner, header.length);
  const microseconds = Math.round(at * 1_000);
  return {
    at: BigInt(microseconds) * 1_000n,
    octets,
    length: octets.length,
    outgoing: way === 'out',
  };
}

function typeOf({ packet }: TappedPacket): number {
  return isIPv6(packet.destination.address) ? ETHERTYPE.v6 : ETHERTYPE.v4;
}

function ethernet(tapped: TappedPacket, source: Uint8Array, destination: Uint8Array): Uint8Array {
  const header = new Uint8Array(ETHERNET_HEADER);
  header.set(destination);
  header.set(source, 6);
  new DataView(header.buffer).setUint16(12, typeOf(tapped));
  return header;
}

function cooked(tapped: TappedPacket, on: Interface, source: Uint8Array): Uint8Array {
  const header = new Uint8Array(COOKED_HEADER);
  const view = new DataView(header.buffer);
  view.setUint16(0, typeOf(tapped));
  view.setUint32(4, INDEX[on]);
  view.setUint16(8, HARDWARE[on]);
  header[10] = tapped.way === 'out' ? OUTGOING : 0;
  header[11] = source.length;
  header.set(source, 12);
  return header;
}
