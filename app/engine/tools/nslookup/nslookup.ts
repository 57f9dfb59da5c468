/**
 * nslookup, as BIND 9.18 has it.
 *
 * A walk through this folder with `nslookup`, then `set type=mx` and `tiscali.co.uk` at its prompt: the words of the
 * command line are options (options.ts), a name to look up, servers. Where no name was given, lines are read and each
 * is a command (commands.ts). A name becomes a lookup, which dig's own machinery asks (../dig/run.ts); print.ts tells
 * what comes back, and the first answer about addresses queues the question for AAAA.
 *
 * All texts are strings of octets, as in dig.
 */
import { DIG_VERSION } from '../dig/dash-options.ts';
import { utf8Octets } from '../dig/idn.ts';
import { runLookups } from '../dig/run.ts';
import { Dig } from '../dig/state.ts';
import type { Stop } from '../dig/state.ts';
import { readSystem } from '../dig/system.ts';
import { inputOf } from '../shared/input-lines.ts';
import type { Tool, ToolInput } from '../tool.ts';
import { addLookup, doCommand, useServer } from './commands.ts';
import { setOption } from './options.ts';
import { nslookupProgram } from './print.ts';
import { Settings } from './settings.ts';

const PROMPT = '> ';
/** In the words of BIND's. */
const USAGE = `Usage:
   nslookup [-opt ...]             # interactive mode using default server
   nslookup [-opt ...] - server    # interactive mode using 'server'
   nslookup [-opt ...] host        # just look up 'host' using default server
   nslookup [-opt ...] host server # just look up 'host' using 'server'
`;

export const nslookup: Tool = async (context) => {
  const settings = new Settings();
  const dig = new Dig(context, nslookupProgram(settings));
  dig.useSearch = dig.checkRecursion = true;
  const unread = await readSystem(dig);
  if (unread) return unread.exitCode;
  const { template } = dig;
  template.idnIn = context.terminal === true && !context.env.has('IDN_DISABLE');
  const stop = (await readWords(dig, settings, context.args.map(utf8Octets))) ?? (await run(dig, settings));
  // BIND: Ctrl-C ends it like any other end.
  if (stop && !context.signal.aborted) return stop.exitCode;
  dig.out('\n');
  return settings.unreached || settings.failed ? 1 : 0;
};

/** The first name is looked up, what follows it are servers. A dash alone stands for a name that will be typed. */
async function readWords(dig: Dig, settings: Settings, words: readonly string[]): Promise<Stop | null> {
  let named = false;
  for (const [index, word] of words.entries()) {
    if (/^-ver/i.test(word)) {
      // BIND: on standard error.
      dig.err(`nslookup ${DIG_VERSION}\n`);
      return { kind: 'stop', exitCode: 0 };
    }
    if (word === '-') {
      named = true;
    } else if (word.startsWith('-')) {
      setOption(dig, settings, word.slice(1));
    } else if (!named) {
      named = true;
      addLookup(dig, settings, word);
    } else if (index < words.length - 1) {
      // BIND: nothing comes after the server.
      dig.err(USAGE);
      return { kind: 'stop', exitCode: 1 };
    } else {
      const stop = await useServer(dig, word);
      if (stop) return stop;
    }
  }
  return null;
}

/** One lookup from the command line, or command after command. */
async function run(dig: Dig, settings: Settings): Promise<Stop | null> {
  if (dig.queue.length > 0) return runLookups(dig);
  const input = inputOf(dig.context);
  try {
    return await runCommands(dig, settings, input);
  } finally {
    input.close();
  }
}

async function runCommands(dig: Dig, settings: Settings, input: ToolInput): Promise<Stop | null> {
  for (;;) {
    const line = await input.readLine(PROMPT);
    if (line === null || dig.context.signal.aborted) return null;
    const done = await doCommand(dig, settings, line);
    if (done === 'exit') return null;
    const stop = done ?? (await runLookups(dig));
    if (stop) return stop;
    dig.lookupCount = 0;
  }
}
