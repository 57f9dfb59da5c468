import { join } from 'node:path';

/** Where an open lab waits for programs of `rootwalk exec`, in the folder of the student's data. */
export function relayPath(data: string): string {
  return join(data, 'exec', 'lab.sock');
}
