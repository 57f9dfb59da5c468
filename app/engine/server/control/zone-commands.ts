/**
 * What is about one zone: zonestatus, reload, and the commands for zones that change or come from elsewhere. There
 * are no such zones here, so that these end as named's do for a zone whose file alone is its source.
 */
import { CLASS, classNumber, TYPE } from '../../protocol/codes.ts';
import type { Name } from '../../protocol/name.ts';
import type { View } from '../view.ts';
import { isUnloaded, type UnloadedZone } from '../../zone/zone-set.ts';
import type { Zone } from '../../zone/zone.ts';
import type { Controlled, ZoneFacts } from './controlled.ts';
import { reply, type CommandReply } from './results.ts';
import { nameIn, type CommandWords } from './words.ts';

interface FoundZone {
  /** As it was typed. */
  readonly text: string;
  readonly view: View;
  readonly origin: Name;
  readonly type: ZoneFacts['type'] | 'stub' | 'static-stub';
  /** Null for those that have no records of their own. */
  readonly zone: Zone | UnloadedZone | null;
}

/** What follows the command: `zone [class [view]]`. Null: no zone was named. */
function zoneIn(controlled: Controlled, words: CommandWords): FoundZone | CommandReply | null {
  const text = words.next();
  if (text === null) return null;
  const origin = nameIn(text);
  if (typeof origin === 'string') return reply(origin);
  const classWord = words.next();
  const rrClass = classWord === null ? CLASS.IN : classNumber(classWord);
  if (rrClass === null) return reply('DNS_R_UNKNOWN');
  const viewName = words.next();
  const views = rrClass === CLASS.IN ? controlled.named.views : [];
  const wanted = viewName === null ? views : views.filter(({ name }) => name === viewName);
  if (viewName !== null && wanted.length === 0)
    return reply('ISC_R_NOTFOUND', `no matching view '${viewName}'`);
  const found = wanted.flatMap((view) => zoneOf(controlled, view, origin, text) ?? []);
  const [zone] = found;
  const where = viewName === null ? 'any view' : `view '${viewName}'`;
  if (zone === undefined) return reply('ISC_R_NOTFOUND', `no matching zone '${text}' in ${where}`);
  if (found.length > 1) return reply('ISC_R_MULTIPLE', `zone '${text}' was found in multiple views`);
  return zone;
}

function zoneOf(controlled: Controlled, view: View, origin: Name, text: string): FoundZone | null {
  const zone = view.zones.get(origin);
  if (zone !== null) {
    const type = controlled.zoneFacts(view.name, origin)?.type ?? 'primary';
    return { text, view, origin, type, zone };
  }
  const configured = view.settings.recursion?.configured?.find(({ name }) => name.equals(origin));
  const kind = configured?.kind;
  if (kind !== 'stub' && kind !== 'static-stub') return null;
  return { text, view, origin, type: kind, zone: null };
}

/** Runs `act` on the zone that the words name. BIND: without one, `unexpected end of input`. */
function withZone(
  controlled: Controlled,
  words: CommandWords,
  act: (found: FoundZone) => CommandReply,
): CommandReply {
  const found = zoneIn(controlled, words);
  if (found === null) return reply('ISC_R_UNEXPECTEDEND');
  return 'result' in found ? found : act(found);
}

export function zoneStatus(controlled: Controlled, words: CommandWords): CommandReply {
  return withZone(controlled, words, (found) => {
    const { text, view, origin, type, zone } = found;
    if (zone === null ? type === 'stub' : isUnloaded(zone)) return reply('DNS_R_NOTLOADED');
    const facts = controlled.zoneFacts(view.name, origin);
    // BIND: one that the server makes itself has neither serial number nor names.
    const loaded = zone === null || isUnloaded(zone) || facts?.automatic === true ? null : zone;
    const isSigned = loaded?.apex.rrsets.some((rrset) => rrset.type === TYPE.DNSKEY) ?? false;
    const lines = [`name: ${text}`, `type: ${type}`];
    if (facts !== null && facts.file !== null) lines.push(`files: ${facts.file}`);
    lines.push(`serial: ${loaded?.serial ?? 0}`, `nodes: ${loaded?.nodeCount ?? (zone === null ? 1 : 0)}`);
    if (zone !== null && facts !== null && facts.loadedAt !== null)
      lines.push(`last loaded: ${new Date(facts.loadedAt).toUTCString()}`);
    lines.push(`secure: ${isSigned ? 'yes' : 'no'}`);
    // Signatures are what the file has: nothing here makes new ones.
    if (isSigned) lines.push('inline signing: no', 'key maintenance: none');
    lines.push('dynamic: no', 'reconfigurable via modzone: no');
    return reply('ISC_R_SUCCESS', lines.join('\n'));
  });
}

export function reload(
  controlled: Controlled,
  words: CommandWords,
  done: (said: CommandReply) => void,
): void {
  const found = zoneIn(controlled, words);
  if (found === null) {
    controlled.reload(true, (outcome) =>
      done(outcome === null ? reply('ISC_R_SUCCESS', 'server reload successful') : reply(outcome)),
    );
    return;
  }
  if ('result' in found) return done(found);
  const { view, origin, type, zone } = found;
  if (type === 'secondary' || type === 'stub') return done(noTransfers('refresh'));
  if (zone === null || controlled.zoneFacts(view.name, origin)?.automatic === true)
    return done(RELOADED.loaded);
  controlled.reloadZone(view.name, origin, (outcome) => done(RELOADED[outcome]));
}

const RELOADED = {
  'up-to-date': reply('ISC_R_SUCCESS', 'zone reload up-to-date'),
  queued: reply('ISC_R_SUCCESS', 'zone reload queued'),
  loaded: reply('ISC_R_SUCCESS', 'zone reload successful'),
  'bad-zone': reply('DNS_R_BADZONE'),
  'file-not-found': reply('ISC_R_FILENOTFOUND'),
} as const;

export function reconfig(
  controlled: Controlled,
  _words: CommandWords,
  done: (said: CommandReply) => void,
): void {
  controlled.reload(false, (outcome) => done(reply(outcome ?? 'ISC_R_SUCCESS')));
}

export function refresh(controlled: Controlled, words: CommandWords): CommandReply {
  return withZone(controlled, words, ({ type }) =>
    type === 'secondary' || type === 'stub'
      ? noTransfers('refresh')
      : reply('ISC_R_FAILURE', 'not a secondary, mirror, or stub zone'),
  );
}

export function retransfer(controlled: Controlled, words: CommandWords): CommandReply {
  return withZone(controlled, words, ({ type }) =>
    type === 'secondary' || type === 'stub'
      ? noTransfers('retransfer')
      : reply('ISC_R_FAILURE', `retransfer: inappropriate zone type: ${type}`),
  );
}

export function notify(controlled: Controlled, words: CommandWords): CommandReply {
  return withZone(controlled, words, () => noTransfers('notify'));
}

export function freeze(controlled: Controlled, words: CommandWords): CommandReply {
  return changing(controlled, words, 'freez', () => reply('DNS_R_NOTDYNAMIC'));
}

export function thaw(controlled: Controlled, words: CommandWords): CommandReply {
  return changing(controlled, words, 'thaw', ({ origin }) => {
    controlled.log('info', `thawing zone '${origin.toRelaxedString()}/IN': success`);
    return reply('ISC_R_SUCCESS');
  });
}

/** No zone changes but by its file, so that there is none to freeze. */
function changing(
  controlled: Controlled,
  words: CommandWords,
  stem: 'freez' | 'thaw',
  one: (found: FoundZone) => CommandReply,
): CommandReply {
  const found = zoneIn(controlled, words);
  if (found === null) {
    controlled.log('info', `${stem}ing all zones: success`);
    return reply('ISC_R_SUCCESS');
  }
  if ('result' in found) return found;
  return found.type === 'primary' ? one(found) : reply('DNS_R_NOTPRIMARY');
}

export function sync(controlled: Controlled, words: CommandWords): CommandReply {
  const clean = words.peek() === '-clean';
  if (clean) words.next();
  const removing = clean ? ', removing journal files' : '';
  if (words.peek() === null) {
    controlled.log('info', `dumping all zones${removing}: success`);
    return reply('ISC_R_SUCCESS');
  }
  return withZone(controlled, words, ({ origin }) => {
    controlled.log('info', `sync: dumping zone '${origin.toRelaxedString()}/IN'${removing}: success`);
    return reply('ISC_R_SUCCESS');
  });
}

/** sign, loadkeys: BIND refuses them for a zone whose keys it does not keep. */
export function keysOfZone(controlled: Controlled, words: CommandWords): CommandReply {
  return withZone(controlled, words, () => reply('ISC_R_NOPERM'));
}

/** Simplified: nothing is transferred, and nobody is notified. */
function noTransfers(command: string): CommandReply {
  return reply('ISC_R_NOTIMPLEMENTED', `${command}: rootwalk transfers no zones and sends no NOTIFY`);
}
