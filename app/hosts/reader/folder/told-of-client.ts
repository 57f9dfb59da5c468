/** The outline of a configuration of the person's own computer, and what it makes of a client's question. */
import type { ClientAsked, ClientTold, OutlinePlace } from '../../../reader-contract.ts';
import { appliesInFiles } from '../../../engine/session/applies-in-files.ts';
import { expandWildcards, hasWildcards } from '../../../engine/config/language/wildcard.ts';
import { outlineOf } from '../../../engine/config/editor/outline.ts';
import { addressOctets } from '../../../engine/protocol/address.ts';
import {
  localNetworksOf,
  type MachineInterface,
} from '../../../engine/server/configuration/listen-places.ts';
import { withFiles } from '../../../engine/tools/shared/gathered-files.ts';
import type { OpenDocument } from '../reader.ts';
import type { Lying } from './check.ts';
import { A_HINT, type FolderFiles } from './folder-files.ts';

/** named follows no more, and a file that includes itself has no end. */
const DEEPEST = 16;
const MOST_ITEMS = 50_000;

/** Of one document, or (null) of a folder's whole configuration. */
export async function outlineOfDocument(
  document: OpenDocument | null,
  files: FolderFiles,
): Promise<readonly OutlinePlace[]> {
  if (document !== null)
    return outlineOf(await document.content.text()).map((item) => ({ ...item, path: '' }));
  const main = files.main();
  if (main === null) return [];
  return withFiles(files.tools(), (textOf) => {
    const items: OutlinePlace[] = [];
    const add = (path: string, above: number, depth: number): void => {
      for (const item of outlineOf(textOf(path) ?? '')) {
        if (items.length >= MOST_ITEMS) return;
        const level = above + item.level;
        items.push({ ...item, path, level });
        if (item.kind !== 'include' || depth >= DEEPEST) continue;
        for (const included of includedBy(item.name, files)) add(included, level + 1, depth + 1);
      }
    };
    add(main, 0, 0);
    return items;
  });
}

/** The places of the files that an `include` names, which may be several. */
function includedBy(name: string, files: FolderFiles): readonly string[] {
  const names = hasWildcards(name) ? expandWildcards(name, (folder) => files.list(folder)) : [name];
  return names.flatMap((one) => files.placeOf(one) ?? []);
}

/** `shown`: the document that must be part of the configuration; null: the folder's main file. */
export async function toldOfClient(
  shown: OpenDocument | null,
  { files, path }: Lying,
  asked: ClientAsked,
): Promise<ClientTold> {
  const server = serverOf(asked.server);
  if (server === null)
    return { kind: 'problem', why: 'The server needs an address, such as 192.0.2.53 or 192.0.2.53/24.' };
  const own = shown === null ? null : await shown.content.text();
  const main = files.main() ?? path;
  // A file that the folder's main file does not come to is read by itself.
  const first = await tell(main, server, { files, path: shown === null ? main : path }, own, asked);
  if (first.kind === 'applies' || main === path || !first.why.endsWith(NOT_PART)) return first;
  return tell(path, server, { files, path }, own, asked);
}

const NOT_PART = 'does not include this file.';

async function tell(
  main: string,
  interfaces: readonly MachineInterface[],
  { files, path }: Lying,
  own: string | null,
  asked: ClientAsked,
): Promise<ClientTold> {
  const missing = new Set<string>();
  const told = await withFiles(files.tools(), (textOf) => {
    missing.clear();
    return appliesInFiles(
      {
        main,
        shown: path,
        mayLack: true,
        readText: (file) => {
          if (own !== null && file === path) return own;
          return files.blob(file) === null ? null : textOf(file);
        },
        whyUnread: (file) => {
          // What is on its way is not missing.
          if (files.blob(file) === null) missing.add(file);
          return 'file not found';
        },
        resolve: (folder, file) => {
          const whole = file.startsWith('/') ? file : `${folder.replace(/\/$/, '')}/${file}`;
          return files.placeOf(whole) ?? whole;
        },
        list: (folder) => files.list(folder),
      },
      {
        to: interfaces.at(-1)?.address ?? '127.0.0.1',
        local: localNetworksOf(interfaces),
        cacheOctets: () => 0,
        rootHints: A_HINT,
        hostName: 'server',
      },
      asked,
    );
  });
  return told.kind === 'problem' ? told : { ...told, missing: [...missing] };
}

/** The server's interfaces, the one that is asked last; null for what is no address. */
function serverOf(text: string): readonly MachineInterface[] | null {
  const loopback: MachineInterface[] = [
    { name: 'lo', address: '127.0.0.1', length: 8 },
    { name: 'lo', address: '::1', length: 128 },
  ];
  const [address = '', bits, ...rest] = text.trim().split('/');
  if (address === '') return [...loopback].reverse();
  const octets = addressOctets(address);
  if (octets === null || rest.length > 0) return null;
  const most = octets.length * 8;
  const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : most + 1;
  return length > most ? null : [...loopback, { name: 'eth0', address, length }];
}
