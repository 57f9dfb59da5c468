/** A part's heading: its words between two empty comments. */
export function heading(text: string): string {
  return `;\n; ${text}\n;\n`;
}
