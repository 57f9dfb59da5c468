/** What is about validation and old answers: validation, nta, secroots, managed-keys, serve-stale. */
import type { View } from '../view.ts';
import { BUILT_IN_VIEW, type Controlled } from './controlled.ts';
import { reply, type CommandReply } from './results.ts';
import type { CommandWords } from './words.ts';

const NO_VALIDATION = 'rootwalk does not validate: DNSSEC validation is disabled in every view';

export function validation({ named }: Controlled, words: CommandWords): CommandReply {
  const word = words.next()?.toLowerCase() ?? null;
  if (word === null) return reply('ISC_R_UNEXPECTEDEND');
  const wanted = words.next();
  const views = named.views.filter(({ name }) => wanted === null || name === wanted);
  switch (word) {
    case 'status':
    case 'check':
      return reply(
        'ISC_R_SUCCESS',
        views.map(({ name }) => `DNSSEC validation is disabled (view ${name})`).join('\n'),
      );
    case 'on':
    case 'yes':
    case 'enable':
    case 'true':
      return views.length === 0 ? reply('ISC_R_FAILURE') : reply('ISC_R_NOTIMPLEMENTED', NO_VALIDATION);
    case 'off':
    case 'no':
    case 'disable':
    case 'false':
      return reply(views.length === 0 ? 'ISC_R_FAILURE' : 'ISC_R_SUCCESS');
    default:
      return reply('DNS_R_SYNTAX');
  }
}

/** Negative trust anchors need trust anchors: the list is empty, and stays so. */
export function nta(_controlled: Controlled, words: CommandWords): CommandReply {
  const word = words.next();
  if (word === null) return reply('ISC_R_UNEXPECTEDEND');
  if (word.startsWith('-d')) return reply('ISC_R_SUCCESS');
  if (word.startsWith('-') && words.next() === null) return reply('ISC_R_UNEXPECTEDEND');
  return reply('ISC_R_NOTIMPLEMENTED', NO_VALIDATION);
}

/** BIND: with `-` the text is in the reply, else in a file. */
export function secRoots(controlled: Controlled, words: CommandWords): CommandReply {
  const inReply = words.peek() === '-';
  if (inReply) words.next();
  const wanted: string[] = [];
  for (let word = words.next(); word !== null; word = words.next()) wanted.push(word);
  const { named, facts, clock } = controlled;
  const views = named.views.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const parts = views.map(
    ({ name }) => ` Start view ${name}\n   Secure roots:\n\n   Negative trust anchors:\n\n`,
  );
  const text = `secure roots as of ${facts.stamp(clock.now())}:\n${parts.length > 0 ? '\n' : ''}${parts.join('')}`;
  const complete = (): void => controlled.log('info', 'dumpsecroots complete');
  if (inReply) {
    complete();
    return reply('ISC_R_SUCCESS', text);
  }
  controlled.write('secroots', [text], (written) => {
    if (written) complete();
    else controlled.log('error', 'dumpsecroots failed: failure');
  });
  return reply('ISC_R_SUCCESS');
}

export function managedKeys({ named }: Controlled, words: CommandWords): CommandReply {
  const word = words.next()?.toLowerCase() ?? null;
  if (word === null) return reply('ISC_R_UNEXPECTEDEND');
  if (word === 'status') {
    const parts = named.views.map(({ name }) => `view: ${name}\nnext scheduled event: never`);
    return reply('ISC_R_SUCCESS', parts.join('\n\n'));
  }
  if (word === 'sync') return reply('ISC_R_SUCCESS');
  if (word === 'refresh') return reply('ISC_R_NOTIMPLEMENTED', NO_VALIDATION);
  return reply('ISC_R_UNEXPECTED', `unknown command '${word}'`);
}

export function serveStale(controlled: Controlled, words: CommandWords): CommandReply {
  const { named } = controlled;
  const word = words.next()?.toLowerCase() ?? null;
  if (word === null) return reply('ISC_R_UNEXPECTEDEND');
  if (!STALE_WORDS.includes(word)) return reply('DNS_R_SYNTAX');
  const classWord = words.next();
  const rrClass = words.next();
  if (rrClass !== null && !/^(in|ch|chaos|hs|hesiod|any)$/i.test(rrClass))
    return reply('DNS_R_UNKNOWN', `unknown class '${rrClass}'`);
  // BIND: 9.18 takes the first of the two for a view, and finds none by its name.
  if (classWord !== null) return reply('ISC_R_NOTFOUND');
  if (word === 'status') {
    const lines = named.views.map((view) => `${view.name}: ${staleText(view)}`);
    return reply('ISC_R_SUCCESS', [...lines, `${BUILT_IN_VIEW}: ${staleText(null)}`].join('\n'));
  }
  for (const { recursion } of named.views) {
    if (recursion?.stale) recursion.stale.answers = word === 'reset' ? null : !OFF.includes(word);
  }
  return reply('ISC_R_SUCCESS');
}

const OFF: readonly string[] = ['off', 'no', 'false', 'disable'];
const STALE_WORDS: readonly string[] = ['on', 'yes', 'true', 'enable', ...OFF, 'reset', 'status'];

function staleText(view: View | null): string {
  const stale = view?.recursion?.stale ?? null;
  if (stale === null) return 'stale cache disabled; stale answers unavailable';
  const given = stale.gives ? 'enabled' : 'disabled';
  const { answerTtl, maxStaleTtl, refreshTime } = stale;
  return (
    `stale cache enabled; stale answers ${given} ` +
    `(stale-answer-ttl=${answerTtl} max-stale-ttl=${maxStaleTtl} stale-refresh-time=${refreshTime})`
  );
}
