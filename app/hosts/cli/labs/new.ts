/** `rootwalk labs new FOLDER`: a lab of one step that holds, to begin with. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { inWords } from '../../storage/kept-file.ts';

const USAGE = 'usage: rootwalk labs new FOLDER   (for instance labs/24-my-lab, or labs/my-lab)\n';

export function newLab(words: readonly string[]): Promise<number> {
  const [path, ...more] = words;
  if (path === undefined || path.startsWith('-') || more.length > 0) return fail(USAGE, 2);
  const full = resolve(path);
  const name = numbered(dirname(full), basename(full));
  if (name === null)
    return fail(`rootwalk labs new: '${basename(full)}' is no name: small letters, digits and hyphens.\n`, 2);
  const folder = join(dirname(full), name);
  if (existsSync(folder)) return fail(`rootwalk labs new: ${folder} is there already.\n`, 1);
  try {
    mkdirSync(join(folder, 'steps'), { recursive: true });
    for (const [file, text] of filesOf(name)) writeFileSync(join(folder, file), text);
  } catch (error) {
    return fail(`rootwalk labs new: ${folder}: ${inWords(error)}.\n`, 1);
  }
  process.stdout.write(
    `${folder}\n` +
      `  rootwalk labs check ${folder}     proves it\n` +
      `  rootwalk labs preview ${folder}   opens it while you write\n` +
      'labs/AUTHORS.md says what may stand in its files.\n',
  );
  return Promise.resolve(0);
}

function fail(text: string, status: number): Promise<number> {
  process.stderr.write(text);
  return Promise.resolve(status);
}

/** With two digits before it: the next that are free in the folder, where the name has none. */
function numbered(parent: string, name: string): string | null {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return null;
  if (/^\d\d-/.test(name)) return name;
  const taken = existsSync(parent) ? readdirSync(parent) : [];
  const highest = Math.max(0, ...taken.map((one) => Number(/^(\d\d)-/.exec(one)?.[1] ?? 0)));
  return highest >= 99 ? null : `${String(highest + 1).padStart(2, '0')}-${name}`;
}

function filesOf(name: string): readonly (readonly [string, string])[] {
  const number = Number(name.slice(0, 2));
  const words = name.slice(3).replaceAll('-', ' ');
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return [
    [
      'lab.yaml',
      `number: ${number}
title: ${title}
minutes: 5
level: beginner
summary: One sentence for the menu.
goals:
  - Say what the student can do afterwards.
terminals: [laptop, cache]
seed: ${name.slice(3)}
steps:
  - 01-ask
`,
    ],
    [
      join('steps', '01-ask.md'),
      `---
title: Ask
predictions:
  - id: upstream
    question: How many questions of its own will the cache send?
    form: count
    truth: { of: served-upstream, served: { name: www.tiscali.co.uk, type: A } }
checks:
  - id: answered
    of: served
    title: The cache answered, and had to ask others for it
    served: { name: www.tiscali.co.uk, type: A, rcode: NOERROR, from-cache: false }
hints:
  - Ask the cache with dig.
  - Type dig www.tiscali.co.uk
solution:
  - run: dig www.tiscali.co.uk
wrong:
  - - run: dig +norec www.tiscali.co.uk
closing: |
  What it meant.
---

What to do, and where to look:

\`\`\`run
dig www.tiscali.co.uk
\`\`\`
`,
    ],
    [
      'INSTRUCTOR.md',
      `# Lab ${number} for instructors

**Time:** 5 minutes.

**What goes wrong.**

**What to ask.**

**What to show.**
`,
    ],
  ];
}
