/** What is about the server as a whole: status, query log, debug level, its end. */
import type { Controlled } from './controlled.ts';
import { reply, type CommandReply } from './results.ts';
import type { CommandWords } from './words.ts';

const MAX_DEBUG_LEVEL = 99;

export function status(controlled: Controlled): CommandReply {
  const { named, facts, debugLevel } = controlled;
  let zones = 0;
  let automatic = 0;
  for (const { name, zones: ofView, settings } of named.views) {
    zones += ofView.size;
    for (const { origin } of ofView) if (controlled.zoneFacts(name, origin)?.automatic === true) automatic++;
    // BIND: a zone that is forwarded counts as little as the hints do.
    for (const { kind } of settings.recursion?.configured ?? []) if (kind !== 'forward') zones++;
  }
  const clients = named.recursiveClients;
  const tcp = named.tcpClients;
  const lines = [
    `version: ${facts.version}`,
    `running on ${facts.runningOn}`,
    `boot time: ${new Date(facts.startedAt).toUTCString()}`,
    `last configured: ${new Date(facts.configuredAt).toUTCString()}`,
    `configuration file: ${facts.configurationFile}`,
    `CPUs found: ${facts.cpus}`,
    'worker threads: 1',
    'UDP listeners per interface: 1',
    `number of zones: ${zones} (${automatic} automatic)`,
    `debug level: ${debugLevel}`,
    'xfers running: 0',
    'xfers deferred: 0',
    'soa queries in progress: 0',
    `query logging is ${named.queryLog ? 'ON' : 'OFF'}`,
    `recursive clients: ${clients.used}/${clients.soft}/${clients.most}`,
    `tcp clients: ${tcp.now}/${tcp.most}`,
    `TCP high-water: ${tcp.highWater}`,
    ...(facts.reloadFailed ? ['reload/reconfig failed'] : []),
    'server is up and running',
  ];
  return reply('ISC_R_SUCCESS', lines.join('\n'));
}

export function queryLog({ named }: Controlled, words: CommandWords): CommandReply {
  const word = words.next()?.toLowerCase() ?? null;
  const on = word === null ? !named.queryLog : (SWITCH[word] ?? null);
  if (on === null) return reply('DNS_R_SYNTAX');
  // BIND: says nothing where nothing changes.
  if (on !== named.queryLog) named.queryLog = on;
  return reply('ISC_R_SUCCESS');
}

export const SWITCH: Readonly<Record<string, boolean>> = {
  on: true,
  yes: true,
  true: true,
  enable: true,
  off: false,
  no: false,
  false: false,
  disable: false,
};

export function trace(controlled: Controlled, words: CommandWords): CommandReply {
  const word = words.next();
  if (word === null) controlled.debugLevel++;
  else if (!/^\d{1,9}$/.test(word) || Number(word) > MAX_DEBUG_LEVEL) return reply('ISC_R_RANGE');
  else controlled.debugLevel = Number(word);
  controlled.log('info', `debug level is now ${controlled.debugLevel}`);
  return reply('ISC_R_SUCCESS');
}

export function noTrace(controlled: Controlled): CommandReply {
  controlled.debugLevel = 0;
  controlled.log('info', 'debug level is now 0');
  return reply('ISC_R_SUCCESS');
}

/** stop and halt are one but for a word in the log: there is nothing that is not on disk. */
export function stop(controlled: Controlled, words: CommandWords): CommandReply {
  return end(controlled, words, true);
}

export function halt(controlled: Controlled, words: CommandWords): CommandReply {
  return end(controlled, words, false);
}

function end(controlled: Controlled, words: CommandWords, flushing: boolean): CommandReply {
  controlled.end(flushing);
  const withPid = words.next() === '-p';
  return reply('ISC_R_SUCCESS', withPid ? `pid: ${controlled.facts.processId}` : '');
}
