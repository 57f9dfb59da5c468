/**
 * In which order the records of an RRset stand in a response. BIND: rrset-order.
 *
 * `fixed` and `none` leave them as they are kept, `random` shuffles them for each response, `cyclic` begins with the
 * next one each time. The first rule that fits an RRset decides; where none does, nothing is moved.
 */
import type { Message, ResourceRecord } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import type { Random } from '../random.ts';

export type RRsetOrder = 'fixed' | 'random' | 'cyclic' | 'none';

export interface OrderRule {
  readonly order: RRsetOrder;
  /** That name alone; with `*` as its first label all names below. Default: all names. */
  readonly name?: Name;
  /** Default: all types. */
  readonly type?: number;
}

/** RRsets whose turn is remembered. */
const MOST_TURNS = 10_000;

export class RRsetOrders {
  readonly #rules: readonly OrderRule[];
  readonly #random: Random;
  /** Which record is first next time. */
  readonly #turns = new Map<string, number>();

  constructor(rules: readonly OrderRule[], random: Random) {
    this.#rules = rules;
    this.#random = random;
  }

  /** Gives the same message where there is nothing to move. */
  apply(message: Message): Message {
    if (![message.answers, message.authority, message.additional].some((section) => this.#moves(section)))
      return message;
    return {
      ...message,
      answers: this.#section(message.answers),
      authority: this.#section(message.authority),
      additional: this.#section(message.additional),
    };
  }

  #moves(records: readonly ResourceRecord[]): boolean {
    return rrsetsOf(records).some((rrset) => {
      const order = this.#orderOf(rrset);
      return order === 'random' || order === 'cyclic';
    });
  }

  #section(records: readonly ResourceRecord[]): readonly ResourceRecord[] {
    return rrsetsOf(records).flatMap((rrset) => this.#ordered(rrset));
  }

  #orderOf([first, second]: readonly ResourceRecord[]): RRsetOrder {
    if (first === undefined || second === undefined) return 'none';
    const { name, type } = first;
    return this.#rules.find((rule) => fits(rule, name, type))?.order ?? 'none';
  }

  #ordered(rrset: ResourceRecord[]): ResourceRecord[] {
    const { name, type } = rrset[0] as ResourceRecord; // None is empty.
    switch (this.#orderOf(rrset)) {
      case 'random':
        return this.#shuffled(rrset);
      case 'cyclic': {
        const first = this.#turn(`${type}/${name.key}`) % rrset.length;
        return [...rrset.slice(first), ...rrset.slice(0, first)];
      }
      default:
        return rrset;
    }
  }

  /** Each order as likely as any other (Fisher and Yates). */
  #shuffled(rrset: readonly ResourceRecord[]): ResourceRecord[] {
    const mixed = [...rrset];
    for (let i = mixed.length - 1; i > 0; i--) {
      const j = this.#random.below(i + 1);
      [mixed[i], mixed[j]] = [mixed[j] as ResourceRecord, mixed[i] as ResourceRecord];
    }
    return mixed;
  }

  #turn(key: string): number {
    // BIND: where it begins is left to chance.
    const turn = this.#turns.get(key) ?? this.#random.below(0x1_0000);
    this.#turns.delete(key);
    this.#turns.set(key, turn + 1);
    if (this.#turns.size > MOST_TURNS) {
      for (const oldest of this.#turns.keys()) {
        this.#turns.delete(oldest);
        break;
      }
    }
    return turn;
  }
}

function fits({ name: of, type: wanted }: OrderRule, name: Name, type: number): boolean {
  if (wanted !== undefined && wanted !== type) return false;
  if (of === undefined || name.equals(of)) return true;
  return of.isWildcard && name.isBelow(of.parent);
}

/** The records of a section, those of one RRset together, as they stand. */
function rrsetsOf(records: readonly ResourceRecord[]): ResourceRecord[][] {
  const rrsets: ResourceRecord[][] = [];
  for (const record of records) {
    const last = rrsets.at(-1);
    if (last?.[0]?.type === record.type && last[0].name.equals(record.name)) last.push(record);
    else rrsets.push([record]);
  }
  return rrsets;
}
