/** `rootwalk labs add FILE.zip`: puts a lab beside the course's own. It is read and checked before it is there. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { contentFolder } from '../../content-folder.ts';
import { addedLabsFolder, labAdder } from '../../labs/added-labs.ts';
import { dataFolder } from '../../storage/data-folder.ts';
import { inWords } from '../../storage/kept-file.ts';
import { courseFolder } from './lab-place.ts';

export function addLab(words: readonly string[]): Promise<number> {
  const [path, ...more] = words;
  if (path === undefined || more.length > 0 || !/\.zip$/i.test(path)) {
    process.stderr.write('usage: rootwalk labs add FILE.zip\n');
    return Promise.resolve(2);
  }
  let octets: Uint8Array;
  try {
    octets = readFileSync(path);
  } catch (error) {
    return fail(`${path}: ${inWords(error)}`);
  }
  const adder = labAdder(contentFolder(courseFolder()), addedLabsFolder(dataFolder()));
  const name = basename(path);
  const looked = adder.look(octets, name);
  if (looked.kind === 'refused') return fail(`${path}: ${looked.why}`);
  const added = adder.add(octets, name);
  if (added.kind === 'refused') return fail(added.why);
  process.stdout.write(`${added.lab}: ${looked.title} is there when Rootwalk is started next.\n`);
  return Promise.resolve(0);
}

function fail(text: string): Promise<number> {
  process.stderr.write(`rootwalk labs add: ${text}\n`);
  return Promise.resolve(1);
}
