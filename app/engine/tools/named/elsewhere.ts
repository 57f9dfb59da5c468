/** `-i full`: the hosts outside a zone that its records name are looked up, as named-checkzone does with the system's resolver. */
import { addressText } from '../../protocol/rdata.ts';
import { typeText, TYPE } from '../../protocol/codes.ts';
import type { ElsewhereCheck } from '../../zone/integrity.ts';
import type { Strictness } from '../../zone/record-checks.ts';
import { isNetProblem, type NetProblem, type ResolvedHost, type ToolNet } from '../tool.ts';

export interface AboutElsewhere {
  readonly severity: 'error' | 'warning';
  readonly what: string;
}

/** Looks hosts up and says what is wrong with them; each host's trouble is told once. */
export class Elsewhere {
  readonly #net: ToolNet;
  readonly #aliases: Readonly<Record<number, Strictness>>;
  readonly #hosts = new Map<string, Promise<ResolvedHost | NetProblem>>();
  readonly #told = new Set<string>();

  constructor(net: ToolNet, aliases: { readonly mx: Strictness; readonly srv: Strictness }) {
    this.#net = net;
    // BIND: a name server that is an alias elsewhere is told of and let be.
    this.#aliases = { [TYPE.MX]: aliases.mx, [TYPE.SRV]: aliases.srv };
  }

  async check(item: ElsewhereCheck): Promise<readonly AboutElsewhere[]> {
    const host = item.target.toRelaxedString();
    const found = await this.#lookup(item.target.toString());
    const label = `${item.owner.toRelaxedString()}/${typeText(item.type)} '${host}'`;
    const severe = this.#aliases[item.type] === 'fail' ? 'error' : 'warning';
    if (isNetProblem(found)) {
      if (found.reason === 'not-found')
        return this.#once(host, 'gone', `${label} (out of zone) has no addresses records (A or AAAA)`);
      return this.#once(host, 'failed', `getaddrinfo(${host}) failed: ${found.message}`);
    }
    const isAlias = found.name !== '' && found.name.toLowerCase() !== host.toLowerCase();
    const about =
      isAlias && this.#aliases[item.type] !== 'ignore'
        ? this.#once(host, 'alias', `${label} (out of zone) is a CNAME '${found.name}' (illegal)`, severe)
        : [];
    return [...about, ...this.#glue(item, host, label, found.addresses)];
  }

  /** Glue is the same as what the zone itself says (RFC 1034 §4.2.2). */
  #glue(
    { glue }: ElsewhereCheck,
    host: string,
    label: string,
    addresses: readonly string[],
  ): AboutElsewhere[] {
    if (glue === null) return [];
    const said: AboutElsewhere[] = [];
    const known = { A: glue.ipv4.map(addressText), AAAA: glue.ipv6.map(addressText) };
    for (const type of ['A', 'AAAA'] as const) {
      const extra = known[type].find((address) => !addresses.includes(address));
      if (extra !== undefined)
        said.push(...this.#once(host, `extra ${type}`, `${label} extra GLUE ${type} record (${extra})`));
    }
    const missing = addresses.filter(
      (address) => !known.A.includes(address) && !known.AAAA.includes(address),
    );
    if (this.#told.has(`missing ${host}`)) return said;
    for (const address of missing) {
      const type = address.includes(':') ? 'AAAA' : 'A';
      this.#told.add(`missing ${host}`);
      said.push({ severity: 'warning', what: `${label} missing GLUE ${type} record (${address})` });
    }
    return said;
  }

  #once(
    host: string,
    kind: string,
    what: string,
    severity: 'error' | 'warning' = 'warning',
  ): AboutElsewhere[] {
    const key = `${kind} ${host}`;
    if (this.#told.has(key)) return [];
    this.#told.add(key);
    return [{ severity, what }];
  }

  #lookup(host: string): Promise<ResolvedHost | NetProblem> {
    let asked = this.#hosts.get(host);
    if (asked === undefined) this.#hosts.set(host, (asked = this.#ask(host)));
    return asked;
  }

  async #ask(host: string): Promise<ResolvedHost | NetProblem> {
    if (this.#net.resolve) return this.#net.resolve(host, 0);
    const addresses = await this.#net.lookup(host, 0);
    return 'kind' in addresses ? addresses : { name: '', addresses };
  }
}
