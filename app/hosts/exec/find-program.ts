import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where PATH has a program; the usual places for administrators' programs count too. Null: nowhere. */
export function findProgram(name: string, environment = process.env): string | null {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const folder of [...folders, '/usr/sbin', '/sbin', '/usr/bin', '/bin'])
    if (canRun(join(folder, name)) === 'yes') return join(folder, name);
  return null;
}

/** Whether a path can be run, as the shell would find. */
export function canRun(path: string): 'yes' | 'no such file' | 'not allowed' {
  try {
    if (!statSync(path).isFile()) return 'not allowed';
    accessSync(path, constants.X_OK);
    return 'yes';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    return code === 'EACCES' || code === 'EPERM' ? 'not allowed' : 'no such file';
  }
}
