/**
 * The queue of lookups: each is made into a question and put to its servers, one after the other, until somebody
 * answers. A response may put another lookup at the front of the queue (over TCP, with another EDNS version, the
 * next step of a trace), which is then the next to run.
 */
import { isNetProblem } from '../tool.ts';
import { Exchange, receiveWarning, setupWarning, tlsWarning } from './exchange.ts';
import { makeQuestion } from './query.ts';
import type { Question } from './query.ts';
import { handleResponse } from './response.ts';
import { nextOrigin, requeue } from './requeue.ts';
import { isStop } from './state.ts';
import type { Dig, Lookup, Server, Stop } from './state.ts';

/** Runs until the queue is empty. */
export async function runLookups(dig: Dig): Promise<Stop | null> {
  for (let lookup = dig.queue.shift(); lookup !== undefined; lookup = dig.queue.shift()) {
    const stop = await runLookup(dig, lookup);
    if (stop) return stop;
    if (dig.context.signal.aborted) return { kind: 'stop', exitCode: 130 };
  }
  return null;
}

async function runLookup(dig: Dig, lookup: Lookup): Promise<Stop | null> {
  if (lookup.servers.length === 0) lookup.servers = [...dig.systemServers];
  const question = makeQuestion(dig, lookup);
  if (isStop(question)) return question;
  if (question === null) return nextOrigin(dig, lookup);
  dig.program.trying(dig, lookup, question);
  if (lookup.nsSearch && !lookup.traceRoot) return askAll(dig, lookup, question);
  for (let i = 0; i < lookup.servers.length;) {
    const outcome = await askOne(dig, lookup, question, i);
    if (outcome === 'next') i++;
    else if (outcome !== 'again') return outcome;
  }
  return null;
}

/** `again`: one try less; `next`: the next server's turn; null: the lookup is over. */
async function askOne(
  dig: Dig,
  lookup: Lookup,
  question: Question,
  index: number,
): Promise<'again' | 'next' | Stop | null> {
  const server = lookup.servers[index] as Server;
  const isLast = index === lookup.servers.length - 1;
  if (server.address.startsWith('::ffff:')) {
    dig.warning(`Skipping mapped address '${server.address}'`);
    if (!isLast) return 'next';
    dig.warning('No acceptable nameservers');
    return null;
  }
  const exchange = new Exchange(dig, lookup, question, server, isLast);
  const problem = await exchange.start();
  if (problem) {
    if (problem.reason === 'aborted' || tlsWarning(exchange, problem)) return null;
    setupWarning(exchange, problem);
    dig.noReply();
    if (lookup.retries > 1) {
      lookup.retries--;
      const stop = requeue(dig, lookup);
      if (isStop(stop)) return stop;
    } else if (!isLast) {
      return 'next';
    }
    // BIND: said after every failed setup that ends this lookup, even where it is queued again.
    dig.error('no servers could be reached');
    return null;
  }
  try {
    return await converse(exchange);
  } finally {
    exchange.close();
  }
}

async function converse(exchange: Exchange): Promise<'again' | 'next' | Stop | null> {
  const { dig, lookup, isLast } = exchange;
  for (;;) {
    const octets = await exchange.receive();
    if (!isNetProblem(octets)) {
      const outcome = await handleResponse(exchange, octets);
      if (outcome === 'wait') continue;
      return outcome === 'finished' ? null : outcome;
    }
    if (octets.reason === 'aborted') return null;
    receiveWarning(exchange, octets);
    if (exchange.tcp) dig.kept = null;
    if (lookup.retries > 1) {
      lookup.retries--;
      if (!exchange.tcp) return 'again';
      const stop = requeue(dig, lookup);
      return isStop(stop) ? stop : null;
    }
    if (!isLast) return 'next';
    dig.out(lookup.greeting);
    dig.error('no servers could be reached');
    dig.noReply();
    return null;
  }
}

/** +nssearch: all servers of the zone at once, each told as its answer comes. */
async function askAll(dig: Dig, lookup: Lookup, question: Question): Promise<Stop | null> {
  let reached = false;
  const one = async (server: Server): Promise<Stop | null> => {
    if (server.address.startsWith('::ffff:')) return null;
    const exchange = new Exchange(dig, lookup, question, server, true);
    const problem = await exchange.start();
    if (problem) {
      setupWarning(exchange, problem);
      return null;
    }
    // BIND: a zone's only server is asked, but its answer is not waited for.
    if (lookup.servers.length === 1) {
      exchange.close();
      return null;
    }
    try {
      for (;;) {
        const octets = await exchange.receive();
        if (isNetProblem(octets)) {
          receiveWarning(exchange, octets);
          return null;
        }
        reached = true;
        const outcome = await handleResponse(exchange, octets);
        if (outcome !== 'wait') return typeof outcome === 'string' ? null : outcome;
      }
    } finally {
      exchange.close();
    }
  };
  const outcomes = await Promise.all(lookup.servers.map(one));
  const stop = outcomes.find((outcome) => outcome !== null);
  if (stop) return stop;
  if (!reached) {
    dig.error('NS servers could not be reached');
    dig.noReply();
  }
  return null;
}
