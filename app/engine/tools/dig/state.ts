/**
 * What one run of dig knows: the settings of each lookup (cloned from a default one, so that an option before
 * the first name holds for all and one after a name for that name only), and what holds for the whole run.
 */
import { CLASS, TYPE } from '../../protocol/codes.ts';
import type { EdnsOption } from '../../protocol/message.ts';
import type { Name } from '../../protocol/name.ts';
import type { SecureStream, ToolContext, ToolTcp } from '../tool.ts';
import type { KeyAlgorithm } from './key-algorithm.ts';
import type { Program } from './program.ts';
import type { SigningKey } from './tsig.ts';

/** One address to ask. `given` is what the user or a referral called it. */
export interface Server {
  readonly address: string;
  readonly given: string;
}

/** A client subnet for RFC 7871; family 0 stands for `+subnet=0`. */
export interface Subnet {
  readonly family: 0 | 4 | 6;
  readonly octets: Uint8Array;
  readonly prefix: number;
}

/** dig's own words for a run that must end now, with its exit status. */
export interface Stop {
  readonly kind: 'stop';
  readonly exitCode: number;
}

export function isStop(value: object | null | undefined): value is Stop {
  return value !== null && value !== undefined && 'kind' in value && value.kind === 'stop';
}

type SecureProtocol = SecureStream['protocol'];

export const DEFAULT_HTTP_PATH = '/dns-query';

/** One question with all that was said about how to ask it and how to print the answer. */
export class Lookup {
  /** The name as it was typed, as octets. */
  text = '.';
  /** The lines that greet before the first output; emptied once printed. */
  greeting = '';
  type: number = TYPE.A;
  /** What was asked for, while `type` is NS for the start of a trace. */
  wantedType: number = TYPE.A;
  class: number = CLASS.IN;
  typeSet = false;
  classSet = false;
  ixfrSerial = 0;
  servers: Server[] = [];
  /** Tries left; shared by all servers of the lookup (BIND: the first server gets the repeats). */
  retries = 3;

  trace = false;
  /** True until the root's name servers are known (+trace), or the zone's (+nssearch). */
  traceRoot = false;
  nsSearch = false;
  /** The zone whose servers are being asked in a trace: referrals must lie below it. */
  zone: Name | null = null;
  nsFound = 0;

  recurse = true;
  aaFlag = false;
  adFlag = false;
  cdFlag = false;
  raFlag = false;
  tcFlag = false;
  zFlag = false;
  opcode = 0;
  queryId: number | null = null;
  headerOnly = false;

  /** EDNS version, or -1 for none. */
  edns = -1;
  originalEdns = -1;
  udpSize = -1;
  dnssec = false;
  compactDenial = false;
  ednsFlags = 0;
  ednsOptions: EdnsOption[] = [];
  ednsNegotiation = true;
  nsid = false;
  expire = false;
  keepalive = false;
  padding = 0;
  subnet: Subnet | null = null;
  sendCookie = false;
  /** In hexadecimal: given with +cookie=, or the server's from an earlier response. */
  cookie: string | null = null;
  retryBadCookie = true;
  seenBadCookie = false;

  tcp = false;
  tcpSet = false;
  ignoreTruncation = false;
  servfailStops = true;
  bestEffort = true;
  /** +tls and +https: how messages go, while `tcp` holds. */
  secure: SecureProtocol | null = null;
  httpGet = false;
  httpPath = DEFAULT_HTTP_PATH;
  tlsVerify = false;
  tlsAuthorities: string | null = null;
  tlsHostname: string | null = null;
  tlsCertificate: string | null = null;
  tlsKey: string | null = null;

  /** Where the search list stands: an index, or null for the name as it is. */
  origin: number | null = null;
  needSearch = false;
  doneAsIs = false;
  newSearch = false;

  comments = true;
  stats = true;
  question = true;
  answer = true;
  authority = true;
  additional = true;
  /** 1 asked for, -1 forbidden, 0 as the form of the output has it. */
  recordComments: -1 | 0 | 1 = 0;
  identify = false;
  multiline = false;
  noTtl = false;
  noClass = false;
  ttlUnits = false;
  oneSoa = false;
  noCrypto = false;
  expandAaaa = false;
  unknownFormat = false;
  microseconds = false;
  printQuery = false;
  showBadCookie = false;
  dns64Prefix = false;
  idnIn = false;
  idnOut = false;

  clone(): Lookup {
    const copy = Object.assign(new Lookup(), this);
    copy.servers = [...this.servers];
    copy.ednsOptions = [...this.ednsOptions];
    copy.nsFound = 0;
    copy.newSearch = false;
    return copy;
  }
}

/** The whole run. */
export class Dig {
  readonly context: ToolContext;
  readonly program: Program;
  exitCode = 0;
  /** What a fatal mistake makes the exit status; 0 for dig's own ways. */
  fatalExit = 0;
  /** Lookups still to do, the next one first. */
  readonly queue: Lookup[] = [];
  /** What every lookup starts from. */
  template = new Lookup();
  /** Lookups made for the question at hand; a bound against endless chains. */
  lookupCount = 0;

  shortForm = false;
  printCommand = true;
  yaml = false;
  plusQuestion = false;
  plusComments = false;
  /** Null: the form's own width; 0: no splitting. */
  splitWidth: number | null = null;
  /** Who offers no recursion is passed over while there are others (host, nslookup). */
  checkRecursion = false;
  useSearch = false;
  showSearch = false;
  domain = '';
  searchList: string[] = [];
  ndots = -1;
  /** Seconds; 0 for the transport's own default. */
  timeout = 0;
  tries = 3;
  systemServers: Server[] = [];
  port = 53;
  /** Whether -p was given: it holds for every protocol. */
  portSet = false;
  source: { readonly address: string; readonly port: number } | null = null;
  ipv4: boolean;
  ipv6: boolean;
  onlyIpv4 = false;
  onlyIpv6 = false;
  readRc = true;
  batchFile: string | null = null;
  keepOpen = false;
  kept: { readonly server: Server; readonly port: number; readonly stream: ToolTcp } | null = null;
  /** How many addresses the last @server had, for the greeting. */
  addressCount = 0;
  greeted = false;
  /** What -k and -y say, and the key that was made of it (signing-key.ts). */
  keyFile = '';
  keyName = '';
  keySecret = '';
  keyAlgorithm: KeyAlgorithm | null = null;
  key: SigningKey | null = null;
  /** Whether every response so far was signed as it should be. */
  validated = true;
  readonly clientCookie = new Uint8Array(8);

  constructor(context: ToolContext, program: Program) {
    this.context = context;
    this.program = program;
    this.ipv4 = context.net.ipv4;
    this.ipv6 = context.net.ipv6;
    for (let i = 0; i < 8; i++) this.clientCookie[i] = context.random.below(256);
  }

  out(text: string): void {
    this.context.out(text);
  }

  err(text: string): void {
    this.context.err(text);
  }

  /** `dig: …` on standard error and the end. */
  fatal(text: string): Stop {
    this.err(`${this.program.name}: ${text}\n`);
    return { kind: 'stop', exitCode: this.fatalExit || this.exitCode || 1 };
  }

  /** An argument that cannot be read: like `fatal`, with the status of an internal error. */
  unreadable(text: string): Stop {
    this.err(`${this.program.name}: ${text}\n`);
    return { kind: 'stop', exitCode: this.fatalExit || 10 };
  }

  /** A note about how things went; nothing in YAML. */
  warning(text: string): void {
    if (!this.yaml) this.out(`;; ${text}\n`);
  }

  /** A failure of the whole lookup. */
  error(text: string): void {
    this.out(this.yaml ? `- type: DIG_ERROR\n  message: |\n    ${text}\n` : `;; ${text}\n`);
  }

  comment(lookup: Lookup, text: string): void {
    if (lookup.comments && !this.yaml) this.out(`;; ${text}\n`);
  }

  noReply(): void {
    if (this.exitCode < 9) this.exitCode = 9;
  }
}
