/** The name space of a dump, branch by branch: what is below a name, and how many entries are in each branch. */
import type { DumpIndex } from './dump-index.ts';
import { isSeparator } from './name-pattern.ts';
import { octetText } from './words.ts';

export interface NameBranch {
  /** As the file first spells it. */
  readonly label: string;
  /** The branch's own name, with a dot at its end. */
  readonly name: string;
  /** Entries at the name itself. */
  own: number;
  /** Entries at the name and below it. */
  entries: number;
  /** Names with entries, the branch's own included. */
  names: number;
}

const DOT = 46;

/**
 * The branches right below a name, `.` for the root, by label. Of the entries given alone.
 *
 * @example branchesBelow(index, selectEntries(index), 'com.') // example, tiscali, …
 */
export function branchesBelow(index: DumpIndex, selected: Uint32Array, above: string): readonly NameBranch[] {
  const { entries, names } = index;
  const tail = above === '.' ? '' : above.toLowerCase();
  const branches = new Map<string, NameBranch>();
  let lastOwner = -1;
  let branch: NameBranch | null = null;
  let isOwn = false;
  for (const entry of selected) {
    const owner = entries.owner[entry] as number;
    if (owner !== lastOwner) {
      lastOwner = owner;
      const [from, to] = [names.startOf(owner), names.end[owner] as number];
      const label = labelBelow(names.octets, from, to, tail);
      branch =
        label === null ? null : branchOf(branches, octetText(names.octets, label.from, label.to), above);
      isOwn = label?.from === from;
      if (branch !== null) branch.names++;
    }
    if (branch === null) continue;
    branch.entries++;
    if (isOwn) branch.own++;
  }
  return [...branches.values()].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

function branchOf(branches: Map<string, NameBranch>, label: string, above: string): NameBranch {
  const key = label.toLowerCase();
  let branch = branches.get(key);
  if (branch === undefined) {
    branch = { label, name: above === '.' ? `${label}.` : `${label}.${above}`, own: 0, entries: 0, names: 0 };
    branches.set(key, branch);
  }
  return branch;
}

/** Where the label right before the tail stands; null for a name that is not below it. */
function labelBelow(
  octets: Uint8Array,
  from: number,
  to: number,
  tail: string,
): { readonly from: number; readonly to: number } | null {
  const end = to - tail.length;
  if (end - from < 2 || octets[end - 1] !== DOT) return null;
  for (let i = 0; i < tail.length; i++) {
    const octet = octets[end + i] as number;
    if ((octet >= 65 && octet <= 90 ? octet + 32 : octet) !== tail.charCodeAt(i)) return null;
  }
  let start = end - 1;
  while (start > from && !isSeparator(octets, start - 1, from)) start--;
  return { from: start, to: end - 1 };
}
