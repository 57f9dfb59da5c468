import { lstatSync, readFileSync, readdirSync } from 'node:fs';
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

/** No text of a lab is longer. */
const MAX_OCTETS = 4 * 1024 * 1024;

/**
 * The same for a folder from anywhere: links are not followed, and what is no plain file, or a very large one, is not
 * there. A link could lead to any file of this computer, a pipe never ends.
 */
export function strangeFolder(root: string): ContentSource {
  const content = contentFolder(root);
  return {
    read: (path) => (isPlain(root, path, 'file') ? content.read(path) : null),
    list: (folder) => (folder === '' || isPlain(root, folder, 'folder') ? content.list(folder) : []),
  };
}

/** Whether it is such a thing, and no folder on the way to it is a link. */
function isPlain(root: string, path: string, kind: 'file' | 'folder'): boolean {
  const parts = path.split('/');
  try {
    return parts.every((_, index) => {
      const file = inside(root, parts.slice(0, index + 1).join('/'));
      if (file === null) return false;
      const stat = lstatSync(file);
      const isFile = kind === 'file' && index === parts.length - 1;
      return isFile ? stat.isFile() && stat.size <= MAX_OCTETS : stat.isDirectory();
    });
  } catch {
    return false;
  }
}

function inside(root: string, path: string): string | null {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return null;
  return /[\\\0:]/.test(path) ? null : join(root, ...parts);
}
