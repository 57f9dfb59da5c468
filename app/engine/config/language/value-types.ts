/** Types of the clauses that have a form of their own. */
import { addresses, bareAddress, hostOrAddress, listedServer, matchList, network } from './address-types.ts';
import {
  boolean,
  duration,
  durationOrUnlimited,
  integer,
  keyed,
  nothing,
  oneOf,
  oneOfOr,
  optionalInteger,
  quoted,
  secret,
  string,
  voidAt,
  word,
} from './basic-types.ts';
import { block, bracedList, namedFields, spacedList, tuple } from './block-types.ts';
import { table } from './logging-types.ts';
import type { ValueType } from './parser.ts';
import { valueShape, type Shape } from './shape.ts';
import type { Value } from './value.ts';

const port = keyed('port', integer);
const dscp = keyed('dscp', integer);

export const strings = bracedList(string);

const servers = bracedList(
  tuple({ server: listedServer, key: keyed('key', string), tls: keyed('tls', string) }),
);
export const serverList = tuple({ port, dscp, addresses: servers });
export const namedServerList = tuple({ name: string, port, dscp, addresses: servers });
export const forwarderList = tuple({ port, dscp, addresses });
export const hostList = tuple({ port, addresses: bracedList(hostOrAddress) });
export const plainAddresses = bracedList(bareAddress({ v4: true, v6: true }));

/** What is spoken, and to whom: the port stands first, the others by their names. */
function transport(others: Readonly<Record<string, ValueType>>): ValueType {
  return tuple({ over: namedFields(['port', port], others), list: matchList });
}

export const listenOn = transport({ tls: string, http: string });
export const transferList = transport({ transport: string });

export const keyBlock = block([table(['algorithm', string], ['secret', secret])], string);
export const tlsBlock = block(
  [
    table(
      ['key-file cert-file ca-file remote-hostname dhparam-file', quoted],
      ['protocols', strings],
      ['ciphers', string],
      ['prefer-server-ciphers session-tickets', boolean],
    ),
  ],
  string,
);
export const httpBlock = block(
  [table(['endpoints', bracedList(quoted)], ['listener-clients streams-per-connection', integer])],
  string,
);

const policyKey = tuple({
  role: oneOf('csk ksk zsk'),
  store: oneOfOr('key-directory', nothing),
  lifetime: keyed('lifetime', durationOrUnlimited, 'required'),
  algorithm: keyed('algorithm', word, 'required'),
  length: optionalInteger,
});

export const dnssecPolicy = block(
  [
    table(
      ['dnskey-ttl', duration],
      ['keys', bracedList(policyKey)],
      ['max-zone-ttl', duration],
      [
        'nsec3param',
        tuple({
          iterations: keyed('iterations', integer),
          optout: keyed('optout', boolean),
          saltLength: keyed('salt-length', integer),
        }),
      ],
      ['parent-ds-ttl parent-propagation-delay', duration],
      ['parent-registration-delay', duration, { state: 'obsolete' }],
      ['publish-safety purge-keys retire-safety signatures-jitter signatures-refresh', duration],
      ['signatures-validity signatures-validity-dnskey zone-propagation-delay', duration],
    ),
  ],
  string,
);

const RAW: Shape = { kind: 'raw' };

const rawBlock: ValueType = {
  shape: RAW,
  parse: (parser) => {
    const text = parser.bracketed();
    return text === null ? null : { kind: 'raw', text, place: parser.place };
  },
};
const optionalRawBlock: ValueType = {
  shape: { kind: 'optional', of: RAW },
  parse: (parser) => (parser.isSpecial('{') ? rawBlock.parse(parser) : voidAt(parser.place)),
};

export const dyndb = tuple({ name: string, library: quoted, parameters: rawBlock });
export const plugin = tuple({ type: oneOf('query'), library: string, parameters: optionalRawBlock });
export const dlz = block([table(['database', string], ['search', boolean])], string);
export const rawText = rawBlock;

const anchorType = oneOf('static-key initial-key static-ds initial-ds');
export const trustAnchors = bracedList(
  tuple({ name: string, type: anchorType, one: integer, two: integer, three: integer, data: quoted }),
);
export const trustedKeys = bracedList(
  tuple({ name: string, one: integer, two: integer, three: integer, data: quoted }),
);

export const dns64 = block(
  [
    table(
      ['break-dnssec', boolean],
      ['clients exclude mapped', matchList],
      ['recursive-only', boolean],
      ['suffix', bareAddress({ v4: false, v6: true })],
    ),
  ],
  network,
);

export const rateLimit = block([
  table(
    ['all-per-second errors-per-second', integer],
    ['exempt-clients', matchList],
    ['ipv4-prefix-length ipv6-prefix-length', integer],
    ['log-only', boolean],
    ['max-table-size min-table-size nodata-per-second nxdomains-per-second qps-scale', integer],
    ['referrals-per-second responses-per-second slip window', integer],
  ),
]);

const policyName = oneOf('cname disabled drop given no-op nodata nxdomain passthru tcp-only');
const policy: ValueType = {
  shape: { kind: 'sequence', parts: [policyName.shape, { kind: 'optional', of: string.shape }] },
  parse: (parser) => {
    const { place } = parser;
    const name = policyName.parse(parser);
    if (name?.kind !== 'text') return null;
    const cname = name.text.toLowerCase() === 'cname' ? string.parse(parser) : voidAt(parser.place);
    return cname === null ? null : { kind: 'tuple', fields: { name, cname }, named: false, place };
  },
};

const policyZone = namedFields(['zone', keyed('zone', string, 'required')], {
  'add-soa': boolean,
  log: boolean,
  'max-policy-ttl': duration,
  'min-update-interval': duration,
  policy,
  'recursive-only': boolean,
  'nsip-enable': boolean,
  'nsdname-enable': boolean,
});

export const responsePolicy = namedFields(['zones', bracedList(policyZone)], {
  'add-soa': boolean,
  'break-dnssec': boolean,
  'max-policy-ttl': duration,
  'min-update-interval': duration,
  'min-ns-dots': integer,
  'nsip-wait-recurse': boolean,
  'nsdname-wait-recurse': boolean,
  'qname-wait-recurse': boolean,
  'recursive-only': boolean,
  'nsip-enable': boolean,
  'nsdname-enable': boolean,
  'dnsrps-enable': boolean,
  'dnsrps-options': rawBlock,
});

const catalog = namedFields(['zone', keyed('zone', string, 'required')], {
  'default-masters': serverList,
  'default-primaries': serverList,
  'zone-directory': quoted,
  'in-memory': boolean,
  'min-update-interval': duration,
});

export const catalogZones = namedFields(['zones', bracedList(catalog)], {});

export const rrsetOrder = bracedList(
  tuple({
    class: keyed('class', word),
    type: keyed('type', word),
    name: keyed('name', quoted),
    order: word,
    ordering: word,
  }),
);

export const disabled = tuple({ name: string, values: strings });
export const denyAddresses = tuple({ list: matchList, exceptFrom: keyed('except-from', strings) });
export const denyAliases = tuple({ list: strings, exceptFrom: keyed('except-from', strings) });
export const responsePadding = tuple({ list: matchList, size: keyed('block-size', integer, 'required') });

/** `keys k` or `keys { k; }` of a server. */
export const serverKeys: ValueType = {
  shape: { kind: 'either', of: [string.shape, { kind: 'list', of: string.shape }] },
  parse: (parser) => {
    const braces = parser.isSpecial('{');
    if (braces) parser.next();
    const key = string.parse(parser);
    if (key === null || !braces) return key;
    if (parser.isSpecial(';')) parser.next();
    return parser.special('}') ? key : null;
  },
};

const matchType = oneOf(
  '6to4-self external krb5-self krb5-selfsub krb5-subdomain krb5-subdomain-self-rhs ms-self ms-selfsub ms-subdomain ' +
    'ms-subdomain-self-rhs name self selfsub selfwild subdomain tcp-self wildcard zonesub',
);
const grantMode = oneOf('deny grant');
const typeList = spacedList(string);

const grant: ValueType = {
  shape: {
    kind: 'sequence',
    parts: [
      grantMode.shape,
      string.shape,
      matchType.shape,
      { kind: 'optional', of: string.shape },
      typeList.shape,
    ],
  },
  parse: (parser) => {
    const { place } = parser;
    const mode = grantMode.parse(parser);
    const identity = mode === null ? null : string.parse(parser);
    const type = identity === null ? null : matchType.parse(parser);
    if (mode === null || identity === null || type?.kind !== 'text') return null;
    // BIND: the whole zone needs no name.
    const whole = type.text.toLowerCase() === 'zonesub';
    const name: Value | null = whole ? voidAt(parser.place) : string.parse(parser);
    const types = name === null ? null : typeList.parse(parser);
    if (name === null || types === null) return null;
    return { kind: 'tuple', fields: { mode, identity, matchtype: type, name, types }, named: false, place };
  },
};
const grants = bracedList(grant);

export const updatePolicy: ValueType = {
  shape: { kind: 'either', of: [{ kind: 'words', words: ['local'] }, grants.shape] },
  parse: (parser) => {
    if (parser.isSpecial('{')) return grants.parse(parser);
    if (parser.isWord('local')) return word.parse(parser);
    return parser.fail('parsing failed: unexpected token');
  },
};

export const rootDelegationOnly = keyed('exclude', strings);
/** BIND: a class is a word, and never in quotes. */
export const classWord: ValueType = {
  shape: { kind: 'optional', of: valueShape('class') },
  parse: (parser) => {
    const token = parser.peek();
    if (token === null) return null;
    return token.kind === 'word' ? word.parse(parser) : voidAt(parser.place);
  },
};

export const checkNames = tuple({
  type: oneOf('primary master secondary slave response'),
  mode: oneOf('fail warn ignore'),
});
