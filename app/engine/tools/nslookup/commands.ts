/** What can be typed at nslookup's prompt. */
import { TYPE, classNumber, typeNumber } from '../../protocol/codes.ts';
import type { Dig, Stop } from '../dig/state.ts';
import { serversNamed } from '../dig/system.ts';
import { strictReverse } from '../shared/strict-reverse.ts';
import { setOption } from './options.ts';
import type { Settings } from './settings.ts';
import { showServers } from './show-settings.ts';

/** One line. What is no command is a name to look up; words behind it are passed over. */
export async function doCommand(dig: Dig, settings: Settings, line: string): Promise<'exit' | Stop | null> {
  const [command, argument] = line.split(/[ \t\r\n]+/).filter((word) => word !== '');
  if (command === undefined) return null;
  switch (command.toLowerCase()) {
    case 'set':
      if (argument === undefined) break;
      setOption(dig, settings, argument);
      return null;
    case 'server':
    case 'lserver': {
      const stop = argument === undefined ? null : await useServer(dig, argument);
      dig.checkRecursion = false;
      if (!stop) showServers(dig);
      return stop;
    }
    case 'exit':
      return 'exit';
    case 'help':
    case '?':
      dig.out(`The '${command}' command is not yet implemented.\n`);
      return null;
    case 'finger':
    case 'root':
    case 'ls':
    case 'view':
      dig.out(`The '${command}' command is not implemented.\n`);
      return null;
  }
  addLookup(dig, settings, command);
  return null;
}

/** Asks this server from now on; whether it recurses is the user's affair. BIND: one without an address ends nslookup. */
export async function useServer(dig: Dig, given: string): Promise<Stop | null> {
  const servers = await serversNamed(dig, given);
  if (typeof servers === 'string') return dig.fatal(`couldn't get address for '${given}': ${servers}`);
  dig.systemServers = servers;
  dig.checkRecursion = false;
  return null;
}

/** Queues the lookup of a name or an address, as things are set now. */
export function addLookup(dig: Dig, settings: Settings, text: string): void {
  settings.noAddress = false;
  const lookup = dig.template.clone();
  const reverse = strictReverse(text);
  lookup.text = reverse ?? text;
  lookup.type = reverse === null ? (typeNumber(settings.type) ?? TYPE.A) : TYPE.PTR;
  lookup.class = classNumber(settings.class) ?? lookup.class;
  lookup.recurse = settings.recurse;
  lookup.tcp = settings.tcp ?? lookup.type === TYPE.ANY;
  lookup.retries = dig.tries;
  lookup.servfailStops = !settings.nofail;
  lookup.newSearch = true;
  dig.queue.push(lookup);
}
