/** The folders that are open in the window. */
import type { DocumentInfo, FolderFile } from '../../../reader-contract.ts';
import { ReaderError } from '../reader-error.ts';
import { FolderFiles } from './folder-files.ts';

export class OpenFolders {
  readonly #folders = new Map<number, FolderFiles>();

  open(document: number, name: string, files: readonly FolderFile[]): DocumentInfo {
    const folder = new FolderFiles(files);
    this.#folders.set(document, folder);
    return { document, kind: 'folder', title: `Folder ${name}`, size: folder.size };
  }

  files(document: number): FolderFiles {
    const files = this.#folders.get(document);
    if (!files) throw new ReaderError('unknown-document', 'The folder is not open any more. Open it again.');
    return files;
  }

  close(document: number): void {
    this.#folders.delete(document);
  }
}
