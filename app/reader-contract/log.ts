/** Log files: lines chosen and counted, each explained. */

/** Logs of named and of systems that it runs on: read once into an index, then looked at by pages. */
export interface LogRequests {
  /** Reads it through, once. Progress in octets. */
  'log.read': { params: { document: number }; result: LogOverview };
  /** Chooses entries; what was chosen before is forgotten. Progress in octets, where the text must be looked at. */
  'log.choose': { params: { document: number; choice: LogChoice; bars: number }; result: LogChosen };
  /** Entries of what is chosen. `choosing`: which choice is meant; of another one nothing is told. */
  'log.rows': {
    params: { document: number; choosing: number; first: number; count: number };
    result: readonly LogFileRow[];
  };
  /** What a message means. It need not be of an open file. */
  'log.explain': { params: { text: string }; result: LogExplanation };
}

export interface LogOverview {
  readonly entries: number;
  readonly lines: number;
  /** Milliseconds since 1970; null where no time is written. */
  readonly from: number | null;
  readonly to: number | null;
  /** Years were not written, and are inferred from the order of the lines and the file's own time. */
  readonly yearsInferred: boolean;
  /** Places where the clock was set back, and unusual silences. */
  readonly stepsBack: number;
  readonly gaps: number;
  /** Of all entries. */
  readonly counts: LogCounts;
}

/** Which entries are wanted; null: whatever they are. An empty word stands for entries that do not tell. */
export interface LogChoice {
  readonly severities: readonly string[] | null;
  readonly categories: readonly string[] | null;
  readonly programs: readonly string[] | null;
  /** Numbers of messages as `LogCounts` has them; -1: unknown ones. */
  readonly messages: readonly number[] | null;
  /** Milliseconds since 1970: from, and before. */
  readonly from: number | null;
  readonly before: number | null;
  /** Words that all occur, in whatever case. */
  readonly text: string;
}

export interface LogCounts {
  readonly severities: Readonly<Record<string, number>>;
  readonly categories: Readonly<Record<string, number>>;
  readonly programs: Readonly<Record<string, number>>;
  /** The most frequent first. */
  readonly messages: readonly {
    readonly message: number;
    readonly pattern: string;
    readonly count: number;
  }[];
}

export interface LogChosen {
  readonly choosing: number;
  readonly entries: number;
  readonly counts: LogCounts;
  /** Null where nothing that is chosen has a time. */
  readonly bars: LogBars | null;
}

/** Entries in equal stretches of time, by severity. */
export interface LogBars {
  /** Milliseconds since 1970, and of one bar. */
  readonly start: number;
  readonly width: number;
  readonly bars: number;
  /** For each bar seven counts: unknown severity, debug, info, notice, warning, error, critical. */
  readonly counts: Uint32Array;
}

export interface LogFileRow {
  /** Its place in the file, from 0. */
  readonly entry: number;
  /** From 1. */
  readonly line: number;
  /** Milliseconds since 1970; null where none is written. */
  readonly at: number | null;
  /** As it is written. */
  readonly time: string;
  readonly host: string;
  readonly program: string;
  readonly category: string;
  readonly severity: string;
  /** Category and severity are not written, but are those that named has for this message. */
  readonly inferred: boolean;
  /** Further lines of it after line feeds; a very long one is cut. */
  readonly text: string;
  /** Of what happened to the clock since the entry before it in the file. */
  readonly mark: { readonly kind: 'gap' | 'back'; readonly milliseconds: number } | null;
}

export interface LogExplanation {
  /** Whether the message is one of those that are known. */
  readonly known: boolean;
  /** The message with its parts left out. */
  readonly pattern: string;
  readonly category: string;
  readonly severity: string;
  readonly means: string;
  /** Empty where nothing need be done. */
  readonly todo: string;
  readonly reference: string;
  readonly parts: readonly LogPart[];
}

export interface LogPart {
  readonly kind: string;
  readonly label: string;
  readonly value: string;
  /** Of a client or server its address; empty else. */
  readonly address: string;
  readonly note: string;
  /** Places in the message. */
  readonly start: number;
  readonly end: number;
}
