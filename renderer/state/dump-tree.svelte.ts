/** The name space of a dump as rows of a tree: what lies below a name is asked for when it is opened. */
import type { DumpBranch } from '../../app/reader-contract.ts';
import type { DumpView } from './dump.svelte.ts';

export interface TreeRow {
  readonly branch: DumpBranch;
  /** From 1. */
  readonly level: number;
  readonly isOpen: boolean;
  readonly hasMore: boolean;
  /** So many branches more are not here. */
  readonly left: number;
}

interface Below {
  readonly branches: readonly DumpBranch[];
  readonly more: number;
}

export class DumpTreeView {
  readonly #view: DumpView;
  #below = $state.raw<ReadonlyMap<string, Below>>(new Map());
  #open = $state.raw<ReadonlySet<string>>(new Set());
  readonly rows = $derived(this.#rowsBelow('.', 1));
  #selection = -1;

  constructor(view: DumpView) {
    this.#view = view;
  }

  /** Begins anew with the selection that there is now; what was open stays open. */
  async restart(): Promise<void> {
    const number = this.#view.selection?.selection ?? -1;
    if (number === this.#selection) return;
    this.#selection = number;
    const below = new Map<string, Below>();
    for (const name of ['.', ...this.#open]) {
      const found = await this.#ask(name, number);
      if (this.#selection !== number) return;
      if (found) below.set(name, found);
    }
    this.#below = below;
  }

  async turn({ branch, hasMore }: TreeRow, open: boolean): Promise<void> {
    const { name } = branch;
    if (!open) {
      this.#open = new Set([...this.#open].filter((other) => other !== name));
      return;
    }
    if (!hasMore) return;
    const found = this.#below.get(name) ?? (await this.#ask(name, this.#selection));
    if (!found) return;
    this.#below = new Map([...this.#below, [name, found]]);
    this.#open = new Set([...this.#open, name]);
  }

  /** Null where another selection has taken the place of this one. */
  async #ask(above: string, selection: number): Promise<Below | null> {
    try {
      return await this.#view.ask('dump.tree', { selection, above });
    } catch {
      return null;
    }
  }

  #rowsBelow(above: string, level: number): TreeRow[] {
    const below = this.#below.get(above);
    if (!below) return [];
    return below.branches.flatMap((branch, i) => {
      const isOpen = this.#open.has(branch.name);
      const left = i === below.branches.length - 1 ? below.more : 0;
      const row = { branch, level, isOpen, hasMore: branch.entries > branch.own, left };
      return isOpen ? [row, ...this.#rowsBelow(branch.name, level + 1)] : [row];
    });
  }
}
