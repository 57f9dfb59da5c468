/** The labs of the course, and how far the student came in the one that is open. */

export interface LabSummary {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly minutes: number;
  readonly level: string;
  readonly summary: string;
  readonly state: 'new' | 'begun' | 'done' | 'broken' | 'coming';
  /** For a broken lab: file, line and what is wrong; for one that is coming: what it waits for. */
  readonly problem: string | null;
}

export type LabOffered =
  | { readonly kind: 'part' }
  /** In sentences; of a lab with mistakes file, line and what is wrong. */
  | { readonly kind: 'refused'; readonly why: string }
  | {
      readonly kind: 'offered';
      readonly id: string;
      readonly number: number;
      readonly title: string;
      readonly minutes: number;
      readonly level: string;
      readonly summary: string;
      readonly steps: number;
      /** A lab of this name was added before: this one takes its place. */
      readonly again: boolean;
    };

export type LabAdded =
  { readonly kind: 'added'; readonly lab: string } | { readonly kind: 'refused'; readonly why: string };

export interface LabState {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly minutes: number;
  readonly goals: readonly string[];
  readonly steps: readonly LabStepState[];
  /** Index of the step that is shown, and of the furthest one reached. */
  readonly shown: number;
  readonly reached: number;
  readonly done: boolean;
  /** 3 less one for each hint and each solution looked at in a step, never below 0; summed. */
  readonly stars: number;
  readonly starsPossible: number;
  /** Null where the lab has no secret. */
  readonly report: ReportState | null;
  /** The name whose worksheet the lab is about. */
  readonly worksheet: { readonly name: string; readonly client: string } | null;
  readonly graphs: readonly { readonly title: string; readonly of: 'astray' | 'load' }[];
}

/** How an answer is given and compared. */
export type AnswerForm =
  | 'choice'
  | 'number'
  | 'count'
  | 'ttl'
  | 'rcode'
  | 'flags'
  | 'name'
  | 'names'
  | 'server'
  | 'servers'
  | 'address'
  | 'text';

export interface QuestionState {
  readonly question: string;
  readonly form: AnswerForm;
  /** Empty where the answer is written. */
  readonly choices: readonly string[];
  /** The right answer that was given; null before. */
  readonly value: string | null;
  readonly wrong: readonly string[];
}

export interface ReportState {
  /** The word by which a class has this secret together; null where it is the student's own. */
  readonly word: string | null;
  /** So many lines it has. */
  readonly count: number;
  /** What may be chosen from; no cures: none is asked for. */
  readonly servers: readonly string[];
  readonly kinds: readonly ReportChoice[];
  readonly cures: readonly ReportChoice[];
  /** What was right of the report that was handed in last, line by line; empty before. */
  readonly grades: readonly ReportGrade[];
  /** That report, by whomever: a student, or the solution that was shown. */
  readonly findings: readonly ReportFinding[];
}

export interface ReportChoice {
  readonly id: string;
  readonly title: string;
}

export interface ReportGrade {
  readonly server: boolean;
  readonly kind: boolean;
  readonly evidence: boolean;
  readonly cure: boolean;
  /** What to look at again, in a sentence or two; empty when all of it is right. */
  readonly word: string;
}

export interface ReportFinding {
  readonly server: string;
  readonly kind: string;
  /** A packet's number, or a cache entry's. */
  readonly evidence: { readonly of: 'packet' | 'cache' | 'log'; readonly id: number };
  readonly cure: string;
}

/** Who works at this machine, each with progress of their own. */
export interface StudentsState {
  readonly current: string;
  readonly names: readonly string[];
}

export interface LabStepState {
  readonly id: string;
  readonly title: string;
  /** Markdown, safe: no HTML. Commands in ``` ```run ``` blocks can be clicked into the terminal. */
  readonly text: string;
  readonly predictions: readonly PredictionState[];
  readonly checks: readonly {
    readonly id: string;
    readonly title: string;
    readonly holds: boolean;
    readonly detail: string;
    /** Present where the check is a question that is answered in the guide. */
    readonly question: QuestionState | null;
  }[];
  readonly hintsShown: readonly string[];
  readonly hintsLeft: number;
  readonly solutionShown: boolean;
  /** The commands of the solution; empty until it is shown. */
  readonly solution: readonly string[];
  /** Whether the report of a secret lab is asked for here. */
  readonly reports: boolean;
  /** What is left of three. */
  readonly stars: number;
  readonly done: boolean;
  /** Shown when the step is done: what it meant. */
  readonly closing: string;
}

export interface PredictionState {
  readonly id: string;
  readonly question: string;
  readonly form: AnswerForm;
  /** Empty: a free text or number is asked. */
  readonly choices: readonly string[];
  /** The student's, null before. A prediction cannot be changed once made. */
  readonly value: string | null;
  /** Known once the evidence is there. */
  readonly outcome: 'open' | 'right' | 'wrong';
  readonly truth: string | null;
}
