/** delv's options with a plus: their names may be cut, `no` in front turns them off. */
import { parseUint } from '../dig/numbers.ts';
import type { Console, Stop } from './console.ts';
import type { Settings } from './settings.ts';

interface Use {
  readonly out: Console;
  readonly settings: Settings;
  readonly on: boolean;
  /** Behind the `=`; null without one. */
  readonly value: string | null;
}

interface PlusOption {
  readonly name: string;
  /** As much of the name as must be there. */
  readonly least: string;
  readonly apply: (use: Use) => Stop | 'invalid' | null;
}

const MOST_SPLIT = 1023;

const OPTIONS: readonly PlusOption[] = [
  flag('all', 'a', (settings, on) => (settings.recordComments = settings.trust = on)),
  flag('cdflag', 'cd', (settings, on) => (settings.checkingDisabled = on)),
  flag('class', 'cl', (settings, on) => (settings.class = on)),
  // BIND: what it hides is not seen in records on single lines, and +multiline brings it back.
  flag('comments', 'co', () => undefined),
  flag('crypto', 'cr', (settings, on) => (settings.crypto = on)),
  { name: 'dlv', least: 'dl', apply: lookaside },
  flag('dnssec', 'dn', (settings, on) => (settings.dnssec = on)),
  flag('mtrace', 'mt', (settings, on) => {
    settings.messageTrace = on;
    if (on) settings.resolverTrace = true;
  }),
  flag('multiline', 'mu', (settings, on) => (settings.multiline = on)),
  { name: 'root', least: 'ro', apply: root },
  flag('rrcomments', 'rr', (settings, on) => (settings.recordComments = on)),
  flag('rtrace', 'rt', (settings, on) => (settings.resolverTrace = on)),
  flag('short', 'sh', (settings, on) => {
    settings.short = on;
    if (on) settings.multiline = settings.trust = settings.dnssec = false;
  }),
  { name: 'split', least: 'sp', apply: split },
  flag('tcp', 'tc', (settings, on) => (settings.tcp = on)),
  flag('trust', 'tr', (settings, on) => (settings.trust = on)),
  flag('ttl', 'tt', (settings, on) => (settings.ttl = on)),
  flag('unknownformat', 'u', (settings, on) => (settings.unknownFormat = on)),
  flag('vtrace', 'v', (settings, on) => {
    settings.validatorTrace = on;
    if (on) settings.resolverTrace = true;
  }),
  flag('yaml', 'y', (settings, on) => {
    settings.yaml = on;
    if (on) settings.recordComments = false;
  }),
];

/** For completion. */
export const PLUS_WORDS: readonly string[] = OPTIONS.filter(({ name }) => name !== 'dlv').flatMap(
  ({ name }) => [`+${name}`, `+no${name}`],
);

function flag(name: string, least: string, set: (settings: Settings, on: boolean) => unknown): PlusOption {
  return {
    name,
    least,
    apply: ({ settings, on }) => {
      set(settings, on);
      return null;
    },
  };
}

/** Applies what stands behind the plus. */
export function applyPlusOption(out: Console, settings: Settings, text: string): Stop | null {
  // BIND: as strtok splits, signs in front do not count, and what is left of the first `=` is the name.
  const [word = '', ...more] = text.replace(/^=+/, '').split('=');
  if (word === '') {
    out.out(`;; Invalid option ${text}\n`);
    return null;
  }
  const on = !/^no/i.test(word);
  const name = on ? word : word.slice(2);
  const value = more.join('=');
  const option = OPTIONS.find(
    (known) => name.startsWith(known.least) && known.name.startsWith(name.toLowerCase()),
  );
  const outcome = option?.apply({ out, settings, on, value: value === '' ? null : value }) ?? null;
  if (option !== undefined && outcome !== 'invalid') return outcome;
  return out.invalid(`+${word}`);
}

/** Look-aside validation, which BIND no longer has (RFC 8749). */
function lookaside({ out, on }: Use): Stop | null {
  if (!on) return null;
  out.err('Invalid option: +dlv is obsolete\n');
  return { kind: 'stop', exitCode: 1 };
}

function root({ settings, on, value }: Use): null {
  // BIND: behind -i it does nothing.
  if (on && settings.insecure) return null;
  settings.validate = on;
  if (value !== null) settings.anchor = value;
  return null;
}

function split({ out, settings, on, value }: Use): Stop | 'invalid' | null {
  if (!on) {
    if (value !== null) return 'invalid';
    settings.split = 0;
    return null;
  }
  if (value === null) return null;
  let width = parseUint(value, 10);
  if (typeof width === 'number' && width > MOST_SPLIT) width = 'out of range';
  if (typeof width !== 'number') {
    out.out(`invalid split '${value}': ${width}\n`);
    out.warning('split must be a multiple of 4; adjusting to 0');
    return out.fatal("Couldn't parse split");
  }
  settings.split = Math.ceil(width / 4) * 4;
  if (width % 4 !== 0) out.warning(`split must be a multiple of 4; adjusting to ${settings.split}`);
  return null;
}
