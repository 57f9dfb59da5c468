/**
 * The secret of a lab: which of its faults this seed switches on, and how a report of them is graded.
 *
 * Nothing of the key is written anywhere: it follows from the seed while the lab runs, and the window sees only what a
 * report may choose from and, once it was handed in, which parts of it were right.
 */
import type { ReportGrade, ReportState } from '../../contract.ts';
import type { Journal, JournalEntry, Packet } from '../network/journal.ts';
import { seededRandom } from '../random.ts';
import { messageIn, MessageReader, type Evidence, type SeenMessage } from './evidence.ts';
import type { LabEvidence } from './lab-evidence.ts';
import { fits, fitsEntry, fitsIcmp, fitsLog, fitsSegment, isMessage } from './match.ts';
import { blamedHosts, type FaultEvidence, type SecretFault, type SecretFile } from './schema/secret.ts';
import { wordOf } from './secret-words.ts';

/** One line of a report: who is to blame, for what, by which evidence, and what helps. */
export interface Finding {
  readonly server: string;
  readonly kind: string;
  readonly evidence: FoundEvidence;
  /** Empty where none is asked for. */
  readonly cure: string;
}

/** A packet by its number, a cache entry by its id, a log line by its number in the journal. */
interface FoundEvidence {
  readonly of: 'packet' | 'cache' | 'log';
  readonly id: number;
}

/** The faults that a seed switches on: as many as the lab says, never two that are to be apart. */
export function pickFaults(secret: SecretFile, seed: string): readonly SecretFault[] {
  const random = seededRandom(seed).fork('secret faults');
  const left = [...secret.faults];
  const picked: SecretFault[] = [];
  while (picked.length < secret.pick && left.length > 0) {
    const [fault] = left.splice(random.below(left.length), 1) as [SecretFault];
    const clashes = picked.some(
      ({ apart, server, kind }) =>
        (apart !== undefined && apart === fault.apart) ||
        (String(server) === String(fault.server) && kind === fault.kind),
    );
    if (!clashes) picked.push(fault);
  }
  return picked;
}

interface SecretParts {
  readonly secret: SecretFile;
  readonly seed: string;
  /** By which a class has this secret together; null where it is the student's own. */
  readonly word: string | null;
  readonly journal: Journal;
  readonly evidence: Pick<LabEvidence, 'cacheOf' | 'now' | 'hostAt'>;
  /** What the report offers as servers, where the lab file does not say. */
  readonly servers: readonly string[];
}

export class SecretKeeper {
  readonly seed: string;
  readonly picked: readonly SecretFault[];
  readonly #parts: SecretParts;
  #grades: readonly ReportGrade[] = [];
  #findings: readonly Finding[] = [];

  constructor(parts: SecretParts) {
    this.#parts = parts;
    this.seed = parts.seed;
    this.picked = pickFaults(parts.secret, parts.seed);
  }

  state(): ReportState {
    const { secret, servers, word } = this.#parts;
    return {
      word,
      count: this.picked.length,
      servers: secret.servers ?? servers,
      kinds: secret.kinds,
      cures: secret.cures,
      grades: this.#grades,
      findings: this.#findings,
    };
  }

  /** Why a report cannot be graded, as a sentence; null when it can. */
  whyNot(findings: readonly Finding[]): string | null {
    const { secret } = this.#parts;
    if (findings.length !== this.picked.length)
      return `The report has ${this.picked.length} ${this.picked.length === 1 ? 'line' : 'lines'}: fill each of them.`;
    for (const { kind, cure, server } of findings) {
      if (server.trim() === '') return 'Name the server in each line.';
      if (!secret.kinds.some(({ id }) => id === kind)) return 'Choose the fault in each line.';
      if (secret.cures.length > 0 && !secret.cures.some(({ id }) => id === cure))
        return 'Choose the cure in each line.';
    }
    return null;
  }

  /** Whether the whole report is right; `state` then tells of each line what is. */
  grade(findings: readonly Finding[]): boolean {
    const open = new Set(this.picked);
    const found = new Map<Finding, SecretFault>();
    // The line that says most of a fault is held against it.
    for (const least of [2, 1])
      for (const finding of findings) {
        if (found.has(finding)) continue;
        const fault = [...open].find((one) => this.#likeness(finding, one) >= least);
        if (fault === undefined) continue;
        open.delete(fault);
        found.set(finding, fault);
      }
    this.#findings = findings;
    this.#grades = findings.map((finding) => this.#gradeOf(finding, found.get(finding)));
    return this.#grades.every(({ server, kind, evidence, cure }) => server && kind && evidence && cure);
  }

  #likeness(finding: Finding, fault: SecretFault): number {
    return Number(this.#isServer(finding, fault)) + Number(finding.kind === fault.kind);
  }

  #gradeOf(finding: Finding, fault: SecretFault | undefined): ReportGrade {
    const right = {
      server: fault !== undefined && this.#isServer(finding, fault),
      kind: finding.kind === fault?.kind,
      evidence: fault?.evidence.some((one) => this.#isEvidence(finding.evidence, one)) ?? false,
      cure: fault !== undefined && (fault.cure === undefined || finding.cure === fault.cure),
    };
    return { ...right, word: wordOf(right, finding, this.#packet(finding.evidence)) };
  }

  #packet({ of, id }: FoundEvidence): Packet | null {
    return of === 'packet' ? sentPacket(this.#parts.journal, id) : null;
  }

  #isServer({ server }: Finding, fault: SecretFault): boolean {
    const said = server.trim().toLowerCase().replace(/\.$/, '');
    return blamedHosts(fault).includes(this.#parts.evidence.hostAt(said) ?? said);
  }

  #isEvidence({ of, id }: FoundEvidence, wanted: FaultEvidence): boolean {
    const { journal, evidence } = this.#parts;
    if (foundAs(wanted) !== of) return false;
    switch (wanted.of) {
      case 'packet':
        return fatesOf(journal, id).some((seen) => isMessage(wanted.packet, seen));
      case 'icmp': {
        const packet = sentPacket(journal, id);
        return packet?.icmp !== undefined && fitsIcmp(wanted.icmp, { kind: 'icmp', packet });
      }
      case 'segment': {
        const packet = sentPacket(journal, id);
        return packet !== null && fitsSegment(wanted.segment, packet);
      }
      case 'cache':
        for (const entry of evidence.cacheOf(wanted.entry.host, wanted.entry.view) ?? [])
          if (entry.id === id) return fitsEntry(wanted.entry, entry, evidence.now());
        return false;
      case 'log': {
        const line = journal.since(id - 1)[0];
        return line?.kind === 'log' && line.sequence === id && fitsLog(wanted.log, { kind: 'log', line });
      }
    }
  }

  /** What is evidence of a fault, the newest of it; null where nothing has shown yet. For solutions. */
  evidenceOf(fault: SecretFault): FoundEvidence | null {
    for (const entry of [...this.#parts.journal.since()].reverse())
      for (const wanted of fault.evidence) {
        const id = idOf(entry, wanted);
        const of = foundAs(wanted);
        if (id !== null && this.#isEvidence({ of, id }, wanted)) return { of, id };
      }
    return null;
  }

  /** A packet that is evidence of nothing that was picked; null where there is none. For wrong ways. */
  otherPacket(): FoundEvidence | null {
    for (const entry of this.#parts.journal.since()) {
      if (entry.kind !== 'packet-sent') continue;
      const found = { of: 'packet', id: entry.packet.id } as const;
      if (!this.picked.some(({ evidence }) => evidence.some((one) => this.#isEvidence(found, one))))
        return found;
    }
    return null;
  }
}

/** ICMP messages and segments are packets too, for who names them by a number. */
function foundAs({ of }: FaultEvidence): FoundEvidence['of'] {
  return of === 'cache' || of === 'log' ? of : 'packet';
}

function sentPacket(journal: Journal, id: number): Packet | null {
  for (const entry of journal.since())
    if (entry.kind === 'packet-sent' && entry.packet.id === id) return entry.packet;
  return null;
}

function idOf(entry: JournalEntry, wanted: FaultEvidence): number | null {
  if (wanted.of === 'packet') {
    if (entry.kind !== 'packet-sent') return null;
    const found = messageIn(entry.packet);
    return found && fits({ ...wanted.packet, fate: undefined }, found) ? entry.packet.id : null;
  }
  if (wanted.of === 'log') return entry.kind === 'log' ? entry.sequence : null;
  if (wanted.of !== 'cache') return entry.kind === 'packet-sent' ? entry.packet.id : null;
  return entry.kind === 'cache' ? entry.entry.id : null;
}

/** A packet as evidence, at each moment of its way; of a message in several segments, each of them is. */
function fatesOf(journal: Journal, id: number): Evidence[] {
  const reader = new MessageReader();
  const fates: Evidence[] = [];
  let seen: SeenMessage | undefined;
  for (const entry of journal.since()) {
    if (entry.kind === 'packet-sent') {
      const found = reader.read(entry.packet).find(({ packets }) => packets.includes(id));
      if (!found) continue;
      seen = found;
      fates.push({ kind: 'message', seen, fate: 'sent' });
    } else if (seen && entry.kind === 'packet-delivered' && entry.packet === seen.packet.id)
      fates.push({ kind: 'message', seen, fate: 'delivered' });
    else if (seen && entry.kind === 'packet-dropped' && entry.packet === seen.packet.id)
      fates.push({ kind: 'message', seen, fate: entry.why });
  }
  return fates;
}
