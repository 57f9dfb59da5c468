/** What a configuration asks for that this server does not do: told as warnings, beside BIND's own. */
import type { NamedConfiguration, ZoneClause } from './named-conf.ts';
import type { Told } from './unacted-clauses.ts';
import type { ConfigPlace } from './syntax.ts';

type Read = Omit<NamedConfiguration, 'diagnostics' | 'errors'>;

export function tellLimits(read: Read, file: string, tell: Told): void {
  const { options, hasOptions, views, zones } = read;
  const warn = (word: string, what: string): void =>
    tell(
      hasOptions.get(word) ?? { file, line: 1, column: 1 },
      `option '${word}' is not implemented: ${what}`,
      'warning',
    );
  const validation = [options, ...views.map(({ values }) => values)].map((one) => one['dnssec-validation']);
  if (validation.some((value) => value === 'yes' || value === 'auto'))
    warn('dnssec-validation', 'answers are not validated');
  if (options['cookie-algorithm'] === 'aes') warn('cookie-algorithm', 'cookies are made with siphash24');
  tellControls(read, tell);
  for (const zone of [...zones, ...views.flatMap((view) => view.zones)]) tellZone(zone, tell);
}

function tellControls({ controls, keys }: Read, tell: Told): void {
  for (const { place, keys: named } of controls ?? [])
    for (const key of named ?? [])
      if (!keys.has(key)) tell(place, `couldn't find key '${key}' for use with command channel`, 'warning');
}

const SERVED: ReadonlySet<string> = new Set(['primary', 'hint', 'stub', 'forward', 'static-stub']);

function tellZone({ name, place, rrClass, type, inView }: ZoneClause, tell: Told): void {
  if (inView !== undefined || type === null) return;
  const warn = (at: ConfigPlace, message: string): void =>
    tell(at, `zone '${name.toRelaxedString()}': ${message}`, 'warning');
  if (rrClass !== 'IN') warn(place, `class '${rrClass}' is not implemented`);
  if (!SERVED.has(type)) warn(place, `type '${type}' is not implemented`);
}
