/** `rootwalk labs remove NAME`: takes away a lab that was added. What students did in it is kept. */
import { addedLabsFolder, removeAddedLab } from '../../labs/added-labs.ts';
import { dataFolder } from '../../storage/data-folder.ts';

export function removeLab(words: readonly string[]): Promise<number> {
  const [id, ...more] = words;
  if (id === undefined || more.length > 0) {
    process.stderr.write('usage: rootwalk labs remove NAME   (for instance 24-my-lab)\n');
    return Promise.resolve(2);
  }
  const problem = removeAddedLab(addedLabsFolder(dataFolder()), id);
  if (problem === null) process.stdout.write(`${id} is gone when Rootwalk is started next.\n`);
  else process.stderr.write(`rootwalk labs remove: ${problem}\n`);
  return Promise.resolve(problem === null ? 0 : 1);
}
