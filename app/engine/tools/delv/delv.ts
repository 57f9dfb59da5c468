/**
 * delv, as BIND 9.18 has it, but for the validator that is not there yet.
 *
 * A walk through this folder with `delv www.tiscali.co.uk`: the words become settings (arguments.ts, plus-options.ts),
 * and a server is found (servers.ts). It is asked for the name with its DNSSEC records (upstream.ts); what its
 * response means is read in response.ts. Behind an alias the next name is asked for (resolve.ts). print.ts tells what
 * came, in the words of a cache, with how far it is to be believed.
 *
 * Where BIND's delv would validate, this one says that it does not, and what it prints is called "not validated".
 *
 * All texts are strings of octets, as in dig.
 */
import { isNameProblem } from '../../protocol/name.ts';
import { utf8Octets } from '../dig/idn.ts';
import { parseName, problemWords } from '../dig/query.ts';
import type { Tool } from '../tool.ts';
import { trustedName } from './anchors.ts';
import { readWords } from './arguments.ts';
import { Console } from './console.ts';
import { printResolved } from './print.ts';
import { resolve } from './resolve.ts';
import { serversToAsk } from './servers.ts';
import { defaultSettings } from './settings.ts';
import { Upstream } from './upstream.ts';

export { PLUS_WORDS } from './plus-options.ts';

export const delv: Tool = async (context) => {
  const out = new Console(context);
  const settings = defaultSettings(context.net.ipv4, context.net.ipv6);
  const mistake = readWords(out, settings, context.args.map(utf8Octets));
  if (mistake) return mistake.exitCode;
  const servers = await serversToAsk(out, settings);
  if ('kind' in servers) return servers.exitCode;
  const anchor = settings.validate ? await trustedName(out, settings) : null;
  if (anchor !== null && 'kind' in anchor) return anchor.exitCode;
  const text = settings.name ?? '.';
  const name = parseName(text);
  if (isNameProblem(name))
    return out.giveUp(`failed to convert QNAME ${text}: ${problemWords(name, text)}`).exitCode;
  const upstream = new Upstream(out, settings, servers);
  const resolved = upstream.hasServers
    ? await resolve(out, settings, upstream, { name, anchor })
    : // BIND: nobody to ask is told as if the name did not exist.
      ({ kind: 'resolved', status: 'NXDOMAIN', told: [] } as const);
  if (resolved.kind === 'stop') return resolved.exitCode;
  if (resolved.told.some(({ unvalidated }) => unvalidated))
    out.log('not validated: this delv has no validator yet; what follows is what the server says');
  printResolved(out, settings, resolved);
  return 0;
};
