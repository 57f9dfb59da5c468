/** `rootwalk labs …`: what authors and teachers do with labs, without a window. Each action is a file beside this one. */
import { checkLabs } from './check.ts';
import { printKey } from './key.ts';
import { newLab } from './new.ts';
import { printSchema } from './schema.ts';

const USAGE = `usage: rootwalk labs check [--seed S] [path …]   play labs by machine, under three seeds
       rootwalk labs key [--seed S] path        the right answers to its questions (--json)
       rootwalk labs new FOLDER                 a lab that holds, to begin with
       rootwalk labs preview PATH [--port N]    open it, and read it anew while it is written
       rootwalk labs add FILE.zip               put a lab beside the course's own
       rootwalk labs remove NAME                take one away that was added
       rootwalk labs schema [lab|step|network]  the JSON Schema of a file, for editors
`;

const ACTIONS: Readonly<Record<string, (words: readonly string[]) => Promise<number>>> = {
  check: checkLabs,
  key: printKey,
  new: newLab,
  schema: printSchema,
  preview: async (words) => (await import('./preview.ts')).previewLab(words),
  add: async (words) => (await import('./add.ts')).addLab(words),
  remove: async (words) => (await import('./remove.ts')).removeLab(words),
};

/** Exit status 0: done, proven; 1: it could not be, some lab does not hold; 2: the words make no sense. */
export async function labs(words: readonly string[]): Promise<number> {
  const [action, ...rest] = words;
  if (action === 'help' || action === '--help' || action === '-h') {
    process.stdout.write(USAGE);
    return 0;
  }
  const act = action !== undefined && Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (act) return act(rest);
  process.stderr.write(action === undefined ? USAGE : `rootwalk labs: there is no '${action}'.\n${USAGE}`);
  return 2;
}
