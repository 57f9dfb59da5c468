/** `rootwalk labs schema [lab|step|network]`: the JSON Schema of a file, for editors. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { courseFolder } from './lab-place.ts';

const KINDS = ['lab', 'step', 'network'];

export function printSchema(words: readonly string[]): Promise<number> {
  const [kind = 'lab', ...more] = words;
  if (!KINDS.includes(kind) || more.length > 0) {
    process.stderr.write('usage: rootwalk labs schema [lab|step|network]\n');
    return Promise.resolve(2);
  }
  process.stdout.write(readFileSync(join(courseFolder(), 'schema', `${kind}.schema.json`), 'utf8'));
  return Promise.resolve(0);
}
