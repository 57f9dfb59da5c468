/**
 * The private world of a program as a command line of util-linux's unshare(1).
 *
 * As an ordinary user there are two steps. First a user namespace in which this user is root, with mounts and
 * processes of its own: there mount(8) lays the lab's files over the machine's. Then, inside it, a second one in which
 * the user is who they were, with a network of its own and every capability over it, so that files, prompts and
 * programs that give root's rights away (tcpdump) see an ordinary user. root needs no user namespaces.
 */
import type { LaidFile } from './machine-files.ts';

/** How the namespaces are made. */
export interface Way {
  /** `root`: without user namespaces. */
  readonly as: 'root' | 'user';
  /** Whether /proc shows the processes inside. Some containers forbid it. */
  readonly proc: boolean;
}

/** The ways to try, best first. root inside a container may lack the right; then user namespaces may do. */
export function ways(isRoot: boolean): readonly Way[] {
  const kinds = isRoot ? (['root', 'user'] as const) : (['user'] as const);
  return kinds.flatMap((as) => [
    { as, proc: true },
    { as, proc: false },
  ]);
}

/** The words that run `inside` (a program with its arguments) in the private world. */
export function privateWorld(
  way: Way,
  user: { readonly uid: number; readonly gid: number },
  lay: { readonly files: readonly LaidFile[]; readonly hidden: readonly string[] },
  inside: readonly string[],
): readonly string[] {
  const files = lay.files.flatMap(({ path, text }) => [path, text]);
  return [
    ...outer(way),
    'sh',
    '-c',
    LAY,
    'rootwalk',
    String(lay.files.length),
    ...files,
    String(lay.hidden.length),
    ...lay.hidden,
    ...inner(way, user),
    ...inside,
  ];
}

function outer({ as, proc }: Way): readonly string[] {
  return [
    'unshare',
    ...(as === 'user' ? ['--map-root-user'] : []),
    '--mount',
    '--propagation',
    'private',
    '--pid',
    '--fork',
    '--kill-child',
    ...(proc ? ['--mount-proc'] : []),
    '--',
  ];
}

function inner({ as }: Way, { uid, gid }: { readonly uid: number; readonly gid: number }): readonly string[] {
  const self = [`--map-user=${uid}`, `--map-group=${gid}`, '--keep-caps'];
  return ['unshare', ...(as === 'user' ? self : []), '--net', '--'];
}

/**
 * Lays the files, then becomes the rest of its words. The texts lie in memory, in a file system that is gone again
 * before the program starts: nothing of it is ever on the disk.
 */
const LAY = `set -e
mount -t tmpfs -o mode=755 rootwalk /tmp
n=$1; shift
while [ "$n" -gt 0 ]; do
  printf %s "$2" > "/tmp/$n"
  chmod 644 "/tmp/$n"
  mount --bind "/tmp/$n" "$1"
  shift 2; n=$((n - 1))
done
umount -l /tmp
n=$1; shift
while [ "$n" -gt 0 ]; do
  mount -t tmpfs -o mode=755 rootwalk "$1"
  shift; n=$((n - 1))
done
exec "$@"`;
