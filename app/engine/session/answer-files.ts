/** A window's requests about files, each to what answers it. */
import type { FileCheck, FileSaved, FileState, FolderState } from '../../contract.ts';
import type { LabFiles } from './lab-files.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { CheckedRequest } from './requests.ts';

type FileRequest = Extract<CheckedRequest, { method: `files.${string}` }>;

export function answerFiles(
  files: LabFiles,
  request: FileRequest,
): FolderState | FileState | FileSaved | FileCheck | Refusal {
  const { terminal } = request.params;
  if (!files.has(terminal)) return refuse('not-found', 'The machine of this file is not in this lab.');
  switch (request.method) {
    case 'files.list':
      return files.list(request.params);
    case 'files.read':
      return files.read(request.params);
    case 'files.save':
      return files.save(request.params);
    case 'files.check':
      return files.check(request.params);
  }
}
