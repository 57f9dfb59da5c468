import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder: the nearest one above this code whose package.json is Rootwalk's; null outside of any. */
export function homeFolder(): string | null {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (manifestOf(folder)?.['name'] === 'rootwalk') return folder;
    if (folder === dirname(folder)) return null;
  }
}

export function manifestOf(folder: string): Readonly<Record<string, unknown>> | null {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return null;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
