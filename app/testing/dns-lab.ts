/** A lab network with name servers on it, a caching server, and a client that asks and waits on the lab clock. */
import type { LabClock } from '../engine/network/clock.ts';
import type { JournalEntry, Packet } from '../engine/network/journal.ts';
import type { LabHost } from '../engine/network/host.ts';
import { isBindProblem } from '../engine/network/transport.ts';
import { CLASS, TYPE, typeNumber } from '../engine/protocol/codes.ts';
import type { Edns, Message, ResourceRecord } from '../engine/protocol/message.ts';
import { queryMessage } from '../engine/protocol/message.ts';
import { nameOf } from '../engine/protocol/name.ts';
import { recordText } from '../engine/protocol/record-text.ts';
import { decodeMessage, encodeMessage } from '../engine/protocol/wire.ts';
import { startNamed, type NamedServer } from '../engine/server/named.ts';
import type { NamedOptions, RecursionOptions } from '../engine/server/options.ts';
import { loadZone } from '../engine/zone/load-zone.ts';
import { parseZone } from '../engine/zone/parse-zone.ts';
import type { Zone } from '../engine/zone/zone.ts';
import { bareLab, type BareLab } from './bare-lab.ts';

/** A zone from its file's text. Throws where a test has written a bad one. */
export function zoneOf(origin: string, text: string): Zone {
  const loaded = loadZone(text, { origin: nameOf(origin), fileName: origin, checkNames: 'ignore' });
  if (loaded.zone === null) throw new Error(loaded.diagnostics.map((one) => one.message).join('\n'));
  return loaded.zone;
}

/** Records in zone-file form, one a line, names relative to the root. Throws where a test has written a bad one. */
export function records(text: string): ResourceRecord[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      // An SOA stands at the top of a zone, so its line is read as that zone.
      const origin = / SOA /.test(line) ? (line.split(/\s/)[0] as string) : '.';
      const parsed = parseZone(line, { origin: nameOf(origin), fileName: 'records' });
      if (parsed.errors > 0) throw new Error(parsed.diagnostics.map((one) => one.message).join('\n'));
      return parsed.records;
    });
}

export interface Asked {
  readonly flags?: Partial<Pick<Message, 'rd' | 'cd' | 'ad' | 'opcode'>>;
  readonly edns?: Edns | null;
  readonly limitMs?: number;
}

export class DnsLab {
  readonly lab: BareLab;
  readonly clock: LabClock;
  readonly client: LabHost;
  readonly servers = new Map<string, NamedServer>();
  #id = 0;

  constructor(seed = 'dns lab') {
    this.lab = bareLab(seed);
    this.clock = this.lab.clock;
    this.client = this.lab.network.addHost({ name: 'laptop', addresses: ['127.53.0.2'], latencyMs: 1 });
  }

  host(name: string, addresses: string | readonly string[], latencyMs = 5): LabHost {
    return this.lab.network.addHost({
      name,
      addresses: typeof addresses === 'string' ? [addresses] : addresses,
      latencyMs,
    });
  }

  /** A server with authority for zones. */
  authority(name: string, addresses: string | readonly string[], ...zones: Zone[]): NamedServer {
    return this.named(this.host(name, addresses), { zones, recursion: null });
  }

  /** A caching server. */
  caching(
    hints: string,
    recursion: Partial<RecursionOptions> = {},
    options: Partial<NamedOptions> = {},
  ): NamedServer {
    return this.named(this.host('cache', '127.53.0.53', 1), {
      zones: [],
      recursion: { hints: records(hints), ...recursion },
      ...options,
    });
  }

  named(
    host: LabHost,
    options: Partial<NamedOptions> & Pick<NamedOptions, 'zones' | 'recursion'>,
  ): NamedServer {
    const { clock, journal, random } = this.lab;
    const server = startNamed(host, { clock, journal, random: random.fork(host.name), ...options });
    if (isBindProblem(server)) throw new Error(server.reason);
    this.servers.set(host.name, server);
    return server;
  }

  /** Asks over UDP and runs the lab until the answer is there; null when none came in 30 seconds. */
  async ask(name: string, type = 'A', to = '127.53.0.53', asked: Asked = {}): Promise<Message | null> {
    const id = ++this.#id & 0xffff;
    const question = { name: nameOf(name), type: typeNumber(type) ?? TYPE.A, class: CLASS.IN };
    const query = queryMessage({
      id,
      rd: true,
      edns: asked.edns ?? null,
      ...asked.flags,
      questions: [question],
    });
    const octets = await this.exchange(encodeMessage(query), to, asked.limitMs);
    if (octets === null) return null;
    const decoded = decodeMessage(octets);
    if (decoded.kind === 'malformed') throw new Error(`malformed response: ${decoded.reason}`);
    if (decoded.message.id !== id) throw new Error('response with another id');
    return decoded.message;
  }

  /** Sends octets over UDP and gives what comes back. */
  async exchange(octets: Uint8Array, to: string, limitMs = 30_000): Promise<Uint8Array | null> {
    const socket = this.client.openUdp();
    if (isBindProblem(socket)) throw new Error(socket.reason);
    let answer: Uint8Array | null = null;
    socket.onDatagram = (payload) => (answer = payload);
    socket.send(octets, { address: to, port: 53 });
    await this.clock.runUntil(() => answer !== null, limitMs);
    socket.close();
    return answer;
  }

  /** Sends octets on one TCP stream and gives all that comes back until the server closes or `limitMs` have passed. */
  async exchangeTcp(
    octets: Uint8Array,
    to: string,
    enough: (got: Uint8Array) => boolean,
    limitMs = 60_000,
  ): Promise<Uint8Array> {
    const stream = this.client.connectTcp({ address: to, port: 53 });
    if (isBindProblem(stream)) throw new Error(stream.reason);
    let got = new Uint8Array(0);
    let over = false;
    stream.onOpen = () => stream.send(octets);
    stream.onData = (more) => {
      const all = new Uint8Array(got.length + more.length);
      all.set(got);
      all.set(more, got.length);
      got = all;
    };
    stream.onEnd = stream.onFailure = () => (over = true);
    await this.clock.runUntil(() => over || enough(got), limitMs);
    stream.reset();
    return got;
  }

  /** The questions that a host has sent over UDP since entry `after`: `www.example.com. A > root`. */
  questions(from: string, after = 0): string[] {
    return this.packets(after)
      .filter(
        (packet) => packet.sourceHost === from && packet.destination.port === 53 && packet.protocol === 'udp',
      )
      .map((packet) => {
        const decoded = decodeMessage(packet.payload);
        if (decoded.kind === 'malformed') return 'malformed';
        const question = decoded.message.questions[0];
        return `${question?.name.toString() ?? ''} ${typeWord(question?.type ?? 0)} > ${packet.destinationHost}`;
      });
  }

  packets(after = 0): Packet[] {
    const packets: Packet[] = [];
    for (const entry of this.lab.journal.since(after))
      if (entry.kind === 'packet-sent') packets.push(entry.packet);
    return packets;
  }

  journal(after = 0): readonly JournalEntry[] {
    return this.lab.journal.since(after);
  }
}

function typeWord(type: number): string {
  for (const [word, number] of Object.entries(TYPE)) if (number === type) return word;
  return String(type);
}

/** Records of a section as single-spaced lines, for comparing. */
export function lines(section: readonly ResourceRecord[]): string[] {
  return section.map((record) => recordText(record).replace(/\s+/g, ' ').trim());
}

/** A small Internet: two roots, uk with co.uk in it, tiscali.co.uk, com, example.com and shop.example. */
export function smallInternet(lab = new DnsLab()): DnsLab {
  const root = zoneOf(
    '.',
    `. 86400 SOA a.root-servers.net. nstld.example. 1 1800 900 604800 86400
. 518400 NS a.root-servers.net.
. 518400 NS b.root-servers.net.
a.root-servers.net. 518400 A 127.53.1.1
b.root-servers.net. 518400 A 127.53.1.2
uk. 172800 NS dns1.nic.uk.
uk. 172800 NS dns2.nic.uk.
dns1.nic.uk. 172800 A 127.53.2.1
dns2.nic.uk. 172800 A 127.53.2.2
com. 172800 NS a.gtld-servers.com.
a.gtld-servers.com. 172800 A 127.53.3.1
`,
  );
  const uk = zoneOf(
    'uk.',
    `uk. 172800 SOA dns1.nic.uk. hm.nic.uk. 1 7200 900 2419200 300
uk. 172800 NS dns1.nic.uk.
uk. 172800 NS dns2.nic.uk.
dns1.nic.uk. 172800 A 127.53.2.1
dns2.nic.uk. 172800 A 127.53.2.2
tiscali.co.uk. 172800 NS ns1.tiscali.co.uk.
tiscali.co.uk. 172800 NS ns2.tiscali.co.uk.
ns1.tiscali.co.uk. 172800 A 127.53.9.1
ns2.tiscali.co.uk. 172800 A 127.53.9.2
outside.co.uk. 172800 NS ns.example.com.
`,
  );
  const tiscali = zoneOf('tiscali.co.uk.', TISCALI);
  const com = zoneOf(
    'com.',
    `com. 172800 SOA a.gtld-servers.com. hm.gtld.com. 1 7200 900 2419200 300
com. 172800 NS a.gtld-servers.com.
a.gtld-servers.com. 172800 A 127.53.3.1
example.com. 172800 NS ns.example.com.
ns.example.com. 172800 A 127.53.3.9
`,
  );
  const example = zoneOf(
    'example.com.',
    `example.com. 3600 SOA ns.example.com. hm.example.com. 1 7200 900 2419200 300
example.com. 3600 NS ns.example.com.
ns.example.com. 3600 A 127.53.3.9
www.example.com. 300 A 127.53.3.80
`,
  );
  const outside = zoneOf(
    'outside.co.uk.',
    `outside.co.uk. 3600 SOA ns.example.com. hm.example.com. 1 7200 900 2419200 300
outside.co.uk. 3600 NS ns.example.com.
www.outside.co.uk. 300 A 127.53.3.81
`,
  );
  lab.authority('a.root-servers.net', '127.53.1.1', root);
  lab.authority('b.root-servers.net', '127.53.1.2', root);
  lab.authority('dns1.nic.uk', '127.53.2.1', uk);
  lab.authority('dns2.nic.uk', '127.53.2.2', uk);
  lab.authority('ns1.tiscali.co.uk', '127.53.9.1', tiscali);
  lab.authority('ns2.tiscali.co.uk', '127.53.9.2', tiscali);
  lab.authority('a.gtld-servers.com', '127.53.3.1', com);
  lab.authority('ns.example.com', '127.53.3.9', example, outside);
  return lab;
}

export const SMALL_HINTS = `. 3600000 NS a.root-servers.net.
. 3600000 NS b.root-servers.net.
a.root-servers.net. 3600000 A 127.53.1.1
b.root-servers.net. 3600000 A 127.53.1.2
`;

const TISCALI = `$TTL 600
tiscali.co.uk. 3600 SOA ns1.tiscali.co.uk. hm.tiscali.co.uk. 1 7200 900 2419200 300
tiscali.co.uk. 86400 NS ns1.tiscali.co.uk.
tiscali.co.uk. 86400 NS ns2.tiscali.co.uk.
ns1.tiscali.co.uk. 86400 A 127.53.9.1
ns2.tiscali.co.uk. 86400 A 127.53.9.2
tiscali.co.uk. MX 10 mail.tiscali.co.uk.
www.tiscali.co.uk. A 127.53.9.80
smtp.tiscali.co.uk. A 127.53.9.81
mail.tiscali.co.uk. A 127.53.9.82
alias.tiscali.co.uk. CNAME www.tiscali.co.uk.
chain.tiscali.co.uk. CNAME alias.tiscali.co.uk.
out.tiscali.co.uk. CNAME www.example.com.
dead.tiscali.co.uk. CNAME nothere.tiscali.co.uk.
typeless.tiscali.co.uk. CNAME mail.tiscali.co.uk.
loop1.tiscali.co.uk. CNAME loop2.tiscali.co.uk.
loop2.tiscali.co.uk. CNAME loop1.tiscali.co.uk.
*.wild.tiscali.co.uk. A 127.53.9.83
a.ent.tiscali.co.uk. A 127.53.9.84
zero.tiscali.co.uk. 0 A 127.53.9.85
sub.tiscali.co.uk. NS ns.sub.tiscali.co.uk.
ns.sub.tiscali.co.uk. A 127.53.9.9
big.tiscali.co.uk. TXT "${'0123456789'.repeat(20)}" "${'a'.repeat(200)}"
big.tiscali.co.uk. TXT "${'0123456789'.repeat(20)}" "${'b'.repeat(200)}"
big.tiscali.co.uk. TXT "${'0123456789'.repeat(20)}" "${'c'.repeat(200)}"
big.tiscali.co.uk. TXT "${'0123456789'.repeat(20)}" "${'d'.repeat(200)}"
`;
