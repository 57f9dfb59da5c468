/** Paths of lab machines: `/`, `.`, `..`, `~`. Pure text; links are the disk's affair. */

/** The names along a path, `.` and `..` taken out: `/etc/../home//student` → `home`, `student`. */
export function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') segments.pop();
    else segments.push(part);
  }
  return segments;
}

/** `path` seen from the working directory, without `.`, `..` and doubled slashes. */
export function absolutePath(workingDirectory: string, path: string): string {
  return `/${segmentsOf(path.startsWith('/') ? path : `${workingDirectory}/${path}`).join('/')}`;
}

export function parentOf(path: string): string {
  return `/${segmentsOf(path).slice(0, -1).join('/')}`;
}

/** As a prompt shows it: `~` for the home directory. */
export function shortPath(path: string, home: string): string {
  if (path === home) return '~';
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
