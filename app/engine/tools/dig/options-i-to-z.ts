/**
 * The second half of the table of `+` options, in the order of dig's help.
 */
import { readSubnet } from './edns-request.ts';
import { numberOption } from './numbers.ts';
import { flag, hides, obsolete, row, wantEdns, withNumber } from './option-rows.ts';
import type { OptionOutcome, OptionUse, PlusOption } from './options.ts';
import { OPCODE_NAMES } from './header-names.ts';

export const optionsIToZ: readonly PlusOption[] = [
  flag('identify', 'ide', 'identify', '(ID responders in short answers)'),
  flag('idnin', 'idni', 'idnIn', '(Parse IDN names [default=on on tty])'),
  flag('idnout', 'idno', 'idnOut', '(Convert IDN response [default=on on tty])'),
  flag('ignore', 'i', 'ignoreTruncation', "(Don't revert to TCP for TC responses.)"),
  flag('keepalive', 'keepa', 'keepalive', '(Request EDNS TCP keepalive)'),
  row('keepopen', 'keepo', '[no]keepopen', ['(Keep the TCP socket open between queries)'], ({ dig, on }) => {
    dig.keepOpen = on;
    return null;
  }),
  obsolete('mapped', 'ma', 'deprecated'),
  flag('multiline', 'mu', 'multiline', '(Print records in an expanded format)'),
  row('ndots', 'nd', 'ndots=###', ['(Set search NDOTS value)'], (use) =>
    use.on ? withNumber(use, 0xffff, 'ndots', (value) => (use.dig.ndots = value)) : 'invalid',
  ),
  row('nsid', 'nsi', '[no]nsid', ['(Request Name Server ID)'], ({ lookup, on }) => {
    if (on) wantEdns(lookup);
    lookup.nsid = on;
    return null;
  }),
  row('nssearch', 'nss', '[no]nssearch', ['(Search all authoritative nameservers)'], nssearch),
  flag('onesoa', 'on', 'oneSoa', '(AXFR prints only one soa record)'),
  row('opcode', 'op', '[no]opcode=###', ['(Set the opcode of the request)'], (use) => {
    const { lookup, on, value } = use;
    if (!on) {
      lookup.opcode = 0;
      return null;
    }
    const known = value === null ? -1 : OPCODE_NAMES.indexOf(value.toUpperCase());
    if (known < 0) return withNumber(use, 15, 'opcode', (number) => (lookup.opcode = number));
    lookup.opcode = known;
    return null;
  }),
  row('padding', 'pa', 'padding=###', ['(Set padding block size [0])'], (use) => {
    if (use.on) wantEdns(use.lookup);
    return withNumber(use, 512, 'padding', (value) => (use.lookup.padding = value));
  }),
  row('qid', 'qi', 'qid=###', ['(Specify the query ID to use when sending', 'queries)'], (use) => {
    if (use.on) return withNumber(use, 0xffff, 'qid', (value) => (use.lookup.queryId = value));
    use.lookup.queryId = null;
    return null;
  }),
  flag('qr', 'qr', 'printQuery', '(Print question before sending)'),
  row('question', 'qu', '[no]question', ['(Control display of question section)'], ({ dig, lookup, on }) => {
    lookup.question = on;
    if (lookup === dig.template) dig.plusQuestion = on;
    return null;
  }),
  flag('raflag', 'ra', 'raFlag', '(Set RA flag in query (+[no]raflag))'),
  flag('rdflag', 'rd', 'recurse', '(Recursive mode (+[no]recurse))'),
  flag('recurse', 'rec', 'recurse', '(Recursive mode (+[no]rdflag))'),
  row('retry', 'ret', 'retry=###', ['(Set number of UDP retries) [2]'], retry),
  row('retries', 'ret', null, [], retry),
  row(
    'rrcomments',
    'rr',
    '[no]rrcomments',
    ['(Control display of per-record comments)'],
    ({ lookup, on }) => {
      lookup.recordComments = on ? 1 : -1;
      return null;
    },
  ),
  row('search', 'se', '[no]search', ['(Set whether to use searchlist)'], ({ dig, lookup, on }) => {
    if (!lookup.trace) dig.useSearch = on;
    return null;
  }),
  row(
    'short',
    'shor',
    '[no]short',
    ['(Display nothing except short', 'form of answers - global option)'],
    short,
  ),
  flag('showbadcookie', 'showb', 'showBadCookie', '(Show BADCOOKIE message)'),
  row(
    'showsearch',
    'shows',
    '[no]showsearch',
    ['(Search with intermediate results)'],
    ({ dig, lookup, on }) => {
      if (lookup.trace) return null;
      dig.showSearch = on;
      dig.useSearch = on;
      return null;
    },
  ),
  obsolete('sigchase', 'si', 'deprecated'),
  row('split', 'sp', '[no]split=##', ['(Split hex/base64 fields into chunks)'], split),
  flag('stats', 'st', 'stats', '(Control display of statistics)'),
  row('subnet', 'su', 'subnet=addr', ['(Set edns-client-subnet option)'], ({ dig, lookup, on, value }) => {
    if (!on) {
      lookup.subnet = null;
      return null;
    }
    if (value === null) return 'invalid';
    wantEdns(lookup);
    const subnet = readSubnet(dig, value);
    if ('kind' in subnet) return subnet;
    lookup.subnet = subnet;
    return null;
  }),
  flag('tcflag', 'tcf', 'tcFlag', '(Set TC flag in query (+[no]tcflag))'),
  row('tcp', 'tcp', '[no]tcp', ['(TCP mode (+[no]vc))'], tcp),
  row('timeout', 'ti', 'timeout=###', ['(Set query timeout) [5]'], (use) =>
    use.on
      ? withNumber(use, 0xffff, 'timeout', (value) => (use.dig.timeout = Math.max(1, value)))
      : 'invalid',
  ),
  row('tls', 'tls', '[no]tls', ['(DNS-over-TLS mode)'], tls),
  row(
    'tls-ca',
    'tls-ca',
    '[no]tls-ca[=file]',
    ["(Enable remote server's TLS certificate", 'validation)'],
    (use) => {
      use.lookup.tlsVerify = use.on;
      use.lookup.tlsAuthorities = use.on ? use.value : null;
      return use.on ? tls(use) : null;
    },
  ),
  row(
    'tls-hostname',
    'tls-h',
    '[no]tls-hostname=hostname',
    ['(Explicitly set the expected TLS', 'hostname)'],
    (use) => tlsValue(use, 'hostname', 'tlsHostname'),
  ),
  row(
    'tls-certfile',
    'tls-ce',
    '[no]tls-certfile=file',
    ['(Load client TLS certificate chain from', 'file)'],
    (use) => tlsValue(use, 'certificate file', 'tlsCertificate'),
  ),
  row('tls-keyfile', 'tls-k', '[no]tls-keyfile=file', ['(Load client TLS private key from file)'], (use) =>
    tlsValue(use, 'private key file', 'tlsKey'),
  ),
  obsolete('topdown', 'to', 'deprecated'),
  row('trace', 'tra', '[no]trace', ['(Trace delegation down from root [implies', '+dnssec])'], trace),
  row('tries', 'tri', 'tries=###', ['(Set number of UDP attempts) [3]'], (use) =>
    use.on
      ? withNumber(use, 0xffffffff, 'tries', (value) => (use.lookup.retries = Math.max(1, value)))
      : 'invalid',
  ),
  obsolete('trusted-key', 'tru', 'deprecated'),
  hides('ttlid', 'ttl', 'noTtl', '(Control display of ttls in records)'),
  row('ttlunits', 'ttlu', '[no]ttlunits', ['(Display TTLs in human-readable units)'], ({ lookup, on }) => {
    lookup.noTtl = false;
    lookup.ttlUnits = on;
    return null;
  }),
  obsolete('unexpected', 'une', 'deprecated'),
  flag('unknownformat', 'unk', 'unknownFormat', '(Print RDATA in RFC 3597 "unknown" format)'),
  row('vc', 'v', '[no]vc', ['(TCP mode (+[no]tcp))'], tcp),
  row('yaml', 'y', '[no]yaml', ['(Present the results as YAML)'], ({ dig, lookup, on }) => {
    dig.yaml = on;
    if (on) {
      dig.printCommand = false;
      lookup.stats = false;
      lookup.recordComments = -1;
    }
    return null;
  }),
  flag('zflag', 'z', 'zFlag', '(Set Z flag in query)'),
];

function nssearch({ dig, lookup, on }: OptionUse): null {
  lookup.nsSearch = on;
  if (!on) return null;
  lookup.traceRoot = true;
  lookup.recurse = true;
  lookup.identify = true;
  lookup.stats = false;
  lookup.comments = false;
  lookup.additional = false;
  lookup.authority = false;
  lookup.question = false;
  lookup.type = 2;
  lookup.typeSet = true;
  dig.shortForm = true;
  lookup.recordComments = 0;
  return null;
}

function trace({ dig, lookup, on }: OptionUse): null {
  lookup.trace = on;
  lookup.traceRoot = on;
  if (!on) return null;
  lookup.recurse = true;
  lookup.identify = true;
  lookup.comments = false;
  lookup.recordComments = 0;
  lookup.stats = false;
  lookup.additional = false;
  lookup.authority = true;
  lookup.question = false;
  lookup.dnssec = true;
  lookup.sendCookie = true;
  dig.useSearch = false;
  return null;
}

function short({ dig, lookup, on }: OptionUse): null {
  dig.shortForm = on;
  if (!on) return null;
  dig.printCommand = false;
  lookup.additional = false;
  lookup.answer = true;
  lookup.authority = false;
  lookup.question = false;
  lookup.comments = false;
  lookup.stats = false;
  lookup.recordComments = -1;
  return null;
}

function split({ dig, on, value }: OptionUse): OptionOutcome {
  if (!on) {
    if (value !== null) return 'invalid';
    dig.splitWidth = 0;
    return null;
  }
  if (value === null) return null;
  const read = numberOption(dig, value, 1023, 'split');
  // BIND: the width is adjusted, with a warning, even where it could not be read.
  let width = read ?? dig.splitWidth ?? 0xffffffff;
  if (width % 4 !== 0) {
    width = (Math.ceil(width / 4) * 4) % 0x1_0000_0000;
    dig.err(`;; Warning, split must be a multiple of 4; adjusting to ${width}\n`);
  }
  if (read === null) return dig.unreadable("Couldn't parse split");
  dig.splitWidth = width;
  return null;
}

function retry(use: OptionUse): OptionOutcome {
  if (!use.on) return 'invalid';
  return withNumber(use, 0xfffffffe, 'retries', (value) => (use.lookup.retries = value + 1));
}

function tcp({ lookup, on, inBatch }: OptionUse): null {
  if (inBatch) return null;
  lookup.tcp = on;
  lookup.tcpSet = true;
  return null;
}

function tls({ lookup, on }: OptionUse): null {
  if (on) lookup.secure = 'tls';
  else if (lookup.secure === 'tls') lookup.secure = null;
  if (!lookup.tcpSet) lookup.tcp = on;
  return null;
}

/** A value that only TLS has a use for turns it on; a name to be found asks for its certificate to be checked. */
function tlsValue(
  use: OptionUse,
  what: string,
  key: 'tlsHostname' | 'tlsCertificate' | 'tlsKey',
): OptionOutcome {
  const { dig, lookup, on, value } = use;
  if (on && value === null) {
    dig.err(`;; TLS ${what} is not specified\n`);
    return 'invalid';
  }
  lookup[key] = on ? value : null;
  if (!on) return null;
  if (key === 'tlsHostname') lookup.tlsVerify = true;
  return lookup.secure === null ? tls(use) : null;
}
