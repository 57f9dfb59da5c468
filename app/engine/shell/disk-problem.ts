/** What a disk says when something cannot be done, in the operating system's codes and words. */
export type DiskCode =
  | 'ENOENT'
  | 'EEXIST'
  | 'EISDIR'
  | 'ENOTDIR'
  | 'ENOTEMPTY'
  | 'EACCES'
  | 'ENOSPC'
  | 'ELOOP'
  | 'EINVAL'
  | 'EPERM';

export interface DiskProblem {
  readonly kind: 'disk-problem';
  readonly code: DiskCode;
  readonly path: string;
}

export function isDiskProblem(value: unknown): value is DiskProblem {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'disk-problem';
}

/** As the operating system words it. */
export function diskWords(code: DiskCode): string {
  return WORDS[code];
}

const WORDS: Record<DiskCode, string> = {
  ENOENT: 'No such file or directory',
  EEXIST: 'File exists',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
  ENOSPC: 'No space left on device',
  ELOOP: 'Too many levels of symbolic links',
  EINVAL: 'Invalid argument',
  EPERM: 'Operation not permitted',
};

export function diskProblem(code: DiskCode, path: string): DiskProblem {
  return { kind: 'disk-problem', code, path };
}
