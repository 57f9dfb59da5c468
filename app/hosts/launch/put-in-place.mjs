/** Puts what was built where it runs, so that what stands there is whole at any moment, also when it is interrupted. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const HOUR_MS = 3_600_000;

/**
 * Each file is written beside its place and renamed into it, in the order given: what others load goes first, what
 * a person starts goes last. Where it stops half-way, the old entry files still find their old chunks.
 * @param {readonly { path: string, contents: string | Uint8Array, mode?: number }[]} files
 */
export function putFiles(files) {
  for (const { path, contents, mode } of files) {
    mkdirSync(dirname(path), { recursive: true });
    const beside = besideOf(path);
    writeFileSync(beside, contents, { mode: mode ?? 0o644 });
    renameSync(beside, path);
  }
}

/**
 * Has a folder built beside its place, and puts it there when it is whole.
 * @param {string} folder
 * @param {(fresh: string) => Promise<unknown>} make
 */
export async function putFolder(folder, make) {
  dropLeftOvers(folder);
  const fresh = besideOf(folder);
  const old = `${fresh}-old`;
  try {
    await make(fresh);
    if (existsSync(folder)) renameSync(folder, old);
    renameSync(fresh, folder);
  } finally {
    for (const path of [fresh, old]) rmSync(path, { recursive: true, force: true });
  }
}

/** @param {string} path */
function besideOf(path) {
  return join(dirname(path), `.${basename(path)}.new-${process.pid}`);
}

/**
 * What builds that were interrupted left; not what another build is making just now.
 * @param {string} folder
 */
function dropLeftOvers(folder) {
  if (!existsSync(dirname(folder))) return;
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(`.${basename(folder)}.new-`)) continue;
    const path = join(dirname(folder), name);
    const info = statSync(path, { throwIfNoEntry: false });
    if (info && Date.now() - info.mtimeMs > HOUR_MS) rmSync(path, { recursive: true, force: true });
  }
}
