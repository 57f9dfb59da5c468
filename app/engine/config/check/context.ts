/** What every check has at hand: the configuration, the files around it, and how to say what is wrong. */
import { isNameProblem, Name } from '../../protocol/name.ts';
import { clauseOf, mapOf, type MapValue, type Value } from '../language/value.ts';
import type { ConfigDiagnostic, ConfigPlace } from '../syntax.ts';

export interface Surroundings {
  readonly fileName: string;
  /** Whether plugins are tried. */
  readonly plugins: boolean;
  /** What stands at a path; null: nothing. Without this, no directory is looked for. */
  readonly fileKind?: (path: string) => 'file' | 'directory' | null;
}

interface Placed {
  readonly place: ConfigPlace;
}

const MAX_DIAGNOSTICS = 10_000;

export class CheckContext {
  readonly diagnostics: ConfigDiagnostic[] = [];
  errors = 0;
  readonly top: MapValue;
  readonly options: MapValue | null;
  readonly around: Surroundings;

  constructor(top: MapValue, around: Surroundings) {
    this.top = top;
    this.options = mapOf(clauseOf(top, 'options'));
    this.around = around;
  }

  error(at: Placed, message: string): void {
    this.errors++;
    this.#tell(at.place, message, 'error');
  }

  warn(at: Placed, message: string): void {
    this.#tell(at.place, message, 'warning');
  }

  /** Whether `check` found nothing. */
  holds(check: () => void): boolean {
    const before = this.errors;
    check();
    return this.errors === before;
  }

  /** The first of these blocks' clause of this name. */
  inherited(
    word: string,
    first: MapValue | null,
    second: MapValue | null = null,
    third: MapValue | null = null,
  ): Value | undefined {
    return clauseOf(first, word) ?? clauseOf(second, word) ?? clauseOf(third, word);
  }

  #tell(place: ConfigPlace, message: string, severity: ConfigDiagnostic['severity']): void {
    if (this.diagnostics.length >= MAX_DIAGNOSTICS) return;
    const { file, line, column } = place;
    this.diagnostics.push({ file, line, column, severity, message });
  }
}

/** A name as it is written; null when it is none. */
export function nameOf(text: string): Name | null {
  const name = Name.parse(text);
  return isNameProblem(name) ? null : name;
}

/** `named.conf:3`, of an earlier definition. */
export function previously({ place }: Placed): string {
  return `${place.file}:${place.line}`;
}
