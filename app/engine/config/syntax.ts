/** Places in configuration files, and what there is to say of them. */

export interface ConfigDiagnostic {
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** With an error the configuration is not used. */
  readonly severity: 'error' | 'warning';
  /** In named-checkconf's words, without file and line. */
  readonly message: string;
}

/** Where something stands. */
export interface ConfigPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** @example configLine({ file: 'named.conf', line: 3, message: "unknown option 'foo'", … }) === "named.conf:3: unknown option 'foo'" */
export function configLine({ file, line, message }: ConfigDiagnostic): string {
  return `${file}:${line}: ${message}`;
}
