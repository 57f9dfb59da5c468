/** Counters of a name server, from its own files. */

/** Statistics of a name server: named.stats, or what a statistics channel said. */
export interface StatisticsRequests {
  /** Reads the whole file, once. Progress in octets. */
  readStatistics: { params: { document: number }; result: StatisticsSummary };
  /** The counters of one time (of one zone, or of all but zones), beside those of an earlier one. */
  statisticsAt: {
    params: StatisticsPlace & {
      since: StatisticsPlace | null;
      zone: { readonly name: string; readonly view: string } | null;
    };
    result: StatisticsNow;
  };
  /** Zones whose name has `filter` in it, a page of them. */
  statisticsZones: {
    params: StatisticsPlace & {
      since: StatisticsPlace | null;
      filter: string;
      sort: 'name' | 'queries' | 'rate';
      first: number;
      count: number;
    };
    result: { readonly total: number; readonly zones: readonly StatisticsZone[] };
  };
  /** Counters at all times of the file. */
  statisticsSeries: {
    params: { document: number; counters: readonly CounterPlace[] };
    result: CounterSeries;
  };
}

/** One time of a file; `time` is its place in the summary's list. */
export interface StatisticsPlace {
  readonly document: number;
  readonly time: number;
}

export interface StatisticsSummary {
  readonly format: 'text' | 'xml' | 'json';
  readonly times: readonly StatisticsTime[];
  /** All groups of counters, in their order. */
  readonly groups: readonly StatisticsGroup[];
  /** The first thousand lines (or places) that were not understood. */
  readonly problems: readonly { readonly line: number; readonly column: number; readonly message: string }[];
  readonly problemsTotal: number;
}

/** Instants in milliseconds since 1970; null where the file does not tell. */
export interface StatisticsTime {
  readonly at: number | null;
  readonly bootAt: number | null;
  readonly configuredAt: number | null;
  readonly version: string | null;
  /** From 1: where it begins. */
  readonly line: number;
  /** Since the time before, the server was started anew: its counters began at 0. */
  readonly restarted: boolean;
  readonly hasZones: boolean;
}

export interface StatisticsGroup {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  /** The chapter of BIND's manual. */
  readonly manual: string;
}

export interface StatisticsNow {
  /** Null where nothing earlier was asked for. `seconds` is null where it cannot be told. */
  readonly span: { readonly seconds: number | null; readonly restarted: boolean } | null;
  readonly sections: readonly StatisticsSection[];
}

export interface StatisticsSection {
  readonly group: string;
  readonly title: string;
  /** The heading in the file, of a group that is not known; else empty. */
  readonly heading: string;
  readonly view: string | null;
  readonly cache: string | null;
  readonly part: string | null;
  readonly counters: readonly CounterRow[];
}

export interface CounterRow {
  /** As in a statistics channel: `QryNXDOMAIN`. */
  readonly name: string;
  /** As in named.stats. */
  readonly words: string;
  readonly value: number;
  /** At the earlier time; null where none was asked for. */
  readonly before: number | null;
  /** Null, as the kind and the help, where the counter is not known. */
  readonly unit: string | null;
  /** `count` only grows; `now` is as it stands; `peak` is the highest ever. */
  readonly kind: 'count' | 'now' | 'peak' | null;
  readonly help: string | null;
}

export interface StatisticsZone {
  readonly name: string;
  readonly view: string;
  readonly class: string | null;
  readonly type: string | null;
  readonly serial: number | null;
  /** As written: `2026-11-21T19:29:19Z`. */
  readonly loaded: string | null;
  readonly expires: string | null;
  readonly refresh: string | null;
  readonly queries: number;
  readonly success: number;
  readonly nxdomain: number;
  readonly nodata: number;
  readonly failed: number;
  /** Its queries at the earlier time; null where none was asked for. */
  readonly before: number | null;
}

export interface CounterPlace {
  readonly group: string;
  /** The section's heading. */
  readonly title: string;
  readonly view: string | null;
  readonly part: string | null;
  readonly name: string;
}

/** One place for each time of the file. */
export interface CounterSeries {
  readonly at: readonly (number | null)[];
  readonly restarted: readonly boolean[];
  /** One list for each counter that was asked for; null where nothing was counted. */
  readonly values: readonly (readonly (number | null)[])[];
}
