/** The prompt, from `PS1` as bash reads it. */
import type { Instant } from '../network/clock.ts';
import { shortPath } from './paths.ts';

/** As Debian sets it: `student@laptop:~$ `, in colour. */
export const DEFAULT_PS1 = '\\[\\e[01;32m\\]\\u@\\h\\[\\e[00m\\]:\\[\\e[01;34m\\]\\w\\[\\e[00m\\]\\$ ';
export const DEFAULT_PS2 = '> ';

export interface PromptFacts {
  readonly user: string;
  readonly hostName: string;
  readonly workingDirectory: string;
  readonly home: string;
  readonly now: Instant;
}

/** Expands the usual escapes; of control sequences only colours are left in. */
export function expandPrompt(pattern: string, facts: PromptFacts): string {
  const short = shortPath(facts.workingDirectory, facts.home);
  const time = new Date(facts.now).toISOString();
  const expanded = pattern.replace(/\\(\[|\]|e|033|.)/g, (all, escape: string) => {
    switch (escape) {
      case '[':
      case ']':
      case 'a':
        return '';
      case 'e':
      case '033':
        return '\x1b';
      case 'u':
        return facts.user;
      case 'h':
        return facts.hostName.split('.')[0] ?? '';
      case 'H':
        return facts.hostName;
      case 'w':
        return short;
      case 'W':
        return short === '~' ? '~' : (short.split('/').at(-1) ?? '') || '/';
      case '$':
        return facts.user === 'root' ? '#' : '$';
      case 't':
        return time.slice(11, 19);
      case 'A':
        return time.slice(11, 16);
      case 's':
        return 'bash';
      case '\\':
        return '\\';
      default:
        return all;
    }
  });
  // The line is drawn over by rows and columns: nothing may move the cursor.
  return expanded
    .slice(0, 400)
    .split(/(\x1b\[[0-9;]*m)/)
    .map((part) =>
      part.startsWith('\x1b[') && part.endsWith('m') ? part : part.replace(/[\x00-\x1f\x7f]/g, ''),
    )
    .join('');
}
