/** `rootwalk progress [--csv|--json]`: what the students of this machine have done. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLabs } from '../../engine/course/lab-folder.ts';
import { KeptProgress } from '../../engine/session/kept-progress.ts';
import { contentFolder, strangeFolder } from '../content-folder.ts';
import { addedLabsFolder } from '../labs/added-labs.ts';
import { labShelf } from '../labs/lab-shelf.ts';
import { dataFolder } from '../storage/data-folder.ts';
import { courseFolder } from './labs/lab-place.ts';

/** Exit status 0: printed; 1: nothing is kept, or it cannot be read; 2: the words make no sense. */
export function progress(words: readonly string[]): Promise<number> {
  const [form = '--csv', ...more] = words;
  if ((form !== '--csv' && form !== '--json') || more.length > 0) {
    process.stderr.write('usage: rootwalk progress [--csv|--json]\n');
    return Promise.resolve(2);
  }
  const data = dataFolder();
  const file = join(data, 'progress.json');
  if (!existsSync(file)) {
    process.stderr.write(`rootwalk progress: nothing is kept in ${file} yet.\n`);
    return Promise.resolve(1);
  }
  let saved: unknown;
  try {
    saved = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    process.stderr.write(`rootwalk progress: ${file} cannot be read.\n`);
    return Promise.resolve(1);
  }
  const labs = readLabs(labShelf(contentFolder(courseFolder()), [strangeFolder(addedLabsFolder(data))]));
  const kept = new KeptProgress(saved, () => undefined);
  process.stdout.write(kept.file(form === '--csv' ? 'csv' : 'json', labs).text);
  return Promise.resolve(0);
}
