/**
 * `rootwalk labs preview PATH`: opens a lab in the browser, and reads it anew whenever one of its files is saved. What is
 * wrong with it is told in the window and here. Progress is kept nowhere.
 */
import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLab } from '../../../engine/course/lab-folder.ts';
import { diagnosticLines } from '../../../engine/course/yaml-file.ts';
import { runWebHost } from '../../web/main.ts';
import { homeFolder } from '../home.ts';
import { contentOf, labPlace, type LabPlace } from './lab-place.ts';

/** Editors save in several steps; after so many milliseconds of quiet the lab is read. */
const QUIET_MS = 150;

export async function previewLab(words: readonly string[]): Promise<number> {
  const read = readWords(words);
  if (read === null) {
    process.stderr.write('usage: rootwalk labs preview PATH [--port N] [--no-open]\n');
    return 2;
  }
  const place = labPlace(read.path);
  if (typeof place === 'string') {
    process.stderr.write(`rootwalk labs preview: ${place}\n`);
    return 1;
  }
  const content = contentOf(place);
  tell(place);
  const data = mkdtempSync(join(tmpdir(), 'rootwalk-preview-'));
  try {
    return await runWebHost({
      home: homeFolder() ?? '.',
      port: read.port,
      gatewayPort: null,
      open: read.open,
      preview: { content, data, lab: place.id, onChange: (reload) => watchLab(place, reload) },
    });
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

function readWords(
  words: readonly string[],
): { readonly path: string; readonly port: number | null; readonly open: boolean } | null {
  let [path, port, open]: [string | null, number | null, boolean] = [null, null, true];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--no-open') open = false;
    else if (word === '--port') {
      const text = words[++i] ?? '';
      if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) return null;
      port = Number(text);
    } else if (word.startsWith('-') || path !== null) return null;
    else path = word;
  }
  return path === null ? null : { path, port, open };
}

/** Gives what ends it. */
function watchLab(place: LabPlace, reload: () => void): () => void {
  if (place.folder === null) return () => undefined;
  let waiting: NodeJS.Timeout | null = null;
  const watcher = watch(place.folder, { recursive: true }, () => {
    if (waiting) clearTimeout(waiting);
    waiting = setTimeout(() => {
      tell(place);
      reload();
    }, QUIET_MS);
  });
  return () => {
    if (waiting) clearTimeout(waiting);
    watcher.close();
  };
}

function tell(place: LabPlace): void {
  const lab = readLab(contentOf(place), place.id);
  const words = lab.ok
    ? `read, ${lab.lab.steps.length} step${lab.lab.steps.length === 1 ? '' : 's'}`
    : lab.diagnostics.map(diagnosticLines).join('\n');
  process.stdout.write(`${place.id}: ${words}\n`);
}
