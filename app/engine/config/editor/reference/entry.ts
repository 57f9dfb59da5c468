/** What is told of a word of named.conf. Its form, and where it may stand, the language itself says. */
export interface ReferenceEntry {
  readonly about: string;
  /** What holds where nothing is said; empty where that is nothing, or depends. */
  readonly initially: string;
  /** The first release that has it; empty for what is older than anybody's server. */
  readonly since: string;
  /** The heading in chapter 8, “Configuration Reference”, of the BIND 9.18 Administrator Reference Manual. */
  readonly section: string;
}

/** By keyword; by `block/keyword` where a word means something else in that block. */
export type ReferenceEntries = Readonly<Record<string, ReferenceEntry>>;

export function section(
  title: string,
  entries: Readonly<Record<string, readonly [about: string, initially?: string, since?: string]>>,
): ReferenceEntries {
  return Object.fromEntries(
    Object.entries(entries).map(([word, [about, initially = '', since = '']]) => [
      word,
      { about, initially, since, section: title },
    ]),
  );
}
