/** What a zone says of its signing, against what its policy says. */
import { booleanOf, clauseOf, itemsOf, textOf, type Value } from '../language/value.ts';
import { checkMatchList } from './check-acls.ts';
import type { CheckedZone } from './check-zone.ts';
import type { CheckContext } from './context.ts';

const REQUIRED = 'See https://kb.isc.org/docs/dnssec-policy-requires-dynamic-dns-or-inline-signing';
const AUTO =
  "'auto-dnssec' option is deprecated and will be removed in BIND 9.19. Please migrate to dnssec-policy";
const CHANGED =
  "'inline-signing' default changed to 'yes' in 9.20. Before upgrading, explicitly set 'inline-signing no;' to your " +
  'dnssec-policy or zone configuration';

/** The policy that a zone is signed by, its own or an inherited one. */
export function policyOf(context: CheckContext, { type, options, around }: CheckedZone): Value | undefined {
  if (type !== 'primary' && type !== 'secondary') return clauseOf(options, 'dnssec-policy');
  return context.inherited('dnssec-policy', options, around.view, context.options);
}

export function isSigned(policy: Value | undefined): boolean {
  return policy !== undefined && textOf(policy).toLowerCase() !== 'none';
}

export function checkZoneSigning(
  context: CheckContext,
  zone: CheckedZone,
  policy: Value | undefined,
  soFar: string,
): void {
  const { type, options } = zone;
  if (type !== 'primary' && type !== 'secondary') return;
  const signed = isSigned(policy);
  const inline = booleanOf(clauseOf(options, 'inline-signing')) === true;
  const given = clauseOf(options, 'inline-signing') !== undefined;
  const dynamic = isDynamic(context, zone, soFar) && type === 'primary';
  if (signed && policy !== undefined && !given) {
    if (!dynamic)
      context.error(
        policy,
        "'inline-signing yes;' must also be configured explicitly for zones using dnssec-policy" +
          `${type === 'primary' ? " without a configured 'allow-update' or 'update-policy'" : ''}. ${REQUIRED}`,
      );
    else context.warn(policy, CHANGED);
  }
  checkAutoDnssec(context, zone, { signed, inline, dynamic });
  checkSecondary(context, zone, { signed, inline });
}

/** BIND: an access list that lets in nobody makes no zone dynamic. `soFar`: how the zone did up to here. */
function isDynamic(context: CheckContext, { options, around }: CheckedZone, soFar: string): boolean {
  if (clauseOf(options, 'update-policy') !== undefined) return true;
  const allow = context.inherited('allow-update', options, around.view, context.options);
  const items = itemsOf(allow);
  if (allow !== undefined && !checkMatchList(context, allow)) {
    context.error(allow, `acl expansion failed: ${soFar}`);
    return false;
  }
  return allow !== undefined && !(items.length === 1 && textOf(items[0]).toLowerCase() === 'none');
}

interface Signing {
  readonly signed: boolean;
  readonly inline: boolean;
  readonly dynamic?: boolean;
}

function checkAutoDnssec(context: CheckContext, { type, options }: CheckedZone, signing: Signing): void {
  const value = clauseOf(options, 'auto-dnssec');
  const word = textOf(value).toLowerCase();
  if (value === undefined) return;
  context.warn(value, AUTO);
  if (word === 'off') return;
  if (!signing.inline && signing.dynamic !== true && !signing.signed)
    context.error(
      value,
      `'auto-dnssec ${word};' requires${type === 'primary' ? ' dynamic DNS or' : ''} inline-signing to be configured for the zone`,
    );
  if (signing.signed)
    context.error(value, `'auto-dnssec ${word};' cannot be configured if dnssec-policy is also set`);
}

function checkSecondary(
  context: CheckContext,
  { type, options }: CheckedZone,
  { signed, inline }: Signing,
): void {
  const needsInline = type === 'secondary' && !inline;
  for (const word of [
    'dnssec-dnskey-kskonly',
    'dnssec-secure-to-insecure',
    'dnssec-loadkeys-interval',
    'update-check-ksk',
    'dnssec-update-mode',
  ]) {
    const value = clauseOf(options, word);
    if (value === undefined) continue;
    if (needsInline && NEED_INLINE.has(word))
      context.error(value, `${word}: requires inline-signing when used in secondary zone`);
    if (signed && word !== 'dnssec-loadkeys-interval')
      context.error(value, `${word}: cannot be configured if dnssec-policy is also set`);
  }
}

const NEED_INLINE = new Set(['dnssec-dnskey-kskonly', 'dnssec-loadkeys-interval', 'update-check-ksk']);
