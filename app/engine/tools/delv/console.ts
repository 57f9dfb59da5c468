/**
 * What delv says beside its answer: its log on standard error, a semicolon pair in front of each line, and the words
 * that end it.
 */
import type { ToolContext } from '../tool.ts';
import { USAGE } from './usage.ts';

/** A run that must end now, with its exit status. */
export interface Stop {
  readonly kind: 'stop';
  readonly exitCode: number;
}

export class Console {
  readonly context: ToolContext;

  constructor(context: ToolContext) {
    this.context = context;
  }

  out(text: string): void {
    this.context.out(text);
  }

  err(text: string): void {
    this.context.err(text);
  }

  log(text: string): void {
    this.err(`;; ${text}\n`);
  }

  warning(text: string): void {
    this.err(`delv: warning: ${text}\n`);
  }

  fatal(text: string): Stop {
    this.err(`delv: ${text}\n`);
    return { kind: 'stop', exitCode: 1 };
  }

  /** BIND: what is wrong once the words are read is logged, and the exit status stays 0. */
  giveUp(text: string): Stop {
    this.log(text);
    return { kind: 'stop', exitCode: 0 };
  }

  usage(): Stop {
    this.err(USAGE);
    return { kind: 'stop', exitCode: 1 };
  }

  invalid(option: string): Stop {
    this.err(`Invalid option: ${option}\n`);
    return this.usage();
  }
}
