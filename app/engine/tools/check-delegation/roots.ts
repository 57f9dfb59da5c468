/** Where the walk begins: the root servers as the machine's own resolver knows them. */
import { CLASS, TYPE } from '../../protocol/codes.ts';
import { Name, nameOf } from '../../protocol/name.ts';
import { isFileProblem, isNetProblem, type ToolContext } from '../tool.ts';
import { readResolvConf } from '../shared/resolv-conf.ts';
import type { Asker } from './ask.ts';
import { serversOf, type Servers } from './find-addresses.ts';

/** Null: no server of /etc/resolv.conf told any. */
export async function findRoots(context: ToolContext, asker: Asker): Promise<Servers | null> {
  const file = await context.files.read('/etc/resolv.conf');
  const text = isFileProblem(file) ? '' : new TextDecoder().decode(file);
  for (const server of readResolvConf(text)?.servers ?? []) {
    const outcome = await asker.askResolver(server, Name.root, TYPE.NS);
    if (outcome.kind === 'none') continue;
    const { answers, additional } = outcome.message;
    const records = answers.filter((record) => record.type === TYPE.NS && record.class === CLASS.IN);
    if (records.length === 0) continue;
    return withAddresses(context, serversOf(Name.root, records, additional));
  }
  return null;
}

/** Roots that were given by their addresses: what the first that answers says of all of them. */
export async function rootsAt(addresses: readonly string[], asker: Asker): Promise<Servers> {
  for (const address of addresses) {
    const outcome = await asker.ask(address, Name.root, TYPE.NS);
    if (outcome.kind === 'none') continue;
    const { answers, additional } = outcome.message;
    const records = answers.filter((record) => record.type === TYPE.NS && record.name.isRoot);
    const servers = serversOf(Name.root, records, additional);
    if ([...servers.addresses.values()].some((given) => given.length > 0)) return servers;
  }
  // Nobody there has a name.
  const names = addresses.map((_, index) => nameOf(`root-${index + 1}.`));
  return {
    zone: Name.root,
    names,
    addresses: new Map(names.map((name, index) => [name.key, [addresses[index] ?? '']])),
  };
}

async function withAddresses({ net }: ToolContext, servers: Servers): Promise<Servers> {
  const entries = servers.names.map(async (name) => {
    const given = servers.addresses.get(name.key) ?? [];
    if (given.length > 0) return [name.key, given] as const;
    const found = await net.lookup(name.toRelaxedString(), 0);
    return [name.key, isNetProblem(found) ? [] : found] as const;
  });
  return { ...servers, addresses: new Map(await Promise.all(entries)) };
}

/** For messages: which servers were asked. */
export async function namedServers({ files }: ToolContext): Promise<string> {
  const file = await files.read('/etc/resolv.conf');
  const text = isFileProblem(file) ? '' : new TextDecoder().decode(file);
  return readResolvConf(text)?.servers.join(', ') || 'none';
}
