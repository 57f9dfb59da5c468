/** What a fetch is begun with. */
import type { Name } from '../protocol/name.ts';
import type { Fetch } from './fetch.ts';
import type { QuestionAccount } from './question.ts';

export interface FetchRequest {
  /** What the resolver knows this fetch by. */
  readonly key: string;
  readonly name: Name;
  readonly type: number;
  readonly account: QuestionAccount;
  /** How many fetches wait for this one, one behind the other. */
  readonly depth: number;
  /** The fetch that lacks this address; null for what a client asked. */
  readonly parent: Fetch | null;
  /** Begin above this zone, whatever the cache knows of it: its parent's glue is wanted. Null: as deep as can be. */
  readonly above: Name | null;
  /** It asks the root servers of the hints who they are. */
  readonly priming?: boolean;
}
