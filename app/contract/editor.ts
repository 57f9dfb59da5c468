/** What the editor tells of a text while it is written. */

/** A text as it stands in the editor. */
export interface EditorText {
  readonly terminal: string;
  readonly path: string;
  readonly text: string;
}

export interface EditorPlace extends EditorText {
  /** Characters before it. */
  readonly offset: number;
}

export interface EditorTip {
  /** What it is about, from one offset to another. */
  readonly from: number;
  readonly to: number;
  readonly title: string;
  /** Its form, or its text; empty for none. */
  readonly form: string;
  readonly about: string;
  readonly facts: readonly { readonly label: string; readonly text: string }[];
}

export interface EditorCompletions {
  /** From where on the text is replaced. */
  readonly from: number;
  readonly options: readonly EditorCompletion[];
}

export interface EditorCompletion {
  readonly label: string;
  /** What is typed for it. */
  readonly insert: string;
  readonly kind: 'clause' | 'word' | 'name' | 'file' | 'folder';
  readonly detail: string;
  readonly about: string;
}

export interface EditorTarget {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

export interface OutlineItem {
  /** The keyword: `view`, `zone`, `acl`. */
  readonly kind: string;
  readonly name: string;
  readonly detail: string;
  /** From 1. */
  readonly line: number;
  /** 0: on the top level. */
  readonly level: number;
}

export type EditorFormatted =
  | { readonly text: string }
  /** Line from 1. */
  | { readonly problem: string; readonly line: number };

export interface NextSerial {
  /** Where the serial stands, from one offset to another. */
  readonly from: number;
  readonly to: number;
  readonly serial: number;
  readonly next: number;
  /** `date`: year, month, day and two digits; `plain`: a number that is counted up. */
  readonly form: 'date' | 'plain';
}

export interface AppliesAsked {
  /** An address. */
  readonly client: string;
  readonly name: string;
  /** A mnemonic. */
  readonly type: string;
  /** The name of the key that signs the question; null: none does. */
  readonly key: string | null;
}

export type AppliesTold =
  /** What was asked cannot be understood, or the configuration cannot be used. */
  | { readonly kind: 'problem'; readonly why: string }
  | {
      readonly kind: 'applies';
      readonly view: string | null;
      readonly outcome:
        'dropped' | 'refused' | 'not-authorised' | 'failure' | 'zone' | 'referral' | 'recursion';
      readonly summary: string;
      readonly steps: readonly AppliesStep[];
    };

export interface AppliesStep {
  readonly title: string;
  readonly verdict: 'yes' | 'no' | 'note';
  readonly text: string;
  /** Where the clause stands that decides; null where none is given. */
  readonly place: EditorTarget | null;
  /** A list's elements up to the one that decides. */
  readonly elements: readonly { readonly text: string; readonly matched: boolean }[];
}
