#!/usr/bin/env node
/**
 * The `rootwalk` command. A subcommand's code is loaded only when it is called, so that `rootwalk dig` starts as
 * fast as it can.
 */
export {};

const [subcommand = 'help', ...args] = process.argv.slice(2);

process.exitCode = await run(subcommand, args);

async function run(name: string, words: readonly string[]): Promise<number> {
  switch (name) {
    case 'dig': {
      const { runTool } = await import('./run-tool.ts');
      const { dig } = await import('../../engine/tools/dig/dig.ts');
      return runTool(dig, words);
    }
    case 'labs': {
      const { labs } = await import('./labs.ts');
      return labs(words);
    }
    case 'named': {
      const { named } = await import('./named.ts');
      return named(words);
    }
    case 'rndc': {
      const { runTool } = await import('./run-tool.ts');
      const { rndc } = await import('../../engine/tools/rndc/rndc.ts');
      return runTool(rndc, words);
    }
    case 'start': {
      const { start } = await import('./start.ts');
      return start(words);
    }
    case 'version':
    case '--version':
    case '-V': {
      const { version } = await import('./help.ts');
      process.stdout.write(`rootwalk ${version()}\n`);
      return 0;
    }
    case 'help':
    case '--help':
    case '-h': {
      const { HELP } = await import('./help.ts');
      process.stdout.write(HELP);
      return 0;
    }
    default:
      process.stderr.write(`rootwalk: there is no subcommand '${name}'. 'rootwalk help' lists them.\n`);
      return 2;
  }
}
