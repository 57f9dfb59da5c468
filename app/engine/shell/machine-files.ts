/** What lies on a lab machine's disk when it is switched on. */
import { COMMANDS_OF_BASH, PROGRAMS } from './limits.ts';
import { Disk, type DiskOptions } from './files.ts';

export interface MachineOptions extends DiskOptions {
  readonly hostName: string;
  /** The machine's own first address. */
  readonly address: string;
  /** People with a home of their own. */
  readonly users: readonly string[];
  /** Addresses of the caching servers that `/etc/resolv.conf` names. */
  readonly nameservers: readonly string[];
  /** Further lines of `/etc/hosts`. */
  readonly hosts?: readonly { readonly address: string; readonly names: readonly string[] }[];
  /** Further names in `/usr/bin`, so that `which dig` finds them. */
  readonly commands?: readonly string[];
  /** Further files, by absolute path. Those below a home belong to its owner. */
  readonly files?: ReadonlyMap<string, string>;
}

const DIRECTORIES = [
  '/bin',
  '/dev',
  '/etc',
  '/home',
  '/root',
  '/tmp',
  '/usr/bin',
  '/usr/local/bin',
  '/var/log',
];

export function machineDisk(options: MachineOptions): Disk {
  const disk = new Disk(options);
  for (const path of DIRECTORIES) disk.makeDirectory(path, { parents: true });
  disk.chmod('/tmp', 0o1777);
  const put = (path: string, text: string): void => {
    disk.makeDirectory(path.slice(0, path.lastIndexOf('/')) || '/', { parents: true });
    disk.write(path, new TextEncoder().encode(text));
  };
  put('/etc/hostname', `${options.hostName}\n`);
  put('/etc/hosts', hostsFile(options));
  put('/etc/passwd', PASSWD);
  put('/etc/group', GROUP);
  put('/etc/resolv.conf', options.nameservers.map((address) => `nameserver ${address}\n`).join(''));
  for (const command of [...COMMANDS_OF_BASH, ...PROGRAMS, ...(options.commands ?? [])]) {
    put(`/usr/bin/${command}`, '');
    disk.chmod(`/usr/bin/${command}`, 0o755);
  }
  for (const user of options.users) {
    const home = user === 'root' ? '/root' : `/home/${user}`;
    disk.makeDirectory(home, { parents: true });
    disk.chown(home, user);
    if (user !== 'root') {
      put(`${home}/README.txt`, README);
      disk.chown(`${home}/README.txt`, user);
    }
  }
  for (const [path, text] of options.files ?? []) {
    put(path, text);
    const user = /^\/home\/([^/]+)\//.exec(path)?.[1];
    if (user === undefined) continue;
    for (let part = path; part.length > `/home/${user}`.length; part = part.slice(0, part.lastIndexOf('/'))) {
      disk.chown(part, user);
    }
  }
  return disk;
}

function hostsFile(options: MachineOptions): string {
  const rows = [
    { address: '127.0.0.1', names: ['localhost'] },
    { address: options.address, names: [options.hostName] },
    ...(options.hosts ?? []),
  ];
  return rows.map(({ address, names }) => `${address}\t${names.join(' ')}\n`).join('');
}

// As Debian numbers them.
const PASSWD = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
postfix:x:104:111::/var/spool/postfix:/usr/sbin/nologin
bind:x:105:112::/var/cache/bind:/usr/sbin/nologin
student:x:1000:1000::/home/student:/bin/bash
`;
const GROUP = `root:x:0:
daemon:x:1:
adm:x:4:student
mail:x:8:
sudo:x:27:student
postfix:x:111:
bind:x:112:
nogroup:x:65534:
student:x:1000:
`;

const README = `Welcome.

This machine stands in a small Internet of its own. It has root servers, top-level domains,
zones that work, and a caching server that this machine asks (see /etc/resolv.conf).
Everything on the wire is real DNS; nothing of it leaves your computer.

To begin with:

  help                         what there is
  dig www.tiscali.co.uk        ask the caching server
  dig +trace www.tiscali.co.uk walk from the root yourself
  man dig                      what else dig can do

Files that you write here stay until the lab is reset. Time is the lab's: it can be
stopped, sped up and jumped, and dates and TTLs follow it.
`;
