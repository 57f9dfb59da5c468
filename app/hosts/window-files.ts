/**
 * The built window's files, for whoever serves them (the browser host over HTTP, Electron over app://).
 *
 * The folder is listed once; a path is served when it is on that list and not otherwise, so no path, however it is
 * written, can name anything else.
 */
import { readFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

export interface WindowFile {
  readonly body: Buffer;
  readonly type: string;
  /** Its name holds a hash of its content: it may be kept for good. */
  readonly immutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

export class WindowFiles {
  readonly #paths = new Map<string, string>();
  readonly #read = new Map<string, Promise<WindowFile>>();

  /** Throws where the folder or its index.html is missing: the window was never built. */
  constructor(folder: string) {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      this.#paths.set(file.slice(folder.length).replaceAll('\\', '/'), file);
    }
    const index = this.#paths.get('/index.html');
    if (index === undefined) throw new Error(`There is no built window in ${folder}.`);
    this.#paths.set('/', index);
  }

  /** The file at a URL path (as written, still percent-encoded), or null. */
  async get(path: string): Promise<WindowFile | null> {
    const file = this.#paths.get(path);
    if (file === undefined) return null;
    let reading = this.#read.get(path);
    if (!reading) {
      reading = load(file, path);
      this.#read.set(path, reading);
      reading.catch(() => this.#read.delete(path));
    }
    return reading;
  }
}

async function load(file: string, path: string): Promise<WindowFile> {
  return {
    body: await readFile(file),
    type: TYPES[extname(file)] ?? 'application/octet-stream',
    immutable: path.startsWith('/assets/'),
  };
}

/**
 * What a page of ours may load: itself only. Inline styles are allowed because the terminal and the editor set
 * them; no inline script, no eval, no frame, no foreign host.
 */
export function contentPolicy(connect: readonly string[]): string {
  return [
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
