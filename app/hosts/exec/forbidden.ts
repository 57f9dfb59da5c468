/** Why there is no private network to be had on this machine, and what to allow. */
import { readFileSync } from 'node:fs';

/** Reads a kernel setting; null where the kernel does not know it. */
export type ReadSetting = (path: string) => string | null;

interface Switch {
  readonly path: string;
  readonly forbids: (value: string) => boolean;
  readonly why: string;
  readonly allow: string;
}

const SWITCHES: readonly Switch[] = [
  {
    path: '/proc/sys/user/max_user_namespaces',
    forbids: (value) => value === '0',
    why: 'it allows no user namespaces (user.max_user_namespaces is 0)',
    allow: 'sudo sysctl user.max_user_namespaces=10000',
  },
  {
    path: '/proc/sys/kernel/unprivileged_userns_clone',
    forbids: (value) => value === '0',
    why: 'user namespaces are kept for the administrator (kernel.unprivileged_userns_clone is 0)',
    allow: 'sudo sysctl kernel.unprivileged_userns_clone=1',
  },
  {
    path: '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
    forbids: (value) => value === '1',
    why: 'AppArmor keeps user namespaces for programs that it knows (kernel.apparmor_restrict_unprivileged_userns is 1)',
    allow: 'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0',
  },
];

/** The settings that are in the way, each with the command that allows it until the next start; then what helps always. */
export function forbiddenWords(said: string, isRoot: boolean, read: ReadSetting = readSetting): string {
  const lines = [`rootwalk exec: this system does not allow a private network: ${said}`];
  const found = SWITCHES.filter(({ path, forbids }) => forbids(read(path) ?? ''));
  for (const { why, allow } of found)
    lines.push(`  ${why}. To allow it until the next restart:`, `    ${allow}`);
  if (/unrecognized option|invalid option/.test(said))
    lines.push('  This unshare is too old or another make; that of util-linux 2.36 or newer is needed.');
  else if (found.length === 0)
    lines.push(
      '  In a container, its runtime forbids it: start it with --privileged (Docker, Podman), or use exec outside of it.',
    );
  if (!isRoot) lines.push('  As the administrator it may work as it is: sudo rootwalk exec -- …');
  lines.push(`  ${ALTERNATIVE}`);
  return `${lines.join('\n')}\n`;
}

export const ALTERNATIVE =
  'Without exec, while Rootwalk runs its servers answer on port 5300: dig -p 5300 @127.53.0.53 www.tiscali.co.uk';

function readSetting(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
