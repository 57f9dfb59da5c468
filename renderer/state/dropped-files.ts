/** What was dropped on the window or chosen in the system's dialog, with what lies in folders. */
import type { FolderFile } from '../../app/reader-contract.ts';

export type Dropped =
  | { readonly kind: 'file'; readonly name: string; readonly content: Blob }
  | {
      readonly kind: 'folder';
      readonly name: string;
      readonly files: readonly FolderFile[];
      /** There were more files than that. */
      readonly cut: boolean;
    };

/** Files of one folder; somebody may drop a whole home. */
const MOST_FILES = 20_000;

/** Must be called while the drop is being heard: afterwards the browser takes the list away. */
export function droppedOn(transfer: DataTransfer): Promise<Dropped[]> {
  const entries = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  return Promise.all(entries.flatMap((entry) => (entry === null ? [] : [contentOf(entry)])));
}

/** Chosen files; those of a chosen folder carry the path below it. */
export function chosenFiles(files: Iterable<File>): Dropped[] {
  const folders = new Map<string, FolderFile[]>();
  const chosen: Dropped[] = [];
  for (const file of files) {
    const [folder = '', ...rest] = file.webkitRelativePath.split('/');
    if (rest.length === 0) {
      chosen.push({ kind: 'file', name: file.name, content: file });
      continue;
    }
    const inside = folders.get(folder) ?? [];
    inside.push({ path: rest.join('/'), content: file });
    folders.set(folder, inside);
  }
  for (const [name, inside] of folders)
    chosen.push({
      kind: 'folder',
      name,
      files: inside.slice(0, MOST_FILES),
      cut: inside.length > MOST_FILES,
    });
  return chosen;
}

async function contentOf(entry: FileSystemEntry | File): Promise<Dropped> {
  if (entry instanceof File) return { kind: 'file', name: entry.name, content: entry };
  if (entry.isFile)
    return { kind: 'file', name: entry.name, content: await fileOf(entry as FileSystemFileEntry) };
  const files: FolderFile[] = [];
  const walk = async (folder: FileSystemDirectoryEntry, below: string): Promise<void> => {
    for (const inside of await entriesOf(folder)) {
      if (files.length >= MOST_FILES) return;
      const path = `${below}${inside.name}`;
      if (inside.isDirectory) await walk(inside as FileSystemDirectoryEntry, `${path}/`);
      else files.push({ path, content: await fileOf(inside as FileSystemFileEntry) });
    }
  };
  await walk(entry as FileSystemDirectoryEntry, '');
  return { kind: 'folder', name: entry.name, files, cut: files.length >= MOST_FILES };
}

/** A file that may not be read is there with nothing in it: the rest of the folder counts. */
function fileOf(entry: FileSystemFileEntry): Promise<Blob> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(new Blob([]))));
}

/** The browser hands a folder out in parts, the last of which is empty. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (part.length === 0) return all;
    all.push(...part);
  }
}
