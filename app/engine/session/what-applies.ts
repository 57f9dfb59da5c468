/** What the configuration on a machine's disk makes of a client's question, with a text in the place of one of its files. */
import type { AppliesAsked, AppliesTold, EditorText } from '../../contract.ts';
import { localNetworksOf } from '../server/configuration/listen-places.ts';
import type { Disk } from '../shell/files.ts';
import { appliesInFiles } from './applies-in-files.ts';
import { NAMED_CONF } from './bind-files.ts';
import { cacheOctets, diskFiles } from './disk-files.ts';
import { interfacesOf } from './lab-named.ts';

interface Machine {
  readonly disk: Disk;
  readonly hostName: string;
  readonly addresses: readonly string[];
}

export function whatApplies(machine: Machine, asked: EditorText & AppliesAsked): AppliesTold {
  const { disk, hostName, addresses } = machine;
  const files = diskFiles(disk, 'root');
  return appliesInFiles(
    {
      main: NAMED_CONF,
      shown: asked.path,
      mayLack: false,
      readText: (path) => (path === asked.path ? asked.text : files.readText(path)),
      whyUnread: (path) => files.whyUnread(path),
      resolve: (folder, file) => files.resolve(folder, file),
      list: (folder) => files.list(folder),
    },
    {
      to: addresses[0] ?? '127.0.0.1',
      local: localNetworksOf(interfacesOf(machine)),
      cacheOctets,
      rootHints: files.readText('/usr/share/dns/root.hints') ?? '',
      hostName,
    },
    asked,
  );
}
