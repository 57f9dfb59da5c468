/** What is wrong with single options: numbers out of range, names that are none. By the place they stand in. */
import {
  clauseOf,
  clausesOf,
  fieldOf,
  itemsOf,
  numberOf,
  textOf,
  type MapValue,
  type Value,
} from '../language/value.ts';
import { checkListeners } from './check-listeners.ts';
import { nameOf, previously, type CheckContext } from './context.ts';
import { algorithmNumber, digestNumber } from './mnemonics.ts';

export type OptionsPlace = 'options' | 'view' | 'zone';

const WEEK = 604_800;
const MINUTES_28_DAYS = 40_320;

/** BIND: seconds for those with a TTL's form, minutes for the others; all against the same number. */
const MOST: readonly (readonly [word: string, most: number])[] = [
  ['heartbeat-interval', MINUTES_28_DAYS],
  ['interface-interval', MINUTES_28_DAYS],
  ['max-transfer-idle-in', MINUTES_28_DAYS],
  ['max-transfer-idle-out', MINUTES_28_DAYS],
  ['max-transfer-time-in', MINUTES_28_DAYS],
  ['max-transfer-time-out', MINUTES_28_DAYS],
  ['min-cache-ttl', 90],
  ['min-ncache-ttl', 90],
  ['max-ncache-ttl', WEEK],
];

const PORTS = ['port', 'tls-port', 'http-port', 'https-port'];
const NAMES = ['empty-server', 'empty-contact', 'dns64-server', 'dns64-contact'];

export function checkOptions(context: CheckContext, options: MapValue, place: OptionsPlace): void {
  if (place === 'options') checkPorts(context, options);
  if (place !== 'zone')
    for (const word of ['query-source', 'query-source-v6'])
      checkSourcePort(context, word, clauseOf(options, word));
  checkRanges(context, options);
  checkSigning(context, options, place);
  checkNames(context, options);
  if (place !== 'zone') checkAlgorithms(context, options);
  if (place !== 'zone') checkAutoDnssec(context, options);
  checkMustBeSecure(context, options);
  for (const word of NAMES) {
    const value = clauseOf(options, word);
    const text = textOf(value);
    if (value !== undefined && nameOf(text) === null) context.error(value, `${word}: invalid name '${text}'`);
  }
  for (const value of clausesOf(options, 'disable-empty-zone'))
    if (nameOf(textOf(value)) === null)
      context.error(value, `disable-empty-zone: invalid name '${textOf(value)}'`);
  const serverId = clauseOf(options, 'server-id');
  if (serverId !== undefined && textOf(serverId).length > 1024)
    context.error(serverId, "'server-id' too big (>1024 bytes)");
  checkNegativeTrustAnchors(context, options);
  checkCookies(context, options);
  checkDnstap(context, options);
  checkSizes(context, options);
  checkCheckNames(context, options, place);
  const refresh = clauseOf(options, 'stale-refresh-time');
  const seconds = secondsOf(refresh);
  if (refresh !== undefined && seconds !== null && seconds > 0 && seconds < 30)
    context.warn(refresh, "'stale-refresh-time' should either be 0 or otherwise 30 seconds or higher");
  checkListeners(context, options);
  const restarts = clauseOf(options, 'max-query-restarts');
  const times = numberOf(restarts);
  if (restarts !== undefined && times !== null && (times < 1 || times > 255))
    context.error(restarts, "'max-query-restarts' is out of range 1..255)");
}

/** BIND: what it listens at cannot be where it sends from. */
export function checkSourcePort(
  context: CheckContext,
  word: string,
  value: Value | undefined,
  warns = true,
): void {
  if (value?.kind !== 'address' || value.port === 0) return;
  const listener = numberOf(clauseOf(context.options, 'port')) ?? 53;
  if (value.port === listener)
    context.error(value, `'${word}' cannot specify the DNS listener port (${listener})`);
  else if (warns) context.warn(value, `'${word}': specifying a port is not recommended`);
}

export function checkNotZero(context: CheckContext, options: MapValue | null): void {
  for (const word of ['max-retry-time', 'min-retry-time', 'max-refresh-time', 'min-refresh-time']) {
    const value = clauseOf(options, word);
    if (value !== undefined && numberOf(value) === 0) context.error(value, `'${word}' must not be zero`);
  }
}

export function secondsOf(value: Value | undefined): number | null {
  return value?.kind === 'duration' ? value.seconds : numberOf(value);
}

function checkPorts(context: CheckContext, options: MapValue): void {
  for (const word of PORTS) {
    const value = clauseOf(options, word);
    const port = numberOf(value);
    if (value !== undefined && port !== null && port > 65_535)
      context.error(value, `port '${port}' out of range`);
  }
}

function checkRanges(context: CheckContext, options: MapValue): void {
  for (const [word, most] of MOST) {
    const value = clauseOf(options, word);
    const given = secondsOf(value);
    if (value !== undefined && given !== null && given > most)
      context.error(value, `${word} '${given}' is out of range (0..${most})`);
  }
  const exponent = clauseOf(options, 'max-rsa-exponent-size');
  const bits = numberOf(exponent) ?? 0;
  if (exponent !== undefined && bits !== 0 && (bits < 35 || bits > 4096))
    context.error(exponent, `max-rsa-exponent-size '${bits}' is out of range (35..4096)`);
}

function checkSigning(context: CheckContext, options: MapValue, place: OptionsPlace): void {
  const policy = clauseOf(options, 'dnssec-policy');
  const signed = place === 'zone' && policy !== undefined && textOf(policy).toLowerCase() !== 'none';
  const interval = clauseOf(options, 'sig-validity-interval');
  if (interval !== undefined) checkValidity(context, interval, signed);
  const keys = clauseOf(options, 'dnskey-sig-validity');
  const days = numberOf(keys);
  if (keys !== undefined && days !== null) {
    if (signed) context.error(keys, 'dnskey-sig-validity: cannot be configured if dnssec-policy is also set');
    if (days > 3660) context.error(keys, `dnskey-sig-validity '${days}' is out of range (0..3660)`);
  }
}

function checkValidity(context: CheckContext, interval: Value, signed: boolean): void {
  const range = '(1..3660)';
  const validity = numberOf(fieldOf(interval, 'validity')) ?? 0;
  const resign = numberOf(fieldOf(interval, 'resign'));
  if (signed)
    context.error(interval, 'sig-validity-interval: cannot be configured if dnssec-policy is also set');
  if (validity < 1 || validity > 3660)
    context.error(interval, `sig-validity-interval '${validity}' is out of range ${range}`);
  if (resign === null) return;
  // BIND: it tells the other of the two numbers.
  if (resign < 1 || resign > 3660)
    context.error(interval, `sig-validity-interval (re-sign) '${validity}' is out of range ${range}`);
  else if (validity > 7 ? validity < resign : validity * 24 < resign)
    context.error(
      interval,
      `validity interval (${validity} days) less than re-signing interval (${resign} ${validity > 7 ? 'days' : 'hours'})`,
    );
}

function checkNames(context: CheckContext, options: MapValue): void {
  const glue = clauseOf(options, 'preferred-glue');
  if (glue !== undefined && !/^(?:a|aaaa|none)$/i.test(textOf(glue)))
    context.warn(glue, `preferred-glue unexpected value '${textOf(glue)}'`);
  const only = clauseOf(options, 'root-delegation-only');
  if (only?.kind === 'keyed') checkDomains(context, itemsOf(only.value));
}

function checkDomains(context: CheckContext, values: readonly Value[]): void {
  for (const value of values)
    if (nameOf(textOf(value)) === null) context.error(value, `bad domain name '${textOf(value)}'`);
}

function checkAlgorithms(context: CheckContext, options: MapValue): void {
  for (const [word, number, what] of [
    ['disable-algorithms', algorithmNumber, 'algorithm'],
    ['disable-ds-digests', digestNumber, 'digest type'],
  ] as const)
    for (const value of clausesOf(options, word)) {
      const name = fieldOf(value, 'name');
      if (name !== undefined) checkDomains(context, [name]);
      for (const item of itemsOf(fieldOf(value, 'values')))
        if (number(textOf(item)) === null) context.error(item, `invalid ${what} '${textOf(item)}'`);
    }
}

function checkAutoDnssec(context: CheckContext, options: MapValue): void {
  const value = clauseOf(options, 'auto-dnssec');
  if (value !== undefined && textOf(value).toLowerCase() !== 'off')
    context.error(value, 'auto-dnssec may only be activated at the zone level');
}

function checkMustBeSecure(context: CheckContext, options: MapValue): void {
  const seen = new Map<string, Value>();
  for (const value of clausesOf(options, 'dnssec-must-be-secure')) {
    const field = fieldOf(value, 'name');
    const text = textOf(field);
    const name = nameOf(text);
    if (field === undefined) continue;
    if (name === null) {
      context.error(field, `bad domain name '${text}'`);
      continue;
    }
    const before = seen.get(name.key);
    if (before !== undefined)
      context.error(
        field,
        `dnssec-must-be-secure '${text}': already exists previous definition: ${previously(before)}`,
      );
    else seen.set(name.key, field);
  }
}

function checkNegativeTrustAnchors(context: CheckContext, options: MapValue): void {
  const lifetime = clauseOf(options, 'nta-lifetime');
  const life = secondsOf(lifetime) ?? 3600;
  if (lifetime !== undefined && life > WEEK) context.error(lifetime, "'nta-lifetime' cannot exceed one week");
  if (lifetime !== undefined && life === 0) context.error(lifetime, "'nta-lifetime' may not be zero");
  const recheck = clauseOf(options, 'nta-recheck');
  const every = secondsOf(recheck);
  if (recheck === undefined || every === null) return;
  if (every > WEEK) context.error(recheck, "'nta-recheck' cannot exceed one week");
  if (every > life)
    context.warn(
      recheck,
      // BIND: printed with a sign.
      `'nta-recheck' (${every | 0} seconds) is greater than 'nta-lifetime' (${life} seconds)`,
    );
}

function checkCookies(context: CheckContext, options: MapValue): void {
  const algorithm = clauseOf(options, 'cookie-algorithm');
  const aes = textOf(algorithm).toLowerCase() === 'aes';
  if (algorithm !== undefined && aes) context.warn(algorithm, "cookie-algorithm 'aes' is deprecated");
  for (const secret of clausesOf(options, 'cookie-secret')) {
    const text = textOf(secret).replace(/\s/g, '');
    if (!/^(?:[0-9a-f]{2})*$/i.test(text)) context.error(secret, 'cookie-secret: invalid hex string');
    else if (text.length > 64) context.error(secret, 'cookie-secret: too long');
    else if (text.length !== 32)
      context.error(secret, `${aes ? 'AES' : 'SipHash-2-4'} cookie-secret must be 128 bits`);
  }
}

const DNSTAP_RANGES = [
  ['fstrm-set-buffer-hint', 1024, 65_536],
  ['fstrm-set-flush-timeout', 1, 600],
  ['fstrm-set-input-queue-size', 2, 16_384],
  ['fstrm-set-output-notify-threshold', 1, null],
  ['fstrm-set-output-queue-size', 2, 1024],
  ['fstrm-set-reopen-interval', 1, 600],
] as const;

function checkDnstap(context: CheckContext, options: MapValue): void {
  for (const [word, least, most] of DNSTAP_RANGES) {
    const value = clauseOf(options, word);
    const given = value?.kind === 'duration' ? value.seconds : numberOf(value);
    if (value === undefined || given === null) continue;
    const range = most === null ? `(${given} < ${least})` : `(${least}..${most})`;
    if (given < least || (most !== null && given > most))
      context.error(value, `${word} ${most === null ? '' : `'${given}' `}out of range ${range}`);
    else if (word === 'fstrm-set-input-queue-size' && (given & (given - 1)) !== 0)
      context.error(value, `${word} '${given}' not a power-of-2`);
  }
  const output = clauseOf(options, 'dnstap-output');
  if (output === undefined) return;
  if (textOf(fieldOf(output, 'mode')) !== 'unix') return;
  for (const word of ['size', 'versions', 'suffix']) {
    const field = fieldOf(output, word);
    if (field !== undefined) context.error(field, `dnstap-output ${word} cannot be set with mode unix`);
  }
}

function checkSizes(context: CheckContext, options: MapValue): void {
  const map = clauseOf(options, 'lmdb-mapsize');
  const size = numberOf(map);
  if (map !== undefined && size !== null) {
    if (size < 2 ** 20) context.error(map, `'lmdb-mapsize ${size}' is too small`);
    if (size > 2 ** 40) context.error(map, `'lmdb-mapsize ${size}' is too large`);
  }
  for (const word of ['resolver-nonbackoff-tries', 'resolver-retry-interval']) {
    const value = clauseOf(options, word);
    if (word === 'resolver-nonbackoff-tries' && value !== undefined && numberOf(value) === 0)
      context.error(value, `'${word}' must be >= 1`);
  }
  const ratio = clauseOf(options, 'max-ixfr-ratio');
  if (ratio?.kind !== 'percent') return;
  if (ratio.value === 0)
    context.error(ratio, "'ixfr-max-ratio' must be a nonzero percentage or 'unlimited')");
  else if (ratio.value > 100) context.warn(ratio, `'ixfr-max-ratio ${ratio.value}%' exceeds 100%`);
}

function checkCheckNames(context: CheckContext, options: MapValue, place: OptionsPlace): void {
  if (place === 'zone') return;
  const seen = new Set<string>();
  const all = clausesOf(options, 'check-names');
  for (const clause of all) {
    const word = textOf(fieldOf(clause, 'type')).toLowerCase();
    const value = all[0] ?? clause;
    if (seen.has(word) && word !== 'response') context.error(value, `'check-names ${word}' duplicated`);
    seen.add(word);
    for (const [one, other] of [
      ['primary', 'master'],
      ['secondary', 'slave'],
    ] as const)
      if ((word === one && seen.has(other)) || (word === other && seen.has(one)))
        context.error(value, `'check-names' cannot take both '${one}' and '${other}'`);
  }
}
