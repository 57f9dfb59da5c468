import { isAbsolute, join } from 'node:path';

/** Options of the start script whose value is a word of its own. */
const WITH_VALUE = ['--gateway-port'];

/**
 * The files that a command line of the app names, as absolute paths. `packaged`: the app's own program stands first,
 * else Electron's and the app's folder.
 */
export function filesNamed(words: readonly string[], folder: string, packaged: boolean): string[] {
  const files: string[] = [];
  for (let at = packaged ? 1 : 2; at < words.length; at++) {
    const word = words[at] ?? '';
    if (WITH_VALUE.includes(word)) at++;
    else if (word !== '' && !word.startsWith('-')) files.push(isAbsolute(word) ? word : join(folder, word));
  }
  return files;
}
