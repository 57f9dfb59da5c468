/** How zones are signed: `dnssec-policy` blocks, as BIND loads them. */
import { algorithmText } from '../../protocol/dnssec-codes.ts';
import {
  clauseOf,
  clausesOf,
  fieldOf,
  itemsOf,
  mapOf,
  numberOf,
  textOf,
  type MapValue,
  type Value,
} from '../language/value.ts';
import { secondsOf } from './check-options.ts';
import type { CheckContext } from './context.ts';
import { algorithmNumber } from './mnemonics.ts';

export const BUILT_IN_POLICIES: ReadonlySet<string> = new Set(['none', 'default', 'insecure']);

const DAY = 86_400;
const DEFAULTS: Readonly<Record<string, number>> = {
  'signatures-validity': 14 * DAY,
  'signatures-validity-dnskey': 14 * DAY,
  'signatures-refresh': 5 * DAY,
  'signatures-jitter': DAY / 2,
  'dnskey-ttl': 3600,
  'publish-safety': 3600,
  'retire-safety': 3600,
  'zone-propagation-delay': 300,
  'max-zone-ttl': DAY,
  'parent-ds-ttl': DAY,
  'parent-propagation-delay': 3600,
};

/** RSA/SHA-1, whose zones say no in the way of 2005. */
const WITHOUT_NSEC3: ReadonlySet<number> = new Set([1, 3, 5]);
const SHA1 = /^(?:rsasha1|nsec3rsasha1|5|7)$/i;

interface PolicyKey {
  readonly algorithm: number;
  readonly ksk: boolean;
  readonly zsk: boolean;
}

export function checkPolicies(context: CheckContext): void {
  const seen = new Set<string>();
  for (const value of clausesOf(context.top, 'dnssec-policy')) {
    const policy = mapOf(value);
    const name = textOf(policy?.id ?? undefined);
    if (policy === null) continue;
    if (BUILT_IN_POLICIES.has(name.toLowerCase())) {
      context.error(
        value,
        "dnssec-policy name may not be 'insecure', 'none', or 'default' (which are built-in policies)",
      );
      return;
    }
    if (seen.has(name))
      return context.error(value, `dnssec-policy: duplicately named policy found '${name}'`);
    seen.add(name);
    // BIND: with a bad policy, those behind it are not read.
    if (!context.holds(() => checkPolicy(context, policy, name))) return;
  }
}

function checkPolicy(context: CheckContext, policy: MapValue, name: string): void {
  const seconds = (word: string): number => secondsOf(clauseOf(policy, word)) ?? DEFAULTS[word] ?? 0;
  const at = policy;
  const timed = context.holds(() => {
    for (const [what, validity] of [
      ['signatures-validity-dnskey', seconds('signatures-validity-dnskey')],
      ['signatures-validity', seconds('signatures-validity')],
    ] as const) {
      if (seconds('signatures-refresh') >= validity * 0.9)
        context.error(
          at,
          `dnssec-policy: policy '${name}' signatures-refresh must be at most 90% of the ${what}`,
        );
      if (seconds('signatures-jitter') > validity)
        context.error(at, `dnssec-policy: policy '${name}' signatures-jitter cannot be larger than ${what}`);
    }
  });
  if (!timed) return;
  const keys: PolicyKey[] = [];
  for (const item of itemsOf(clauseOf(policy, 'keys'))) {
    const key = checkPolicyKey(context, item, policy);
    if (key === null) return;
    keys.push(key);
  }
  if (!context.holds(() => checkRoles(context, clauseOf(policy, 'keys') ?? at, keys))) return;
  checkNsec3(context, clauseOf(policy, 'nsec3param'), keys);
}

function checkPolicyKey(context: CheckContext, item: Value, policy: MapValue): PolicyKey | null {
  const role = textOf(fieldOf(item, 'role')).toLowerCase();
  const lifetime = fieldOf(item, 'lifetime');
  const seconds = secondsOf(lifetime) ?? 0;
  if (Number.isFinite(seconds) && seconds > 0) {
    if (seconds < 30 * DAY) context.warn(item, 'dnssec-policy: key lifetime is shorter than 30 days');
    if (seconds < rolloverTime(policy, role)) {
      context.error(item, 'dnssec-policy: key lifetime is shorter than the time it takes to do a rollover');
      return null;
    }
  }
  const word = fieldOf(item, 'algorithm');
  const text = textOf(word);
  const algorithm = algorithmNumber(text);
  if (algorithm === null || !USABLE.has(algorithm)) {
    context.error(word ?? item, `dnssec-policy: bad algorithm ${text}`);
    return null;
  }
  if (SHA1.test(text)) context.warn(word ?? item, `dnssec-policy: DNSSEC algorithm ${text} is deprecated`);
  const length = fieldOf(item, 'length');
  const bits = numberOf(length);
  if (length !== undefined && bits !== null) {
    const isRsa = [5, 7, 8, 10].includes(algorithm);
    if (isRsa && (bits < (algorithm === 10 ? 1024 : RSA_LEAST) || bits > 4096)) {
      context.error(length, `dnssec-policy: key with algorithm ${text} has invalid key length ${bits}`);
      return null;
    }
    if (!isRsa)
      context.warn(
        length,
        `dnssec-policy: key algorithm ${text} has predefined length; ignoring length value ${bits}`,
      );
  }
  return { algorithm, ksk: role !== 'zsk', zsk: role !== 'ksk' };
}

const USABLE: ReadonlySet<number> = new Set([5, 7, 8, 10, 13, 14, 15, 16]);
const RSA_LEAST = 1024;

/** The time from one key to its successor, at the least. */
function rolloverTime(policy: MapValue, role: string): number {
  const seconds = (word: string): number => secondsOf(clauseOf(policy, word)) ?? DEFAULTS[word] ?? 0;
  const publish = seconds('dnskey-ttl') + seconds('publish-safety') + seconds('zone-propagation-delay');
  const signing = seconds('signatures-validity') - seconds('signatures-refresh');
  const retireZone = signing + seconds('max-zone-ttl') + seconds('zone-propagation-delay');
  const retireParent = seconds('parent-ds-ttl') + seconds('parent-propagation-delay');
  const retire =
    role === 'zsk' ? retireZone : role === 'ksk' ? retireParent : Math.max(retireZone, retireParent);
  return publish + retire + seconds('retire-safety');
}

function checkRoles(context: CheckContext, at: Value, keys: readonly PolicyKey[]): void {
  const algorithms = [...new Set(keys.map(({ algorithm }) => algorithm))].sort((a, b) => a - b);
  for (const algorithm of algorithms) {
    const ours = keys.filter((key) => key.algorithm === algorithm);
    if (!ours.some(({ ksk }) => ksk) || !ours.some(({ zsk }) => zsk))
      return context.error(at, `dnssec-policy: algorithm ${algorithm} requires both KSK and ZSK roles`);
    for (const role of ['zsk', 'ksk'] as const)
      if (ours.filter((key) => key[role]).length > 1)
        context.warn(
          at,
          `dnssec-policy: algorithm ${algorithm} has multiple keys with ${role.toUpperCase()} role`,
        );
  }
}

function checkNsec3(context: CheckContext, parameters: Value | undefined, keys: readonly PolicyKey[]): void {
  if (parameters === undefined) return;
  const bad = keys.find(({ algorithm }) => WITHOUT_NSEC3.has(algorithm));
  if (bad !== undefined)
    return context.error(
      parameters,
      `dnssec-policy: cannot use nsec3 with algorithm '${algorithmText(bad.algorithm)}'`,
    );
  const iterations = numberOf(fieldOf(parameters, 'iterations')) ?? 0;
  if (iterations > 150)
    return context.error(parameters, `dnssec-policy: nsec3 iterations value ${iterations} out of range`);
  const salt = numberOf(fieldOf(parameters, 'saltLength')) ?? 0;
  if (salt > 255) context.error(parameters, `dnssec-policy: nsec3 salt length ${salt} too high`);
}
