/**
 * Reads records out of the words of a zone file's entries, and keeps what holds from one to the next: origin, owner, TTLs.
 * BIND: what is wrong before a record's data is told, and the data is read all the same.
 */
import { CLASS, TYPE, classNumber, classText, isMetaType, typeNumber, typeText } from '../protocol/codes.ts';
import { isNameProblem, Name, type NameProblem } from '../protocol/name.ts';
import { rdataFromText, readSoa } from '../protocol/rdata.ts';
import { badNameIn, hasInnerWildcard } from './check-names.ts';
import { ZoneDiagnostics, type Place, type ZoneDiagnostic } from './diagnostic.ts';
import type { ParseZoneOptions, SourceFile, ZoneFileRecord } from './parse-zone.ts';
import { isFitOwner, looksLikeAddress, type Strictness } from './record-checks.ts';
import type { Word } from './tokens.ts';
import { MAX_TTL, readTtl, TtlRules } from './ttl.ts';

export class RecordReader {
  readonly records: ZoneFileRecord[] = [];
  readonly diagnostics = new ZoneDiagnostics();
  readonly options: ParseZoneOptions;
  readonly ttls = new TtlRules();
  origin: Name;
  owner: Name | null = null;
  /** As it was last written; empty where that no longer stands for it. */
  ownerText = '';
  /** The current owner lies in the zone. */
  inZone = true;
  /** Nothing more is to be read. */
  stopped = false;
  /** The number of a line that is lost with what is missing on the one before; 0: none. */
  lostLine = 0;
  /** The entry that is read ends within a parenthesis or a quote: what is missing in it may stand behind. */
  unended: 'parenthesis' | 'quote' | null = null;
  file: SourceFile = { name: '', text: '' };
  readonly #class: number;
  readonly #types = new Map<string, number | null>();
  #toldExpired = false;
  #toldOld = false;
  /** TTLs of the current owner's types, while it stays the same. */
  readonly #ownerTtls = new Map<number, number>();

  constructor(options: ParseZoneOptions) {
    this.options = options;
    this.#class = options.class ?? CLASS.IN;
    this.origin = options.origin;
  }

  newOwner(owner: Name, place: Place): void {
    if (this.owner?.equals(owner)) {
      this.ownerText = '';
      return;
    }
    this.setOwner(owner);
    // Between the records of the name before and those of this one (see check-zone.ts).
    this.diagnostics.position = this.records.length + 0.5;
    if (!this.inZone) this.warning(place, `ignoring out-of-zone data (${owner.toRelaxedString()})`);
    else if (this.options.checkWildcard === true && hasInnerWildcard(owner)) {
      const name = owner.toRelaxedString();
      this.warning(place, `warning: ownername '${name}' contains an non-terminal wildcard`);
    }
  }

  setOwner(owner: Name | null): void {
    this.#ownerTtls.clear();
    this.owner = owner;
    this.inZone = owner?.isAtOrBelow(this.options.origin) ?? true;
    this.ownerText = '';
  }

  setOrigin(origin: Name): void {
    this.origin = origin;
    this.ownerText = '';
  }

  /** `[ttl] [class] [ttl] type rdata`. BIND: what is wrong before the data is told, and the data is read all the same. */
  read(owner: Name, words: readonly Word[], from: number, entry: Word): void {
    const head = this.readHead(words, from, entry, false);
    if (head !== null) this.readTyped(owner, head, words, entry);
  }

  readTyped(owner: Name, head: RecordHead, words: readonly Word[], entry: Word): void {
    const { type, typeAt, ttl } = head;
    if (!this.#fitsHere(owner, head, words, entry)) return;
    const rdata = this.#rdata(owner, type, words, typeAt + 1, entry);
    if (rdata === null || !this.inZone) return;
    if (type === TYPE.SOA && !owner.equals(this.options.origin)) {
      this.error(entry, `SOA record not at top of zone (${owner.toRelaxedString()})`);
    }
    const used = this.#ttl(ttl, type, rdata, entry);
    if (used === null || this.stopped) return;
    this.records.push({
      name: owner,
      type,
      class: this.#class,
      ttl: used,
      rdata,
      file: this.file,
      line: entry.line,
      column: entry.column,
    });
    this.diagnostics.position = this.records.length;
  }

  readHead(words: readonly Word[], from: number, entry: Word, generated: boolean): RecordHead | null {
    let at = from;
    let ttl: number | null = null;
    let rrClass = this.#class;
    let classAt = at;
    for (let step = 0; step < 3; step++) {
      const word = words[at];
      if (word === undefined || word.quoted) break;
      if (step === 2 && ttl !== null) break;
      const read =
        step === 1 ? this.#className(word.text) : startsWithDigit(word.text) ? readTtl(word.text) : null;
      if (read === null) continue;
      if (step === 1) [rrClass, classAt] = [read as number, at];
      else ttl = this.limited(read, word);
      at++;
    }
    const word = words[at];
    if (word === undefined) this.missing(words);
    else if (word.quoted) {
      this.error(word, 'syntax error', 'dns_master_load');
      // BIND: what follows the opening quote is read as if the closing one opened.
      if (word.text !== '\0')
        this.error(word, 'isc_lex_gettoken() failed: unbalanced quotes', 'dns_master_load');
    } else {
      const type = this.#type(word.text);
      if (type !== null) return { type, typeAt: at, class: rrClass, classAt, ttl };
      this.error(
        onLine(entry, word),
        `unknown RR type '${shortened(word.text)}'`,
        generated ? '$GENERATE' : '',
      );
    }
    return null;
  }

  /** BIND: ANY and NONE are classes, whatever else they are. */
  #className(text: string): number | null {
    return this.#type(text) === null || /^(any|none)$/i.test(text) ? classNumber(text) : null;
  }

  /** Tells what keeps a record of this type from being here; false where its data need not be read. */
  #fitsHere(owner: Name, head: RecordHead, words: readonly Word[], entry: Word): boolean {
    const { type, typeAt } = head;
    const typeWord = onLine(entry, words[typeAt] as Word);
    const say = (what: string): void => this.error(typeWord, `type '${typeText(type)}': ${what}`);
    if (head.class !== this.#class) {
      const message = `class '${classText(head.class)}' != zone class '${classText(this.#class)}'`;
      this.error(onLine(entry, words[head.classAt] as Word), message);
    }
    // RFC 4035 §2.4: the parent has it.
    if (type === TYPE.DS && owner.equals(this.options.origin))
      this.error(entry, `DS record at top of zone (${owner.toRelaxedString()})`);
    // BIND: such mail servers are of the past (RFC 973).
    if (type === TYPE.MD || type === TYPE.MF) say('obsolete');
    else if (isMetaType(type)) say('invalid use of a meta type');
    if (type === TYPE.NS && this.options.checkNs !== undefined && words[typeAt + 1] === undefined) {
      this.missing(words);
      return false;
    }
    this.#told(
      this.options.checkNs,
      type === TYPE.NS && this.#class === CLASS.IN,
      words[typeAt + 1],
      (text) => (looksLikeAddress(text) ? `NS record '${text}' appears to be an address` : null),
    );
    const names = this.options.checkNames ?? 'ignore';
    if (names !== 'ignore' && !isFitOwner(owner, type, this.#class)) {
      const strict = names === 'fail' || type === TYPE.NSEC3;
      const message = `${owner.toRelaxedString()}: bad owner name (check-names)`;
      this.diagnostics.add(this.file, entry, strict ? 'error' : 'warning', message);
    }
    return true;
  }

  #told(
    strictness: Strictness = 'ignore',
    applies: boolean,
    word: Word | undefined,
    what: (text: string) => string | null,
  ): void {
    const message = strictness === 'ignore' || !applies || word === undefined ? null : what(word.text);
    if (message === null || word === undefined) return;
    this.diagnostics.add(this.file, word, strictness === 'fail' ? 'error' : 'warning', message);
  }

  /** The data of a record, or null where it is wrong. */
  #rdata(owner: Name, type: number, words: readonly Word[], from: number, entry: Word): Uint8Array | null {
    const rdata = rdataFromText(
      type,
      from < words.length ? words.slice(from) : NO_WORDS,
      this.origin,
      this.#class,
    );
    if ('kind' in rdata) {
      this.#wrongData(words, from + rdata.word, rdata.message);
      return null;
    }
    const zero = words.findIndex(({ isZero }) => isZero === true);
    if (zero >= 0) {
      this.#wrongData(words, zero, 'unexpected token');
      return null;
    }
    const { checkNames = 'ignore', checkMx = 'ignore' } = this.options;
    const last = words.at(-1) as Word;
    if (type === TYPE.MX && checkMx !== 'ignore' && looksLikeAddress(last.text)) {
      if (checkMx === 'fail') this.#wrongData(words, words.length - 1, 'MX is an address');
      else this.warning(onLine(entry, last), `warning: '${last.text}': MX is an address`);
      if (checkMx === 'fail') return null;
    }
    const bad = checkNames === 'ignore' || this.#class !== CLASS.IN ? null : badNameIn(owner, type, rdata);
    if (bad === null) return rdata;
    const at =
      type === TYPE.SOA || type === TYPE.RP || type === TYPE.SVCB || type === TYPE.HTTPS
        ? from + (bad.equals(this.#nameAt(words[from + 1])) ? 1 : 0)
        : words.length - 1;
    if (checkNames === 'fail') {
      this.#wrongData(words, at, 'bad name (check-names)');
      return null;
    }
    this.warning(words[at] ?? entry, `warning: ${bad.toRelaxedString()}: bad name (check-names)`);
    return rdata;
  }

  #nameAt(word: Word | undefined): Name {
    const name =
      word === undefined ? null : word.text === '@' ? this.origin : Name.parse(word.text, this.origin);
    return name === null || isNameProblem(name) ? Name.root : name;
  }

  /** BIND: the line is that of the word before, behind which the wrong one was looked for. */
  #wrongData(words: readonly Word[], at: number, message: string): void {
    const wrong = words[at];
    // What is missing is missing for the fault.
    const cut = this.unended === 'quote' ? words.length - 1 : words.length;
    if (this.unended !== null && at >= cut && message !== 'unexpected token') return;
    const before = words[Math.min(at, words.length) - 1] ?? wrong;
    const place = wrong ?? endOf(words);
    const near = wrong?.quoted === true ? '' : wrong ? `near '${shortened(wrong.text)}': ` : 'near eol: ';
    this.error(
      { line: before?.line ?? place.line, column: place.column },
      near + message,
      'dns_rdata_fromtext',
    );
  }

  /** The TTL that a record has which states `stated` (null: nothing). Null where there is none to be had. */
  #ttl(stated: number | null, type: number, rdata: Uint8Array, place: Place): number | null {
    const minimum = type === TYPE.SOA ? (readSoa(rdata)?.minimum ?? null) : null;
    const { ttl, says } = this.ttls.of(stated, minimum);
    if (ttl === null) this.error(place, says);
    else if (says !== '') this.warning(place, says);
    if (ttl === null) return null;
    this.#aboutSignatures(type, rdata, place);
    const key = type === TYPE.RRSIG || type === TYPE.SIG ? coveredKey(type, rdata) : type;
    const prior = this.#ownerTtls.get(key);
    if (prior === undefined) this.#ownerTtls.set(key, ttl);
    else if (prior !== ttl) this.warning(place, `TTL set to prior TTL (${prior})`);
    const used = prior ?? ttl;
    const most = this.options.maxTtl ?? 0;
    if (most > 0 && used > most) {
      this.error(place, `TTL ${used} exceeds configured max-zone-ttl ${most}`, 'dns_master_load');
      // BIND: nothing of the file is read beyond it.
      this.stopped = true;
    }
    return used;
  }

  /** BIND: each of these is told once a zone. */
  #aboutSignatures(type: number, rdata: Uint8Array, place: Place): void {
    const { now } = this.options;
    if (type === TYPE.RRSIG && now !== undefined && !this.#toldExpired) {
      // RFC 4034 §3.1.5: serial number arithmetic. The end of a signature stands in octets 8 to 11.
      if (((u32(rdata, 8) - now) | 0) >= 0) return;
      this.#toldExpired = true;
      this.warning(place, 'signature has expired');
    } else if ((type === TYPE.SIG || type === TYPE.NXT) && now !== undefined && !this.#toldOld) {
      this.#toldOld = true;
      this.warning(place, 'old style DNSSEC  zone detected');
    }
  }

  limited(ttl: number, place: Place): number {
    if (ttl <= MAX_TTL) return ttl;
    // RFC 2181 §8: a TTL whose highest bit is set counts as zero.
    this.warning(place, `$TTL ${ttl} > MAXTTL, setting $TTL to 0`, 'dns_master_load');
    return 0;
  }

  #type(text: string): number | null {
    let type = this.#types.get(text);
    if (type === undefined) {
      type = typeNumber(text);
      if (this.#types.size < 1000) this.#types.set(text, type);
    }
    return type;
  }

  name(word: Word, reporter: ZoneDiagnostic['reporter'] = 'dns_master_load'): Name | null {
    if (word.text === '@') return this.origin;
    const name = Name.parse(word.text, this.origin);
    if (!isNameProblem(name)) return name;
    const unended = name.reason === 'bad-escape' && /\\\d{0,2}$/.test(word.text);
    this.error(
      { line: word.line, column: word.column + name.column - 1 },
      unended ? 'unexpected end of input' : NAME_PROBLEMS[name.reason],
      reporter,
    );
    return null;
  }

  missing(words: readonly Word[]): void {
    if (this.unended !== null) return;
    const place = endOf(words);
    this.error(place, 'unexpected end of line', 'dns_master_load');
    this.lostLine = place.line + 1;
  }

  error(place: Place, message: string, reporter: ZoneDiagnostic['reporter'] = ''): void {
    this.diagnostics.add(this.file, place, 'error', message, reporter);
  }

  warning(place: Place, message: string, reporter: ZoneDiagnostic['reporter'] = ''): void {
    this.diagnostics.add(this.file, place, 'warning', message, reporter);
  }
}

const NAME_PROBLEMS: Readonly<Record<NameProblem['reason'], string>> = {
  'empty-label': 'empty label',
  'label-too-long': 'label too long',
  'name-too-long': 'ran out of space',
  'bad-escape': 'bad escape',
  'empty-name': 'unexpected end of input',
};

/** What stands before a record's data. */
export interface RecordHead {
  readonly type: number;
  /** Where its word stands. */
  readonly typeAt: number;
  readonly class: number;
  readonly classAt: number;
  /** In seconds; null: none is stated. */
  readonly ttl: number | null;
}

const NO_WORDS: readonly Word[] = [];

/** The word's place where it stands on the line of its entry, else the entry's: that is the line that BIND tells. */
function onLine(entry: Word, word: Word): Word {
  return word.line === entry.line ? word : entry;
}

function startsWithDigit(text: string): boolean {
  const code = text.charCodeAt(0);
  return code >= 0x30 && code <= 0x39;
}

/** Signatures are a set for each type that they cover. */
function coveredKey(type: number, rdata: Uint8Array): number {
  return (type << 16) | ((rdata[0] ?? 0) << 8) | (rdata[1] ?? 0);
}

function u32(octets: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = octets.subarray(at, at + 4);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

/** Where the next word would have to stand. */
export function endOf(words: readonly Word[]): Place {
  const last = words.at(-1) as Word;
  return { line: last.line, column: last.column + last.text.length + (last.quoted ? 2 : 0) };
}

export function shortened(text: string): string {
  return text.length <= 1000 ? text : `${text.slice(0, 997)}...`;
}
