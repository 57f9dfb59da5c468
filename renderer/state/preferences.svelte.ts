/** What the window remembers of its user: theme and layout. Never anything about a lab. */

export type Theme = 'system' | 'light' | 'dark';
export type StageTab = 'cache' | 'packets' | 'files' | 'log' | 'map';
export type PaneName = 'guide' | StageTab | 'inspector' | 'terminal';
const STAGE_TABS: readonly StageTab[] = ['cache', 'packets', 'files', 'log', 'map'];
/** What the cache pane shows: what it knows of names, or of servers. */
export type CacheShows = 'records' | 'servers';

interface Kept {
  readonly theme: Theme;
  readonly stage: StageTab;
  readonly cacheShows: CacheShows;
  readonly sideBySide: boolean;
  readonly guideOpen: boolean;
  readonly inspectorOpen: boolean;
  readonly terminalOpen: boolean;
  readonly absoluteTime: boolean;
  readonly screenReader: boolean;
}

const STANDARD: Kept = {
  theme: 'system',
  stage: 'cache',
  cacheShows: 'records',
  sideBySide: true,
  guideOpen: true,
  inspectorOpen: true,
  terminalOpen: true,
  absoluteTime: false,
  screenReader: false,
};
const KEY = 'rootwalk.window';

export class Preferences {
  #kept = $state.raw<Kept>(STANDARD);
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'> | null;
  /** Presenting: this pane alone, large. Not remembered. */
  presenting = $state<PaneName | null>(null);

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'> | null) {
    this.#storage = storage;
    this.#kept = read(storage);
  }

  get theme(): Theme {
    return this.#kept.theme;
  }
  get stage(): StageTab {
    return this.#kept.stage;
  }
  get cacheShows(): CacheShows {
    return this.#kept.cacheShows;
  }
  get sideBySide(): boolean {
    return this.#kept.sideBySide;
  }
  get guideOpen(): boolean {
    return this.#kept.guideOpen;
  }
  get inspectorOpen(): boolean {
    return this.#kept.inspectorOpen;
  }
  get terminalOpen(): boolean {
    return this.#kept.terminalOpen;
  }
  get absoluteTime(): boolean {
    return this.#kept.absoluteTime;
  }
  get screenReader(): boolean {
    return this.#kept.screenReader;
  }

  set(change: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...change };
    try {
      this.#storage?.setItem(KEY, JSON.stringify(this.#kept));
    } catch {
      // A full or forbidden storage costs the memory of the layout, nothing else.
    }
  }
}

/** What was kept, field by field: what does not fit is as if it were not there. */
function read(storage: Pick<Storage, 'getItem'> | null): Kept {
  let found: unknown;
  try {
    found = JSON.parse(storage?.getItem(KEY) ?? 'null');
  } catch {
    return STANDARD;
  }
  if (typeof found !== 'object' || found === null) return STANDARD;
  const kept: Record<string, unknown> = { ...found };
  const flag = (key: keyof Kept & string): boolean => {
    const value = kept[key];
    return typeof value === 'boolean' ? value : STANDARD[key] === true;
  };
  return {
    theme: kept['theme'] === 'light' || kept['theme'] === 'dark' ? kept['theme'] : 'system',
    stage: STAGE_TABS.find((tab) => tab === kept['stage']) ?? 'cache',
    cacheShows: kept['cacheShows'] === 'servers' ? 'servers' : 'records',
    sideBySide: flag('sideBySide'),
    guideOpen: flag('guideOpen'),
    inspectorOpen: flag('inspectorOpen'),
    terminalOpen: flag('terminalOpen'),
    absoluteTime: flag('absoluteTime'),
    screenReader: flag('screenReader'),
  };
}
