/** `rootwalk labs add FILE.zip`: puts a lab beside the course's own. It is read and checked before it is there. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readLab } from '../../../engine/course/lab-folder.ts';
import { diagnosticLines } from '../../../engine/course/yaml-file.ts';
import { addedLabsFolder, addLabZip } from '../../labs/added-labs.ts';
import { dataFolder } from '../../storage/data-folder.ts';
import { contentOf, labPlace } from './lab-place.ts';

export function addLab(words: readonly string[]): Promise<number> {
  const [path, ...more] = words;
  if (path === undefined || more.length > 0 || !/\.zip$/i.test(path)) {
    process.stderr.write('usage: rootwalk labs add FILE.zip\n');
    return Promise.resolve(2);
  }
  const place = labPlace(path);
  if (typeof place === 'string') return fail(place);
  const lab = readLab(contentOf(place), place.id);
  if (!lab.ok) return fail(lab.diagnostics.map(diagnosticLines).join('\n'));
  const added = addLabZip(addedLabsFolder(dataFolder()), readFileSync(path), basename(path));
  if (added.kind === 'refused') return fail(added.why);
  process.stdout.write(`${added.id}: ${lab.lab.title} is there when Rootwalk is started next.\n`);
  return Promise.resolve(0);
}

function fail(text: string): Promise<number> {
  process.stderr.write(`rootwalk labs add: ${text}\n`);
  return Promise.resolve(1);
}
