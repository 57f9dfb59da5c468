/** A window's requests about files, each to what answers it. */
import type { Method, Result } from '../../contract.ts';
import type { LabFiles } from './lab-files.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { CheckedRequest } from './requests.ts';

type FileRequest = Extract<CheckedRequest, { method: `files.${string}` }>;
type FileAnswer = Result<Extract<Method, `files.${string}`>>;

export function answerFiles(files: LabFiles, request: FileRequest): FileAnswer | Refusal {
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
    case 'files.octets':
      return files.octets(request.params);
    case 'files.tree':
      return files.tree(request.params);
    case 'files.put':
      return files.put(request.params);
  }
}
