/** What can be wrong with a dump, line by line: BIND has no words for it, since it does not read dumps. */

const PROBLEMS = {
  stray: ['this line is not understood', 'it is kept as it is'],
  'no-owner': ['a record without an owner', 'only further sets of the same name may leave the owner out'],
  'bad-owner': ['the owner is no domain name', 'labels have 1 to 63 octets, names at most 255'],
  'no-ttl': ['there is no TTL', 'each record has what is left of its TTL, in seconds'],
  'bad-ttl': ['the TTL is too large', 'a TTL has 32 bits (RFC 2181 §8)'],
  'bad-class': ['this class is not known', 'a cache holds IN, CH or HS'],
  'bad-type': ['this type is not known', 'a type is a mnemonic or TYPEnnn (RFC 3597 §5)'],
  'no-trust': [
    'a record without a trust word before it',
    'each set of a cache begins with a comment such as "; answer"',
  ],
  'bare-trust': ['a trust word without a record after it', 'part of the dump may be missing here'],
  'bare-mark': ['"stale" or "expired" without a set', 'such a comment follows a trust word'],
  'mixed-set': ['another type or TTL within a set', 'it is taken for a set of its own, with the same trust'],
  unbalanced: ['parentheses or quotes are not closed', 'the record ends where its lines do'],
  'no-reason': [
    'a negative entry without ;-$NXDOMAIN or ;-$NXRRSET',
    'it is taken for a type that does not exist',
  ],
  'bad-address': ['this line of the address database is not understood', 'it is kept as it is'],
  'bad-failure': ['this line of a failure cache is not understood', 'lines are "; NAME/TYPE [ttl N]"'],
  'long-line': ['the line is longer than any record', 'it is kept as it is'],
  'other-view': [
    'the part names another view than the one that has begun',
    'it is taken for that one’s: a line was changed, or lines are missing',
  ],
  'early-end': [
    'something follows "; Dump complete"',
    'it is the last line: here two dumps, or lines that were moved',
  ],
  'no-end': ['"; Dump complete" is missing', 'the server may still be writing, or the file was cut off'],
  'not-a-dump': ['this is no dump', 'neither "; Start view" nor START_RRSET_CACHE was found'],
} as const satisfies Readonly<Record<string, readonly [message: string, hint: string]>>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface DumpProblem {
  /** From 1. */
  readonly line: number;
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string;
}

/** Problems beyond this many are counted only: a file that is no dump has one on each line. */
const MOST = 1000;

export class DumpProblems {
  readonly #list: DumpProblem[] = [];
  count = 0;

  get list(): readonly DumpProblem[] {
    return this.#list;
  }

  add(line: number, code: ProblemCode): void {
    this.count++;
    if (this.#list.length < MOST) {
      const [message, hint] = PROBLEMS[code];
      this.#list.push({ line, code, message, hint });
    }
  }
}
