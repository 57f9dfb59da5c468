/** Types of addresses, networks, ports, and lists of them. */
import { addressOctets, addressText, ipv4Octets } from '../../protocol/address.ts';
import { integer, parsePort, string, voidAt, word } from './basic-types.ts';
import { bracedList } from './block-types.ts';
import type { ConfigParser, ValueType } from './parser.ts';
import { valueShape, type Shape } from './shape.ts';
import { C_NUMBER, NUMBER, STRING, numberOf, type Token } from './tokens.ts';
import type { AddressValue, Value } from './value.ts';

export interface AddressForms {
  readonly v4: boolean;
  readonly v6: boolean;
  readonly any?: boolean;
  /** `10` and `10.1`, of a network. */
  readonly short?: boolean;
}

interface FoundAddress {
  readonly family: 4 | 6;
  readonly octets: Uint8Array;
  readonly wildcard: boolean;
  readonly scope: string;
  /** It is cut short, and needs a length. */
  readonly short: boolean;
}

/** Most words are no addresses. */
function startsWithDigit(text: string): boolean {
  const code = text.charCodeAt(0);
  return code >= 0x30 && code <= 0x39;
}

function addressIn({ kind, text }: Token, forms: AddressForms): FoundAddress | null {
  if (kind !== 'word') return null;
  if (forms.any === true && text === '*') {
    const family = forms.v4 ? 4 : 6;
    return { family, octets: new Uint8Array(family === 4 ? 4 : 16), wildcard: true, scope: '', short: false };
  }
  if (startsWithDigit(text) && /^[\d.]+$/.test(text)) {
    const octets = forms.v4 || forms.short === true ? ipv4Octets(text) : null;
    if (octets !== null) return { family: 4, octets, wildcard: false, scope: '', short: false };
    if (forms.short !== true) return null;
    for (const zeros of ['.0', '.0.0', '.0.0.0']) {
      const filled = ipv4Octets(text + zeros);
      if (filled !== null) return { family: 4, octets: filled, wildcard: false, scope: '', short: true };
    }
    return null;
  }
  if (!forms.v6 || !text.includes(':')) return null;
  const [address = '', scope] = text.split('%', 2);
  const octets = addressOctets(address);
  if (octets?.length !== 16 || (scope !== undefined && !/^(?:\d+|lo)$/.test(scope))) return null;
  const zone = scope === undefined ? '' : `%${scope === 'lo' ? '1' : scope}`;
  return { family: 6, octets, wildcard: false, scope: zone, short: false };
}

function parseAddress(parser: ConfigParser, forms: AddressForms): FoundAddress | null {
  const token = parser.next();
  if (token === null) return null;
  const found = addressIn(token, forms);
  if (found !== null) return found;
  const kind = forms.v4 && forms.v6 ? 'IP' : forms.v4 ? 'IPv4' : 'IPv6';
  const others = `${forms.short === true ? ' or IPv4 prefix' : ''}${forms.any === true ? " or '*'" : ''}`;
  parser.failNear(`expected ${kind} address${others}`);
  return null;
}

function lookingAtAddress(parser: ConfigParser, forms: AddressForms): boolean {
  const token = parser.peek(STRING);
  return token !== null && addressIn(token, forms) !== null;
}

function addressValue(parser: ConfigParser, found: FoundAddress, port: number): AddressValue {
  const { family, octets, wildcard, scope } = found;
  return {
    kind: 'address',
    family,
    address: addressText(octets) + scope,
    wildcard,
    port,
    scoped: scope !== '',
    place: parser.place,
  };
}

/** An address alone. */
export function bareAddress(forms: AddressForms): ValueType {
  return {
    shape: valueShape(forms.v4 && forms.v6 ? 'address' : forms.v4 ? 'IPv4 address' : 'IPv6 address'),
    parse: (parser) => {
      const found = parseAddress(parser, forms);
      return found === null ? null : addressValue(parser, found, 0);
    },
  };
}

interface SocketForms extends AddressForms {
  /** BIND: to say where something is sent from by port is going away. */
  readonly portIsDeprecated?: boolean;
}

function socketShape(forms: SocketForms): Shape {
  const what = forms.v4 && forms.v6 ? 'address' : forms.v4 ? 'IPv4 address' : 'IPv6 address';
  const any: readonly Shape[] = forms.any === true ? [{ kind: 'words', words: ['*'] }] : [];
  return {
    kind: 'sequence',
    parts: [
      any.length > 0 ? { kind: 'either', of: [valueShape(what), ...any] } : valueShape(what),
      {
        kind: 'any-order',
        parts: [{ kind: 'keyed', word: 'port', of: { kind: 'either', of: [valueShape('port'), ...any] } }],
      },
    ],
  };
}

const DSCP = "'dscp' is obsolete and should be removed";

/** An address, and a port behind it if anybody wants one. */
export function socket(forms: SocketForms): ValueType {
  return {
    shape: socketShape(forms),
    parse: (parser) => {
      const found = parseAddress(parser, forms);
      if (found === null) return null;
      const ports = { port: 0, times: 0 };
      let dscp: number | null = null;
      for (;;) {
        if (parser.takeWord('port')) {
          if (!takePort(parser, forms, ports)) return null;
        } else if (parser.takeWord('dscp')) {
          parser.warn(DSCP);
          const value = integer.parse(parser);
          if (value?.kind !== 'number') return null;
          dscp = value.value;
        } else break;
      }
      if (ports.times > 1) return parser.fail('expected at most one port');
      const value = addressValue(parser, found, ports.port);
      return dscp === null ? value : { ...value, dscp };
    },
  };
}

function takePort(parser: ConfigParser, forms: SocketForms, ports: { port: number; times: number }): boolean {
  if (forms.portIsDeprecated === true) parser.warn("token 'port' is deprecated");
  const port = parsePort(parser, forms.any === true);
  if (port === null) return false;
  ports.port = port;
  ports.times++;
  return true;
}

/** `[ address ] ( 192.0.2.1 | * ) [ port 5300 ]`, the parts in any order where they have their words. */
export function querySource(family: 4 | 6): ValueType {
  const forms: SocketForms = { v4: family === 4, v6: family === 6, any: true, portIsDeprecated: true };
  const plain = socket(forms);
  return {
    shape: {
      kind: 'sequence',
      parts: [{ kind: 'optional', of: { kind: 'words', words: ['address'] } }, plain.shape],
    },
    parse: (parser) => {
      let found: FoundAddress | null = null;
      let addresses = 0;
      const ports = { port: 0, times: 0 };
      for (;;) {
        if (parser.peek()?.kind !== 'word') break;
        if (parser.takeWord('address')) {
          found = parseAddress(parser, forms);
          if (found === null) return parser.failNear('invalid query source');
          addresses++;
        } else if (parser.takeWord('port')) {
          if (!takePort(parser, forms, ports)) return parser.failNear('invalid query source');
        } else if (addresses + ports.times === 0) return plain.parse(parser);
        else return parser.failNear("expected 'address' or 'port'");
      }
      if (addresses > 1 || ports.times > 1 || addresses + ports.times === 0)
        return parser.fail('expected one address and/or port');
      const anywhere = { family, octets: new Uint8Array(family === 4 ? 4 : 16), wildcard: true, scope: '' };
      const value = addressValue(parser, found ?? { ...anywhere, short: false }, ports.port);
      return { ...value, inParts: true };
    },
  };
}

const NETWORK: AddressForms = { v4: true, v6: true, short: true };

/** `10.0.0.0/8`, `10/8`, `fd00::/8`; an address is a network of its own. */
export const network: ValueType = {
  shape: valueShape('network'),
  parse: (parser) => {
    const found = parseAddress(parser, NETWORK);
    if (found === null) return parser.failNear('expected network prefix');
    let length = found.octets.length * 8;
    if (parser.isSpecial('/')) {
      parser.next();
      const token = parser.next(NUMBER);
      if (token === null) return null;
      if (token.kind !== 'number') return parser.failNear('expected prefix length');
      const given = numberOf(token, NUMBER);
      if (given > length) return parser.fail(`invalid prefix length '${token.text}'`);
      length = given;
      if (hasBitsBeyond(found.octets, length))
        return parser.fail(
          `'${addressText(found.octets)}/${length}': address/prefix length mismatch '${token.text}'`,
        );
    } else if (found.short) return parser.failNear('incomplete IPv4 address or prefix');
    const { family, octets, scope } = found;
    const address = addressText(octets) + scope;
    return { kind: 'prefix', family, address, octets, length, place: parser.place };
  },
};

/** Whether a network's address has bits beyond its length. */
function hasBitsBeyond(octets: Uint8Array, length: number): boolean {
  return octets.some((octet, i) => (octet & (0xff >> Math.max(0, Math.min(8, length - i * 8)))) !== 0);
}

const key = (parser: ConfigParser): Value | null => {
  parser.next();
  const value = string.parse(parser);
  return value === null ? null : { kind: 'keyed', word: 'key', value, place: value.place };
};

const GEOIP =
  'area areacode asnum city continent country country3 countryname domain isp metro metrocode netspeed org postal ' +
  'postalcode region regionname subdivision timezone tz';
const GEOIP_WORDS = new Set(GEOIP.split(' '));

/** `geoip [ db x ] country US` */
function geoip(parser: ConfigParser): Value | null {
  parser.next();
  const { place } = parser;
  if (parser.takeWord('db') && string.parse(parser) === null) return null;
  const subtype = word.parse(parser);
  if (subtype?.kind !== 'text') return null;
  if (!GEOIP_WORDS.has(subtype.text.toLowerCase())) return parser.fail(`'${subtype.text}' unexpected`);
  const search = string.parse(parser);
  return search === null ? null : { kind: 'geoip', subtype: subtype.text, search, place };
}

/** An element of an address match list. */
const matchElement: ValueType = {
  shape: valueShape('address match element'),
  parse: (parser) => {
    const token = parser.peek(STRING);
    if (token === null) return null;
    if (token.kind === 'string' || token.kind === 'word') {
      const said = token.kind === 'word' ? token.text.toLowerCase() : '';
      if (said === 'key') return key(parser);
      if (said === 'geoip') return geoip(parser);
      return lookingAtAddress(parser, NETWORK) ? network.parse(parser) : string.parse(parser);
    }
    if (parser.isSpecial('{')) return matchList.parse(parser);
    if (parser.isSpecial('!')) {
      parser.next();
      const { place } = parser;
      const value = matchElement.parse(parser);
      return value === null ? null : { kind: 'negated', value, place };
    }
    return parser.failNear('expected IP match list element');
  },
};

export const matchList: ValueType = bracedList(matchElement);

const ADDRESS: AddressForms = { v4: true, v6: true };

const PORT: Shape = {
  kind: 'optional',
  of: { kind: 'keyed', word: 'port', of: valueShape('port') },
};

/** A server of a list: an address, or the name of another list. */
export const listedServer: ValueType = {
  shape: { kind: 'sequence', parts: [valueShape('server'), PORT] },
  parse: (parser) => {
    const token = parser.peek(STRING);
    if (token === null) return null;
    if (token.kind !== 'string' && token.kind !== 'word')
      return parser.failNear('expected IP address or remote servers list name');
    return lookingAtAddress(parser, ADDRESS) ? socket(ADDRESS).parse(parser) : string.parse(parser);
  },
};

const hostPort: ValueType = {
  shape: { kind: 'sequence', parts: [valueShape('string'), PORT] },
  parse: (parser) => {
    const name = string.parse(parser);
    if (name === null) return null;
    const port = parser.takeWord('port') ? integer.parse(parser) : voidAt(parser.place);
    if (port === null) return null;
    const place = name.place;
    const keyedPort: Value =
      port.kind === 'void' ? port : { kind: 'keyed', word: 'port', value: port, place };
    return { kind: 'tuple', fields: { name, port: keyedPort }, named: false, place };
  },
};

/** A server by its address or its name. */
export const hostOrAddress: ValueType = {
  shape: hostPort.shape,
  parse: (parser) => {
    const token = parser.peek(STRING);
    if (token === null) return null;
    if (token.kind !== 'string' && token.kind !== 'word')
      return parser.failNear('expected IP address or hostname');
    return lookingAtAddress(parser, ADDRESS) ? socket(ADDRESS).parse(parser) : hostPort.parse(parser);
  },
};

export const addresses: ValueType = bracedList(socket(ADDRESS));

function portNumber(parser: ConfigParser): number | null {
  const value = integer.parse(parser);
  if (value?.kind !== 'number') return null;
  return value.value > 65_535 ? parser.failNear('invalid port') : value.value;
}

/** `53`, `range 1024 65535` */
const portRange: ValueType = {
  shape: {
    kind: 'either',
    of: [
      valueShape('port'),
      {
        kind: 'keyed',
        word: 'range',
        of: { kind: 'sequence', parts: [valueShape('port'), valueShape('port')] },
      },
    ],
  },
  parse: (parser) => {
    const token = parser.peek(C_NUMBER);
    if (token === null) return null;
    if (token.kind === 'number') {
      const value = portNumber(parser);
      return value === null ? null : { kind: 'number', value, place: parser.place };
    }
    parser.next();
    if (token.kind !== 'word' || token.text.toLowerCase() !== 'range')
      return parser.failNear("expected integer or 'range'");
    const { place } = parser;
    const low = portNumber(parser);
    const high = low === null ? null : portNumber(parser);
    if (low === null || high === null) return null;
    if (low > high)
      return parser.fail(`low port '${low}' must not be larger than high port '${parser.token.text}'`);
    return { kind: 'range', low, high, place };
  },
};

export const portRanges: ValueType = bracedList(portRange);
