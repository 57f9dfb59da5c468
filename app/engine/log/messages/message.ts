import type { OpeningKind } from '../opening.ts';

/** The finest first. */
export const SEVERITIES = ['debug', 'info', 'notice', 'warning', 'error', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Messages that open alike and that named files alike. */
export interface MessageGroup {
  /** Default: `plain`. */
  readonly opening?: OpeningKind;
  readonly category: string;
  /** The severity that named gives them. */
  readonly severity: Severity;
  /** Where it is written down. */
  readonly reference: string;
  /**
   * The pattern after the opening; what it means; what to do, where there is something to do; and for what differs from
   * its group its severity, or its category and severity.
   */
  readonly messages: readonly (readonly [template: string, means: string, todo?: string, as?: string])[];
}
