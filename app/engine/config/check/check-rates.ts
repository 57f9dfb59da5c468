/** What a view does with its answers: DNS64, limits of rate, orders, other servers for other protocols. */
import { addressOctets } from '../../protocol/address.ts';
import { classNumber, typeNumber } from '../../protocol/codes.ts';
import {
  clauseOf,
  clausesOf,
  fieldOf,
  itemsOf,
  mapOf,
  numberOf,
  textOf,
  type MapValue,
} from '../language/value.ts';
import { checkAcl } from './check-acls.ts';
import { nameOf, type CheckContext } from './context.ts';

const LENGTHS = new Set([32, 40, 48, 56, 64, 96]);

export function checkDns64(context: CheckContext, block: MapValue | null): void {
  for (const value of clausesOf(block, 'dns64')) {
    const dns64 = mapOf(value);
    const prefix = dns64?.id;
    if (prefix?.kind !== 'prefix') continue;
    const text = `${prefix.address}/${prefix.length}`;
    if (prefix.family !== 6) {
      context.error(value, `dns64 prefix ${text} must be IPv6`);
      continue;
    }
    // RFC 6052 §2.2
    if (prefix.length !== 64 && prefix.length > 32 && (prefix.octets[8] ?? 0) !== 0)
      context.error(value, `dns64 prefix ${text} bits [64..71] must be zero`);
    if (!LENGTHS.has(prefix.length)) {
      context.error(value, `dns64 prefix ${text} length is not 32/40/48/56/64/96`);
      continue;
    }
    for (const word of ['clients', 'exclude', 'mapped']) checkAcl(context, word, dns64);
    checkSuffix(context, dns64, prefix.length);
  }
}

function checkSuffix(context: CheckContext, dns64: MapValue | null, length: number): void {
  const suffix = clauseOf(dns64, 'suffix');
  if (suffix?.kind !== 'address') return;
  const octets = addressOctets(suffix.address);
  // The address behind the prefix, and the octet in its middle that is always zero.
  const taken = length / 8 + 4 + (length >= 40 && length <= 64 ? 1 : 0);
  if (octets?.subarray(0, taken).some((octet) => octet !== 0) === true)
    context.error(suffix, `bad suffix '${suffix.address}' leading ${taken} octets not zeros`);
}

const RATES = ['responses', 'referrals', 'nodata', 'nxdomains', 'errors', 'all'];
const MOST_RATE = 1000;

export function checkRateLimit(context: CheckContext, block: MapValue | null): void {
  const value = clauseOf(block, 'rate-limit') ?? clauseOf(context.options, 'rate-limit');
  const limit = mapOf(value);
  if (limit === null) return;
  const least = numberOf(clauseOf(limit, 'min-table-size')) ?? 500;
  const most = clauseOf(limit, 'max-table-size');
  const size = numberOf(most) ?? 20_000;
  const minimum = Math.max(1, least);
  if (size < minimum) context.error(most ?? limit, `max-table-size ${size} < min-table-size ${minimum}`);
  for (const word of RATES) checkMost(context, limit, `${word}-per-second`, MOST_RATE);
  checkMost(context, limit, 'slip', 10);
  const window = clauseOf(limit, 'window');
  const seconds = numberOf(window);
  if (window !== undefined && seconds !== null && (seconds < 1 || seconds > 3600))
    context.error(window, `window ${seconds} < 1 or > 3600`);
  const scale = clauseOf(limit, 'qps-scale');
  if (scale !== undefined && numberOf(scale) === 0) context.error(scale, "invalid 'qps-scale 0'");
  const v4 = clauseOf(limit, 'ipv4-prefix-length');
  const v4Length = numberOf(v4);
  if (v4 !== undefined && v4Length !== null && (v4Length < 8 || v4Length > 32))
    context.error(v4, `invalid 'ipv4-prefix-length ${v4Length}'`);
  const v6 = clauseOf(limit, 'ipv6-prefix-length');
  const v6Length = numberOf(v6);
  if (v6 !== undefined && v6Length !== null && (v6Length < 16 || v6Length > 64))
    context.error(v6, `ipv6-prefix-length ${v6Length} < 16 or > 64`);
  checkAcl(context, 'exempt-clients', limit);
}

function checkMost(context: CheckContext, limit: MapValue, word: string, most: number): void {
  const value = clauseOf(limit, word);
  const given = numberOf(value);
  if (value !== undefined && given !== null && given > most)
    context.error(value, `${word} ${given} > ${most}`);
}

export function checkDualStack(context: CheckContext, block: MapValue | null): void {
  const value = clauseOf(block, 'dual-stack-servers');
  if (value === undefined) return;
  const port = fieldOf(value, 'port');
  const number = numberOf(port);
  if (port !== undefined && number !== null && number > 65_535)
    context.error(port, `port '${number}' out of range`);
  for (const item of itemsOf(fieldOf(value, 'addresses'))) {
    if (item.kind !== 'tuple') continue;
    const name = fieldOf(item, 'name');
    if (name !== undefined && nameOf(textOf(name)) === null)
      context.error(item, `bad name '${textOf(name)}'`);
    const own = fieldOf(item, 'port');
    const ownNumber = numberOf(own);
    if (own !== undefined && ownNumber !== null && ownNumber > 65_535)
      context.error(own, `port '${ownNumber}' out of range`);
  }
}

const ORDERS = new Set(['fixed', 'random', 'cyclic', 'none']);

export function checkRrsetOrder(context: CheckContext, block: MapValue | null): void {
  for (const item of itemsOf(clauseOf(block, 'rrset-order'))) {
    const rrClass = fieldOf(item, 'class');
    if (rrClass !== undefined && classNumber(textOf(rrClass).toUpperCase()) === null)
      context.error(rrClass, `rrset-order: invalid class '${textOf(rrClass)}'`);
    const type = fieldOf(item, 'type');
    if (type !== undefined && typeNumber(textOf(type).toUpperCase()) === null)
      context.error(type, `rrset-order: invalid type '${textOf(type)}'`);
    const name = fieldOf(item, 'name');
    if (name !== undefined && nameOf(textOf(name)) === null)
      context.error(name, `rrset-order: invalid name '${textOf(name)}'`);
    const order = fieldOf(item, 'order');
    if (order === undefined || textOf(order).toLowerCase() !== 'order')
      context.error(item, "rrset-order: keyword 'order' missing");
    const ordering = fieldOf(item, 'ordering');
    const text = textOf(ordering).toLowerCase();
    if (ordering === undefined) context.error(item, 'rrset-order: missing ordering');
    else if (text === 'fixed')
      context.warn(item, "rrset-order: order 'fixed' was disabled at compilation time");
    else if (!ORDERS.has(text)) context.error(item, `rrset-order: invalid order '${textOf(ordering)}'`);
  }
}
