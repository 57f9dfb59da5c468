/** Packets as lines: the time, the packet, and with -x, -X or -A its octets. */
import type { ToolContext } from '../tool.ts';
import { hexLines, plainText } from './hex-dump.ts';
import { NUMBERS_ONLY, namesFrom, withoutDomains } from './names.ts';
import type { CapturedPacket } from './capture-file.ts';
import type { PrintSettings } from './print/dissection.ts';
import type { LinkType } from './print/link.ts';
import { printPacket } from './print/packet.ts';
import type { ServiceTable } from './services.ts';
import { TimeStamps } from './time-stamp.ts';
import type { TcpdumpWords } from './arguments.ts';

/** Linux numbers them in this order. */
const INTERFACES: ReadonlyMap<number, string> = new Map([
  [1, 'lo'],
  [2, 'eth0'],
  [3, 'eth1'],
]);

export class PacketPrinter {
  readonly #words: TcpdumpWords;
  readonly #link: LinkType;
  readonly #times: TimeStamps;
  readonly #settings: PrintSettings;
  #count = 0;

  constructor(
    words: TcpdumpWords,
    link: LinkType,
    known: { readonly hosts: string; readonly services: ServiceTable },
    localTime: ToolContext['localTime'],
  ) {
    this.#words = words;
    this.#link = link;
    this.#times = new TimeStamps(words.timeForm, words.nanoseconds, localTime);
    const names = namesFrom(known.hosts, known.services);
    this.#settings = {
      verbose: words.verbose,
      quiet: words.quiet,
      link: words.link,
      absoluteSequence: words.absoluteSequence,
      unchecked: words.unchecked,
      names: words.numbersOnly ? NUMBERS_ONLY : words.shortNames ? withoutDomains(names) : names,
      allDomain: words.allDomain,
      dumpUnknown: words.hex === 0 && words.hexAndText === 0,
      interfaces: INTERFACES,
      conversations: new Map(),
    };
  }

  /** A newline stands at its end. */
  textOf(packet: CapturedPacket): string {
    const { numbered } = this.#words;
    const number = numbered ? `${String(++this.#count).padStart(5)}  ` : '';
    const printed = printPacket(this.#link, packet.octets, packet.length, this.#settings);
    return `${number}${this.#times.textOf(packet.at)}${printed.text}\n${this.#octetsOf(packet, printed.linkHeader)}`;
  }

  #octetsOf({ octets }: CapturedPacket, linkHeader: number): string {
    const { hex, hexAndText, text } = this.#words;
    const part = (times: number): Uint8Array => (times > 1 ? octets : octets.subarray(linkHeader));
    if (hexAndText > 0) return hexLines(part(hexAndText), { ascii: true });
    if (hex > 0) return hexLines(part(hex), { ascii: false });
    return text > 0 ? plainText(part(text)) : '';
  }
}
