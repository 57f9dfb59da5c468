/** `set all`, and the servers alone. */
import type { Dig } from '../dig/state.ts';
import type { Settings } from './settings.ts';

export function showServers(dig: Dig): void {
  for (const { given, address } of dig.systemServers)
    dig.out(`Default server: ${given}\nAddress: ${address}#${dig.port}\n`);
}

export function showSettings(dig: Dig, settings: Settings): void {
  showServers(dig);
  const { tcp, debug, d2, recurse, type } = settings;
  const lines = [
    '',
    'Set options:',
    `  ${tcp ? 'vc' : 'novc'}\t\t\t${debug ? 'debug' : 'nodebug'}\t\t${d2 ? 'd2' : 'nod2'}`,
    `  ${dig.useSearch ? 'search' : 'nosearch'}\t\t${recurse ? 'recurse' : 'norecurse'}`,
    `  timeout = ${dig.timeout}\t\tretry = ${dig.tries}\tport = ${dig.port}\tndots = ${dig.ndots}`,
    `  querytype = ${type.padEnd(8)}\tclass = ${settings.class}`,
    `  srchlist = ${dig.searchList.join('/')}`,
  ];
  dig.out(lines.map((line) => `${line}\n`).join(''));
}
