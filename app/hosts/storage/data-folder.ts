import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a student's own data lives, by each system's custom. `ROOTWALK_DATA` names another folder. */
export function dataFolder(environment = process.env, platform = process.platform, home = homedir()): string {
  const own = environment['ROOTWALK_DATA'];
  if (own) return own;
  if (platform === 'win32')
    return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Rootwalk');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Rootwalk');
  return join(environment['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'rootwalk');
}
