/** What is kept on disk of a lab that was begun. Fields that may be missing came later. */
export interface LabProgress {
  readonly reached: number;
  readonly done: boolean;
  readonly steps: readonly StepProgress[];
  /** Of a secret lab: what its faults follow from. */
  readonly seed?: string;
}

export interface StepProgress {
  readonly done: boolean;
  readonly hints: number;
  readonly solutionShown: boolean;
  readonly predictions: Readonly<Record<string, { readonly value: string; readonly truth: string | null }>>;
  /** By check: the right answer, null before it was given, and the wrong ones. */
  readonly answers?: Readonly<
    Record<string, { readonly value: string | null; readonly wrong: readonly string[] }>
  >;
  readonly wrongReports?: number;
  /** Time spent. */
  readonly seconds?: number;
}
