/** What is told of a word of named.conf. Its form, and where it may stand, the language itself says. */
export interface ReferenceEntry {
  readonly about: string;
  /** What holds where nothing is said; empty where that is nothing, or depends. */
  readonly initially: string;
  /**
   * The first release that the release notes or the change log name with it (of a series’ development releases, the
   * series); empty for what is older than anybody’s server, and where they name none.
   */
  readonly since: string;
}

/** By keyword; by `block/keyword` where a word means something else in that block. */
export type ReferenceEntries = Readonly<Record<string, ReferenceEntry>>;

export function entries(
  words: Readonly<Record<string, readonly [about: string, initially?: string, since?: string]>>,
): ReferenceEntries {
  return Object.fromEntries(
    Object.entries(words).map(([word, [about, initially = '', since = '']]) => [
      word,
      { about, initially, since },
    ]),
  );
}
