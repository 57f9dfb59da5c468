/** What just-bash may do at most, and which of its commands the lab's machines have. */
import type { BashOptions } from 'just-bash/browser';

const MIB = 1024 * 1024;

/**
 * A loop at the prompt may run for ever (Ctrl-C ends it, and it breathes), so counts of commands and rounds are
 * out of reach. What takes memory, or computes without a pause, is bounded.
 */
export const LIMITS: NonNullable<BashOptions['executionLimits']> = {
  maxExecutionTimeMs: Number.POSITIVE_INFINITY,
  maxCommandCount: Number.MAX_SAFE_INTEGER,
  maxLoopIterations: Number.MAX_SAFE_INTEGER,
  maxWorkUnits: Number.MAX_SAFE_INTEGER,
  maxCallDepth: 100,
  maxSourceBytes: MIB,
  maxHeredocSize: MIB,
  maxStringLength: 24 * MIB,
  maxLiveBytes: 96 * MIB,
  maxInputBytes: Number.MAX_SAFE_INTEGER,
  // Of one statement. What a loop printed to the screen is counted too, though it is not kept.
  maxOutputSize: 64 * MIB,
  maxArrayElements: 100_000,
  maxBraceExpansionResults: 50_000,
  maxGlobOperations: 200_000,
  maxAwkIterations: 50_000,
  maxSedIterations: 50_000,
  maxFileDescriptors: 64,
  maxExtensionCleanupTimeMs: 50,
};

/** Rounds of a loop between two turns for the rest of the program. */
export const LOOPS_A_BREATH = 32;
/** After so many turns a loop takes lab time. */
export const BREATHS_IN_NO_TIME = 100;
/** Commands that may run without a turn in between, where no breath could be put into a loop (under a second). */
export const COMMANDS_WITHOUT_PAUSE = 60_000;
export const RUNAWAY =
  'bash: stopped: a loop inside eval, source or a script ran too long without a pause (type it at the prompt instead)\n';

/** Of what just-bash brings, what a lab machine has. No network, no other languages, no archives. */
// prettier-ignore
export const COMMANDS_OF_BASH = [
  'echo', 'cat', 'printf', 'mkdir', 'rmdir', 'rm', 'cp', 'mv', 'ln', 'chmod', 'pwd', 'readlink',
  'head', 'wc', 'stat', 'grep', 'fgrep', 'egrep', 'sed', 'awk', 'sort', 'uniq', 'comm', 'cut', 'paste',
  'tr', 'rev', 'nl', 'fold', 'expand', 'unexpand', 'strings', 'split', 'column', 'join', 'tee', 'find', 'basename',
  'dirname', 'tree', 'du', 'env', 'printenv', 'alias', 'unalias', 'xargs', 'true', 'false', 'bash', 'sh', 'base64',
  'diff', 'sleep', 'time', 'seq', 'expr', 'md5sum', 'sha1sum', 'sha256sum', 'file', 'which', 'tac', 'od',
] as const satisfies BashOptions['commands'];

/** Programs of our own (commands.ts) that a machine has in `/usr/bin`. */
export const PROGRAMS = [
  'clear',
  'date',
  'edit',
  'less',
  'ls',
  'man',
  'more',
  'nano',
  'tail',
  'sudo',
  'timeout',
  'touch',
  'vi',
  'whoami',
  'yes',
] as const;

/** What the shell itself knows; for completion and `help`. */
// prettier-ignore
export const BUILTINS: readonly string[] = [
  'alias', 'break', 'case', 'cd', 'command', 'continue', 'declare', 'dirs', 'do', 'done', 'elif', 'else', 'esac',
  'eval', 'exec', 'exit', 'export', 'fi', 'for', 'function', 'if', 'let', 'local', 'mapfile', 'popd', 'pushd',
  'read', 'readonly', 'return', 'set', 'shift', 'shopt', 'source', 'test', 'then', 'type', 'unalias', 'unset',
  'until', 'while',
];
