import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

/** Where a running lab hears which files to open: a socket in the folder of the student's data, on Windows a pipe named after it. */
export function openDoorPath(data: string, platform = process.platform): string {
  if (platform !== 'win32') return join(data, 'open', 'lab.sock');
  const name = createHash('sha256').update(resolve(data).toLowerCase()).digest('hex').slice(0, 32);
  return `\\\\.\\pipe\\rootwalk-open-${name}`;
}
