/**
 * Finds the faults of the secret labs as a student does: it reads what dig prints, and the rows of the Packets pane.
 *
 * It knows what the labs' texts say (which servers there are, and their addresses) and nothing of the secret.
 */
import type { PacketRow } from '../contract.ts';
import type { Finding } from '../engine/course/secret.ts';
import { WorldView } from '../engine/session/world-view.ts';
import type { World } from '../engine/session/world.ts';

/** What one dig said. */
interface Reply {
  readonly text: string;
  /** Null: there was no reply. */
  readonly status: string | null;
  readonly aa: boolean;
  readonly serial: number | null;
  readonly ttl: number | null;
}

/** A zone as its people's own paper has it: server names and addresses. */
interface Paper {
  readonly zone: string;
  readonly servers: Readonly<Record<string, string>>;
}

const PARENT = '127.53.4.11';
const HASTY = '+tries=1 +timeout=3';
const PATIENT = '+tries=1 +timeout=25';

export class LabSolver {
  readonly #world: World;
  readonly #view: WorldView;

  constructor(world: World) {
    this.#world = world;
    this.#view = new WorldView(
      world,
      () => undefined,
      () => false,
    );
  }

  /** What is wrong with a zone: its delegation, its servers, the ways to them. */
  async zoneFaults(paper: Paper): Promise<Finding[]> {
    const { zone, servers } = paper;
    const faults: Finding[] = [];
    const referral = await this.#dig(`+norec @${PARENT} ${zone} NS`);
    const delegation = this.#delegationFault(referral.text, paper);
    if (delegation) faults.push(delegation);
    const well = new Map<string, Reply>();
    for (const [server, address] of Object.entries(servers)) {
      const question = `@${address} ${zone} SOA`;
      let reply = await this.#dig(`+norec ${HASTY} ${question}`);
      const outside =
        reply.status === null ? await this.#dig(`+norec ${HASTY} ${question}`, 'outsider') : null;
      if (outside !== null && outside.status !== null) {
        faults.push(
          this.#found('gate', 'firewall', (row) => touches(row, server) && row.fate === 'firewall'),
        );
        reply = outside;
      }
      const fault = await this.#serverFault(server, question, reply);
      if (fault) faults.push(fault);
      else well.set(server, reply);
    }
    const odd = this.#oddOneOut(well) ?? (await this.#withoutTcp(paper, [...well.keys()]));
    return odd ? [...faults, odd] : faults;
  }

  /** What is wrong with a caching server. */
  async cacheFault(server: string, address: string): Promise<Finding | null> {
    const question = `@${address} www.workshop.example`;
    const { status, text } = await this.#dig(`${HASTY} ${question}`);
    if (status === 'REFUSED') return this.#found(server, 'refuses', from(server));
    if (status !== null) return null;
    if (text.includes('connection refused')) return this.#found(server, 'closed', icmpFrom(server));
    return this.#silence(server, `${PATIENT} ${question}`);
  }

  #delegationFault(text: string, { zone, servers }: Paper): Finding | null {
    const named = [...text.matchAll(/\sIN\s+NS\s+(\S+)\.$/gm)].map(([, name]) => name ?? '');
    const addresses = [...text.matchAll(/^(\S+)\.\s+\d+\s+IN\s+A\s+(\S+)$/gm)];
    const proof = (row: PacketRow): boolean =>
      row.sourceHost === 'a.nic.example' && row.qname.startsWith(zone);
    if (named.some((name) => !(name in servers))) return this.#found('a.nic.example', 'delegation', proof);
    const wrong = addresses.some(([, name = '', address]) => name in servers && servers[name] !== address);
    return wrong ? this.#found('127.53.4.12', 'glue', proof) : null;
  }

  async #serverFault(server: string, question: string, reply: Reply): Promise<Finding | null> {
    const { status, text, aa, serial } = reply;
    if (text.includes('connection refused')) return this.#found(server, 'closed', icmpFrom(server));
    if (status === null) return this.#silence(server, `+norec ${PATIENT} ${question}`);
    const kind = KINDS_BY_STATUS[status] ?? (serial === null ? 'lame' : aa ? null : 'no-aa');
    return kind === null ? null : this.#found(server, kind, from(server));
  }

  /** No reply in three seconds: later, or never? */
  async #silence(server: string, patiently: string): Promise<Finding> {
    const { status } = await this.#dig(patiently);
    if (status !== null) return this.#found(server, 'late', from(server));
    return this.#found(server, 'down', (row) => row.destinationHost === server);
  }

  #oddOneOut(replies: ReadonlyMap<string, Reply>): Finding | null {
    const serials = [...replies.values()].map(({ serial }) => serial ?? 0);
    const ttls = [...replies.values()].map(({ ttl }) => ttl ?? 0);
    for (const [server, { serial, ttl }] of replies) {
      if ((serial ?? 0) < Math.max(...serials)) return this.#found(server, 'old-data', from(server));
      // Of two, neither is the odd one.
      if (ttls.length > 2 && ttls.filter((one) => one === ttl).length === 1)
        return this.#found(server, 'ttl', from(server));
    }
    return null;
  }

  async #withoutTcp({ zone, servers }: Paper, asked: readonly string[]): Promise<Finding | null> {
    for (const server of asked) {
      const { text } = await this.#dig(`+norec +tcp ${HASTY} @${servers[server]} ${zone} SOA`);
      if (text.includes('connection refused'))
        return this.#found(server, 'no-tcp', (row) => row.protocol === 'tcp' && row.sourceHost === server);
    }
    return null;
  }

  /** The newest row of the Packets pane that shows it. */
  #found(server: string, kind: string, shows: (row: PacketRow) => boolean): Finding {
    const rows = [...this.#view.snapshot().packets].reverse();
    const id = rows.find(shows)?.id ?? 0;
    return { server, kind, evidence: { of: 'packet', id }, cure: CURES[kind] ?? '' };
  }

  async #dig(words: string, terminal = 'student'): Promise<Reply> {
    let text = '';
    const stop = this.#world.journal.subscribe((entry) => {
      if (entry.kind === 'command' && entry.state === 'finished') text = entry.output.replaceAll('\r', '');
    });
    await this.#world.play({ run: `dig ${words}`, terminal });
    stop();
    const [, ttl, serial] = /\s(\d+)\s+IN\s+SOA\s+\S+ \S+ (\d+)/.exec(text) ?? [];
    return {
      text,
      status: /status: (\w+)/.exec(text)?.[1] ?? null,
      aa: /flags:[^;]* aa[ ;]/.test(text),
      serial: serial === undefined ? null : Number(serial),
      ttl: ttl === undefined ? null : Number(ttl),
    };
  }
}

function touches(row: PacketRow, host: string): boolean {
  return row.sourceHost === host || row.destinationHost === host;
}

function from(host: string): (row: PacketRow) => boolean {
  return (row) => row.sourceHost === host && row.protocol === 'udp';
}

function icmpFrom(host: string): (row: PacketRow) => boolean {
  return (row) => row.sourceHost === host && row.protocol === 'icmp';
}

const KINDS_BY_STATUS: Readonly<Record<string, string>> = {
  REFUSED: 'lame',
  SERVFAIL: 'unloaded',
  FORMERR: 'no-edns',
};

/** What the course teaches to do about each. */
const CURES: Readonly<Record<string, string>> = {
  down: 'machine',
  closed: 'start',
  lame: 'configure',
  unloaded: 'load',
  'old-data': 'transfer',
  'no-aa': 'serve',
  'no-edns': 'software',
  'no-tcp': 'tcp',
  ttl: 'ttl',
  late: 'relieve',
  refuses: 'acl',
  delegation: 'parent',
  glue: 'parent',
  firewall: 'rule',
};
