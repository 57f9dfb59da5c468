import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ContentSource } from '../engine/course/content.ts';

/** The course's content in a folder of the disk (or of the packaged app). Read only, and nothing outside it. */
export function contentFolder(root: string): ContentSource {
  return {
    read(path) {
      const file = inside(root, path);
      if (file === null) return null;
      try {
        return readFileSync(file, 'utf8');
      } catch {
        return null;
      }
    },
    list(folder) {
      const path = folder === '' ? root : inside(root, folder);
      if (path === null) return [];
      try {
        return readdirSync(path).filter((name) => !name.startsWith('.'));
      } catch {
        return [];
      }
    },
  };
}

function inside(root: string, path: string): string | null {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return null;
  return /[\\\0:]/.test(path) ? null : join(root, ...parts);
}
