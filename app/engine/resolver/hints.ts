/** The root hints: where a resolver with an empty cache begins (RFC 1034 §5.3.2, RFC 8109). */
import { TYPE } from '../protocol/codes.ts';
import type { ResourceRecord, RRset } from '../protocol/message.ts';
import { CLASS } from '../protocol/codes.ts';
import { Name } from '../protocol/name.ts';
import { addressText, targetName } from '../protocol/rdata.ts';

export class Hints {
  /** The root's NS RRset as the hints file gives it. */
  readonly rootServers: RRset;
  /** Whether there was anything but NS records of the root and addresses of those servers. It counts for nothing. */
  readonly extraData: boolean;
  readonly #addresses = new Map<string, string[]>();

  /** Takes the records of a hints file: NS records of the root, and the servers' A and AAAA records. */
  constructor(records: readonly ResourceRecord[]) {
    const servers = records.filter(({ type, name }) => type === TYPE.NS && name.isRoot);
    this.rootServers = {
      name: Name.root,
      type: TYPE.NS,
      class: CLASS.IN,
      ttl: servers.reduce((least, record) => Math.min(least, record.ttl), servers[0]?.ttl ?? 0),
      rdatas: servers.map((record) => record.rdata),
    };
    const names = new Set(this.serverNames.map(({ key }) => key));
    let used = servers.length;
    for (const { type, name, rdata } of records) {
      if ((type !== TYPE.A && type !== TYPE.AAAA) || !names.has(name.key)) continue;
      used++;
      const list = this.#addresses.get(name.key);
      if (list === undefined) this.#addresses.set(name.key, [addressText(rdata)]);
      else list.push(addressText(rdata));
    }
    this.extraData = used < records.length;
  }

  get serverNames(): Name[] {
    return serversOf(this.rootServers);
  }

  /** Whether there is any root server to ask. */
  get usable(): boolean {
    return this.#addresses.size > 0;
  }

  addressesOf(server: Name): readonly string[] {
    return this.#addresses.get(server.key) ?? [];
  }
}

/** The names in an NS RRset, in its order. */
export function serversOf(ns: RRset): Name[] {
  const names: Name[] = [];
  for (const rdata of ns.rdatas) {
    const name = targetName(TYPE.NS, rdata);
    if (name !== null) names.push(name);
  }
  return names;
}
