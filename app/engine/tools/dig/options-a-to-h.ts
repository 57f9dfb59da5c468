/**
 * The first half of the table of `+` options, in the order of dig's help.
 */
import { flag, hides, obsolete, row, wantEdns, withNumber } from './option-rows.ts';
import type { PlusOption } from './options.ts';
import { saveEdnsOption } from './edns-request.ts';
import { DEFAULT_HTTP_PATH } from './state.ts';

/** What no message may exceed (BIND: COMMSIZE). */
const LARGEST_MESSAGE = 0xffff;

export const optionsAToH: readonly PlusOption[] = [
  flag('aaflag', 'aa', 'aaFlag', '(Set AA flag in query (+[no]aaflag))'),
  flag('aaonly', 'aa', 'aaFlag', '(Set AA flag in query (+[no]aaflag))'),
  flag('additional', 'add', 'additional', '(Control display of additional section)'),
  flag('adflag', 'ad', 'adFlag', '(Set AD flag in query (default on))'),
  row('all', 'al', '[no]all', ['(Set or clear all display flags)'], ({ dig, lookup, on }) => {
    lookup.question = on;
    lookup.authority = on;
    lookup.answer = on;
    lookup.additional = on;
    lookup.comments = on;
    lookup.stats = on;
    dig.printCommand = on;
    return null;
  }),
  flag('answer', 'an', 'answer', '(Control display of answer section)'),
  flag('authority', 'au', 'authority', '(Control display of authority section)'),
  flag('badcookie', 'ba', 'retryBadCookie', '(Retry BADCOOKIE responses)'),
  flag('besteffort', 'be', 'bestEffort', '(Try to parse even illegal messages)'),
  row('bufsize', 'bu', 'bufsize[=###]', ['(Set EDNS0 Max UDP packet size)'], (use) => {
    if (!use.on) return 'invalid';
    if (use.value === null) {
      use.lookup.udpSize = 1232;
      return null;
    }
    return withNumber(use, LARGEST_MESSAGE, 'buffer size', (value) => (use.lookup.udpSize = value));
  }),
  flag('cdflag', 'cd', 'cdFlag', '(Set checking disabled flag in query)'),
  hides('class', 'cl', 'noClass', '(Control display of class in records)'),
  row('cmd', 'cm', '[no]cmd', ['(Control display of command line -', 'global option)'], ({ dig, on }) => {
    dig.printCommand = on;
    return null;
  }),
  flag('coflag', 'co', 'compactDenial', '(Set compact denial of existence ok flag)', 'in query)'),
  row(
    'comments',
    'com',
    '[no]comments',
    ['(Control display of packet header', 'and section name comments)'],
    ({ dig, lookup, on }) => {
      lookup.comments = on;
      if (lookup === dig.template) dig.plusComments = on;
      return null;
    },
  ),
  row(
    'cookie',
    'coo',
    '[no]cookie',
    ['(Add a COOKIE option to the request)'],
    ({ dig, lookup, on, value }) => {
      if (on) wantEdns(lookup);
      lookup.sendCookie = on;
      if (value !== null && value.length > 80) return dig.unreadable('COOKIE data too large');
      lookup.cookie = value;
      return null;
    },
  ),
  hides('crypto', 'cr', 'noCrypto', '(Control display of cryptographic', 'fields in records)'),
  row('defname', 'de', '[no]defname', ['(Use search list (+[no]search))'], ({ dig, lookup, on }) => {
    if (!lookup.trace) dig.useSearch = on;
    return null;
  }),
  row(
    'dns64prefix',
    'dns6',
    '[no]dns64prefix',
    ['(Get the DNS64 prefixes from ipv4only.arpa)'],
    ({ lookup, on }) => {
      // The name itself is put in by the reader of the command line.
      lookup.dns64Prefix = on;
      return null;
    },
  ),
  row('dnssec', 'dnss', '[no]dnssec', ['(Request DNSSEC records)'], dnssec),
  row('do', 'do', null, [], dnssec),
  row('domain', 'dom', 'domain=###', ['(Set default domainname)'], ({ dig, on, value }) => {
    if (value === null || !on) return 'invalid';
    dig.domain = value;
    return null;
  }),
  obsolete('dscp', 'ds', 'obsolete and has no effect'),
  row('edns', 'edns', '[no]edns[=###]', ['(Set EDNS version) [0]'], (use) => {
    const lookup = use.lookup;
    if (!use.on || use.value === null) {
      lookup.edns = use.on ? 0 : -1;
      if (!use.on) lookup.originalEdns = -1;
      return null;
    }
    return withNumber(use, 255, 'edns', (value) => {
      lookup.edns = value;
      lookup.originalEdns = value;
    });
  }),
  row('ednsflags', 'ednsf', 'ednsflags=###', ['(Set undefined EDNS flag bits)'], (use) => {
    if (!use.on || use.value === null) {
      use.lookup.ednsFlags = 0;
      return null;
    }
    const take = (value: number): void => {
      wantEdns(use.lookup);
      use.lookup.ednsFlags = value;
    };
    return withNumber(use, 0xffff, 'ednsflags', take, 0);
  }),
  flag('ednsnegotiation', 'ednsn', 'ednsNegotiation', '(Set EDNS version negotiation)'),
  row('ednsopt', 'ednso', 'ednsopt=###[:value]', ['(Send specified EDNS option)'], (use) => {
    if (use.on) return saveEdnsOption(use.dig, use.lookup, use.value);
    use.lookup.ednsOptions = [];
    return null;
  }),
  // Only for the help's own line: the row above does the work.
  row('ednsopt', 'ednso', 'noednsopt', ['(Clear list of +ednsopt options)'], () => null),
  flag('expandaaaa', 'expa', 'expandAaaa', '(Expand AAAA records)'),
  flag('expire', 'expi', 'expire', '(Request time to expire)'),
  flag('fail', 'fa', 'servfailStops', "(Don't try next server on SERVFAIL)"),
  row('fuzztime', 'fu', null, [], (use) =>
    use.on && use.value !== null ? withNumber(use, 0xffffffff, 'fuzztime', () => undefined) : null,
  ),
  flag('header-only', 'he', 'headerOnly', '(Send query without a question section)'),
  row('https', 'https', '[no]https[=###]', ['(DNS-over-HTTPS mode) [/]'], http('https', false)),
  row(
    'https-get',
    'https-g',
    '[no]https-get',
    ['(Use GET instead of default POST method', 'while using HTTPS)'],
    http('https', true),
  ),
  row('https-post', 'https-p', null, [], http('https', false)),
  row(
    'http-plain',
    'http-p',
    '[no]http-plain[=###]',
    ['(DNS over plain HTTP mode) [/]'],
    http('http', false),
  ),
  row(
    'http-plain-get',
    'http-plain-g',
    '[no]http-plain-get',
    ['(Use GET instead of default POST method', 'while using plain HTTP)'],
    http('http', true),
  ),
  row('http-plain-post', 'http-plain-p', null, [], http('http', false)),
];

function dnssec({ lookup, on }: Parameters<PlusOption['apply']>[0]): null {
  if (on) wantEdns(lookup);
  lookup.dnssec = on;
  return null;
}

function http(protocol: 'https' | 'http', get: boolean): PlusOption['apply'] {
  return ({ dig, lookup, on, value }) => {
    if (on && value !== null && !value.startsWith('/')) {
      dig.err(`;; The given HTTP path "${value}" is not a valid absolute path\n`);
      return 'invalid';
    }
    if (!on) {
      // BIND: the TCP that came with it stays.
      if (lookup.secure !== 'tls') lookup.secure = null;
      return null;
    }
    lookup.secure = protocol;
    lookup.httpGet = get;
    lookup.httpPath = value ?? DEFAULT_HTTP_PATH;
    if (!lookup.tcpSet) lookup.tcp = true;
    return null;
  };
}
