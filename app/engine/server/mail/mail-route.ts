/**
 * Which machines take the mail of a domain (RFC 5321 §5.1): those that its MX records name, the lowest preference
 * first, else the domain's own. What matters for a relay is how the search fails: a server that could not find out is
 * asked again later, a name that does not exist sends the message back.
 */
import type { DeliveryOutcome } from './queued-mail.ts';

/** What the machine's resolver says of a name. */
export type MailAnswer<T> =
  | { readonly kind: 'records'; readonly records: readonly T[] }
  /** The name is there and has no such record. */
  | { readonly kind: 'no-data' }
  | { readonly kind: 'no-name' }
  /** SERVFAIL, or no answer at all. */
  | { readonly kind: 'try-again' };

export interface MailResolver {
  mx(domain: string): Promise<MailAnswer<MailExchanger>>;
  addresses(host: string): Promise<MailAnswer<string>>;
}

export interface MailExchanger {
  readonly preference: number;
  /** Without a dot at its end; empty for the root. */
  readonly host: string;
}

export interface MailHost {
  readonly name: string;
  readonly address: string;
}

export type MailRoute = readonly MailHost[] | Exclude<DeliveryOutcome, { kind: 'sent' }>;

/** `own`: names of the machine that asks, which must not send to itself. */
export async function findRoute(
  resolver: MailResolver,
  domain: string,
  own: readonly string[],
): Promise<MailRoute> {
  const mx = await resolver.mx(domain);
  if (mx.kind === 'try-again') return failed(domain, 'MX', 'try-again');
  // RFC 5321 §5.1: without MX records the name itself is the host. Postfix: also where the name does not exist.
  if (mx.kind !== 'records') return addressesOf(resolver, domain);
  const sorted = [...mx.records].sort((a, b) => a.preference - b.preference);
  // RFC 7505 §3: a single MX that names the root says that there is no mail here.
  if (sorted.length === 1 && sorted[0]?.host === '') {
    return {
      kind: 'bounced',
      relay: 'none',
      dsn: '5.1.0',
      words: `Domain ${domain} does not accept mail (nullMX)`,
    };
  }
  const self = sorted.find(({ host }) => own.includes(host.toLowerCase()));
  const before = self ? sorted.filter(({ preference }) => preference < self.preference) : sorted;
  if (before.length === 0)
    return { kind: 'bounced', relay: 'none', dsn: '5.4.6', words: `mail for ${domain} loops back to myself` };
  return exchangers(resolver, before);
}

/** The addresses of all that could be found; where none could, what was wrong with the last. */
async function exchangers(resolver: MailResolver, list: readonly MailExchanger[]): Promise<MailRoute> {
  const hosts: MailHost[] = [];
  let trouble: MailRoute = [];
  for (const { host } of list) {
    const found = await addressesOf(resolver, host);
    if ('kind' in found) {
      // One that may be there later is reason enough to wait.
      if (!('kind' in trouble) || found.kind === 'deferred') trouble = found;
    } else hosts.push(...found);
  }
  return hosts.length > 0 ? hosts : trouble;
}

async function addressesOf(resolver: MailResolver, host: string): Promise<MailRoute> {
  const literal = /^\[([\d.]+)\]$/.exec(host)?.[1];
  if (literal !== undefined) return [{ name: literal, address: literal }];
  const answer = await resolver.addresses(host);
  if (answer.kind !== 'records') return failed(host, 'A', answer.kind);
  return answer.records.map((address) => ({ name: host, address }));
}

const WORDS = {
  'try-again': 'Host not found, try again',
  'no-name': 'Host not found',
  'no-data': 'Host found but no data record of requested type',
} as const;

function failed(
  name: string,
  type: string,
  kind: keyof typeof WORDS,
): Exclude<DeliveryOutcome, { kind: 'sent' }> {
  const words = `Host or domain name not found. Name service error for name=${name} type=${type}: ${WORDS[kind]}`;
  // RFC 1034 §4.3.1: a server failure is temporary. RFC 3463 §3.5: X.4.3 directory server failure, X.4.4 unable to route.
  return kind === 'try-again'
    ? { kind: 'deferred', relay: 'none', dsn: '4.4.3', words }
    : { kind: 'bounced', relay: 'none', dsn: '5.4.4', words };
}
