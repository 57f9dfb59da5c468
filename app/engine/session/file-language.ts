/** What a file of a lab machine is written in, by where it lies and what it is called. */
import type { FileLanguage } from '../../contract.ts';

export function languageOf(path: string): FileLanguage {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^db\.|[.](zone|hints|root|db)$/.test(name)) return name.endsWith('_dump.db') ? 'plain' : 'zone';
  if (/^named[.]conf|^zones[.]rfc1918$|^(rndc|bind)[.](key|keys|conf)$/.test(name)) return 'named.conf';
  return /^\/etc\/bind\/.*[.](conf|key|keys)$/.test(path) ? 'named.conf' : 'plain';
}
