/** A part's heading: its words between two empty comments. */
export function heading(text: string): string {
  return `;\n; ${text}\n;\n`;
}

/** BIND: the one heading without an empty comment behind it. */
export function sharedHeading(view: string, cacheName: string): string {
  return `;\n; Cache of view '${view}' is shared as '${cacheName}'\n`;
}
