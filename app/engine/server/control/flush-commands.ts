/** flush, flushname, flushtree. */
import type { Name } from '../../protocol/name.ts';
import { BUILT_IN_VIEW, type Controlled } from './controlled.ts';
import { reply, type CommandReply } from './results.ts';
import { nameIn, type CommandWords } from './words.ts';

export function flush(controlled: Controlled, words: CommandWords): CommandReply {
  const view = words.next();
  if (view === null) {
    controlled.named.flush();
    controlled.log('info', 'flushing caches in all views succeeded');
    return reply('ISC_R_SUCCESS');
  }
  if (!isView(controlled, view)) {
    controlled.log('error', `flushing cache in view '${view}' failed: view not found`);
    return reply('ISC_R_NOTFOUND');
  }
  controlled.named.flush(view);
  controlled.log('info', `flushing cache in view '${view}' succeeded`);
  return reply('ISC_R_SUCCESS');
}

export function flushName(controlled: Controlled, words: CommandWords): CommandReply {
  return flushNames(controlled, words, 'name', (name, view) => controlled.named.flushName(name, view));
}

export function flushTree(controlled: Controlled, words: CommandWords): CommandReply {
  return flushNames(controlled, words, 'tree', (name, view) => controlled.named.flushTree(name, view));
}

function flushNames(
  controlled: Controlled,
  words: CommandWords,
  what: 'name' | 'tree',
  flushIt: (name: Name, view?: string) => void,
): CommandReply {
  const text = words.next();
  const name = nameIn(text);
  if (typeof name === 'string') return reply(name);
  const view = words.next();
  if (view === null) {
    flushIt(name);
    controlled.log('info', `flushing ${what} '${text}' in all cache views succeeded`);
    return reply('ISC_R_SUCCESS');
  }
  if (!isView(controlled, view)) {
    controlled.log('error', `flushing ${what} '${text}' in cache view '${view}' failed: view not found`);
    return reply('ISC_R_FAILURE');
  }
  flushIt(name, view);
  controlled.log('info', `flushing ${what} '${text}' in cache view '${view}' succeeded`);
  return reply('ISC_R_SUCCESS');
}

function isView({ named }: Controlled, view: string): boolean {
  return view === BUILT_IN_VIEW || named.views.some(({ name }) => name === view);
}
