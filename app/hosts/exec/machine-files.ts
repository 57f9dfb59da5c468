/** The files that a program inside the lab sees instead of the machine's own. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';

/** A text that is laid over an existing file. */
export interface LaidFile {
  readonly path: string;
  readonly text: string;
}

/** Sockets through which the C library asks a cache of the machine, which knows nothing of the lab. */
const CACHE_FOLDERS = ['/run/nscd', '/var/run/nscd'];

const RESOLV_CONF = 'search workshop.example\nnameserver 127.53.0.53\n';

/** What is laid over the machine's files. Files that the machine does not have are left out. */
export function laidFiles(): readonly LaidFile[] {
  const files = [
    { path: '/etc/resolv.conf', text: RESOLV_CONF },
    { path: '/etc/hosts', text: hostsFile(hostname()) },
  ];
  const order = '/etc/nsswitch.conf';
  return [
    ...files.filter(({ path }) => isFile(path)),
    ...(isFile(order) ? [{ path: order, text: lookupOrder(readFileSync(order, 'utf8')) }] : []),
  ];
}

/** Folders that are to be empty inside. */
export function hiddenFolders(): readonly string[] {
  const [first] = CACHE_FOLDERS.filter((path) => existsSync(path));
  // The second is the first by another name.
  return first === undefined ? [] : [first];
}

/** Why the machine's own files do not let the lab's be laid over them; null where they do. */
export function filesProblem(): string | null {
  if (isFile('/etc/resolv.conf')) return null;
  return 'this machine has no /etc/resolv.conf for the lab’s to be laid over. An empty one will do: sudo touch "$(readlink -m /etc/resolv.conf)"';
}

function hostsFile(machine: string): string {
  return `127.0.0.1 localhost\n::1 localhost ip6-localhost\n127.53.0.2 laptop.workshop.example laptop ${machine}\n`;
}

/** The C library asks files and DNS only: services of the machine (resolved, avahi) would answer from outside the lab. */
export function lookupOrder(text: string): string {
  return /^hosts:.*$/m.test(text)
    ? text.replace(/^hosts:.*$/m, 'hosts: files dns')
    : `${text}\nhosts: files dns\n`;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
