#!/usr/bin/env node
/**
 * The `rootwalk` command. A subcommand's code is loaded only when it is called, so that `rootwalk dig` starts as
 * fast as it can.
 */
import type { Tool } from '../../engine/tools/tool.ts';

export {};

type Subcommand = (words: readonly string[]) => Promise<number>;

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  dig: tool(async () => (await import('../../engine/tools/dig/dig.ts')).dig),
  host: tool(async () => (await import('../../engine/tools/host/host.ts')).host),
  nslookup: tool(async () => (await import('../../engine/tools/nslookup/nslookup.ts')).nslookup),
  delv: tool(async () => (await import('../../engine/tools/delv/delv.ts')).delv),
  tcpdump: tool(async () => (await import('../../engine/tools/tcpdump/tcpdump.ts')).tcpdumpOn(null)),
  'named-checkconf': tool(async () => (await import('../../engine/tools/named/checkconf.ts')).namedCheckconf),
  'named-checkzone': tool(async () => (await import('../../engine/tools/named/checkzone.ts')).namedCheckzone),
  'named-compilezone': tool(
    async () => (await import('../../engine/tools/named/checkzone.ts')).namedCompilezone,
  ),
  dump: tool(async () => (await import('../../engine/tools/dump/dump.ts')).dump),
  rndc: tool(async () => (await import('../../engine/tools/rndc/rndc.ts')).rndc),
  'check-delegation': tool(
    async () => (await import('../../engine/tools/check-delegation/check-delegation.ts')).checkDelegation,
  ),
  exec: async (words) => (await import('../exec/exec.ts')).exec(words),
  // The second half of exec, which it calls itself.
  'exec-inside': async (words) => (await import('../exec/inside.ts')).execInside(words),
  progress: async (words) => (await import('./progress.ts')).progress(words),
  labs: async (words) => (await import('./labs/labs.ts')).labs(words),
  named: async (words) => (await import('./named.ts')).named(words),
  open: async (words) => (await import('../open/open.ts')).openFiles(words),
  start: async (words) => (await import('./start.ts')).start(words),
  version: async () => {
    const { version } = await import('./help.ts');
    process.stdout.write(`rootwalk ${version()}\n`);
    return 0;
  },
  help: async () => {
    const { HELP } = await import('./help.ts');
    process.stdout.write(HELP);
    return 0;
  },
};

const ALIASES: Readonly<Record<string, string>> = {
  '--version': 'version',
  '-V': 'version',
  '--help': 'help',
  '-h': 'help',
};

// A reader that went away (`| head`) is no reason to complain.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});

const [name = 'help', ...words] = process.argv.slice(2);
process.exitCode = await run(ALIASES[name] ?? name);

async function run(subcommand: string): Promise<number> {
  if (Object.hasOwn(SUBCOMMANDS, subcommand)) return (SUBCOMMANDS[subcommand] as Subcommand)(words);
  process.stderr.write(`rootwalk: there is no subcommand '${name}'. 'rootwalk help' lists them.\n`);
  return 2;
}

/** One of the engine's tools as an ordinary command. */
function tool(load: () => Promise<Tool>): Subcommand {
  return async (args) => {
    const [{ runTool }, loaded] = await Promise.all([import('./run-tool.ts'), load()]);
    return runTool(loaded, args);
  };
}
