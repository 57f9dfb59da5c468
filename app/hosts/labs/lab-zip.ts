/**
 * A lab in a zip file, read safely: it is data from anywhere.
 *
 * Nothing is written; texts come into memory, under limits that are kept while it is unpacked, whatever its headers
 * say. Paths that lead out, links, and what is no text of a lab are refused, and the whole with them.
 */
import { strFromU8, Unzip, UnzipInflate } from 'fflate';

const MAX_ZIP = 4 * 1024 * 1024;
const MAX_FILES = 300;
const MAX_FILE = 1024 * 1024;
const MAX_ALL = 8 * 1024 * 1024;
const KINDS = /\.(yaml|yml|md|zone|root|conf|txt|json|db)$|(^|\/)(db\.[\w.-]+|named\.conf[\w.-]*|LICENSE)$/;
const PIECE = 64 * 1024;

type ZippedLab =
  | {
      readonly kind: 'lab';
      /** The lab's folder: `24-my-lab`. */
      readonly id: string;
      /** Paths that begin with the folder, and texts. */
      readonly files: ReadonlyMap<string, string>;
    }
  /** In a sentence. */
  | { readonly kind: 'refused'; readonly why: string };

class Refused extends Error {}

/** `name`: the zip's own name, for a lab that has no folder in it. Never throws. */
export function readLabZip(octets: Uint8Array, name: string): ZippedLab {
  try {
    if (octets.length > MAX_ZIP) throw new Refused('It is larger than 4 MiB.');
    return labOf(unpack(octets), name);
  } catch (error) {
    return {
      kind: 'refused',
      why: error instanceof Refused ? error.message : 'It cannot be read as a zip file.',
    };
  }
}

function unpack(octets: Uint8Array): Map<string, string> {
  const files = new Map<string, string>();
  let all = 0;
  let entries = 0;
  const unzip = new Unzip((file) => {
    if (++entries > MAX_FILES) throw new Refused(`It holds more than ${MAX_FILES} files.`);
    const path = file.name.replaceAll('\\', '/');
    if (path.endsWith('/') || isSystemFile(path)) return;
    const problem = pathProblem(path);
    if (problem !== null) throw new Refused(problem);
    const pieces: Uint8Array[] = [];
    let size = 0;
    file.ondata = (error, data, final) => {
      // What was thrown below comes back here as an error of the library's.
      if (error) throw error instanceof Refused ? error : new Refused('One of its files is damaged.');
      size += data.length;
      all += data.length;
      if (size > MAX_FILE) throw new Refused(`${path} is larger than 1 MiB.`);
      if (all > MAX_ALL) throw new Refused('Unpacked it is larger than 8 MiB.');
      pieces.push(data);
      if (final) files.set(path, textOf(pieces, path));
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  for (let at = 0; at < octets.length; at += PIECE)
    unzip.push(octets.subarray(at, at + PIECE), at + PIECE >= octets.length);
  return files;
}

function isSystemFile(path: string): boolean {
  return path.startsWith('__MACOSX/') || path.split('/').some((part) => part.startsWith('.') && part.length > 2);
}

function pathProblem(path: string): string | null {
  const parts = path.split('/');
  if (path.startsWith('/') || /[\0:]/.test(path) || parts.some((part) => part === '' || /^\.\.?$/.test(part)))
    return `${JSON.stringify(path.slice(0, 80))} is a path that leads out of the lab.`;
  if (path.length > 200 || parts.length > 6) return 'One of its paths is too long.';
  return KINDS.test(path) ? null : `${JSON.stringify(path)} is no file of a lab.`;
}

function textOf(pieces: readonly Uint8Array[], path: string): string {
  const whole = Buffer.concat(pieces);
  if (whole.includes(0)) throw new Refused(`${path} is no text.`);
  return strFromU8(whole);
}

/** The lab's folder at the top, or the files of one without a folder. */
function labOf(files: ReadonlyMap<string, string>, name: string): ZippedLab {
  const places = [...files.keys()].filter((path) => /(^|\/)lab\.yaml$/.test(path));
  const [place] = places;
  if (place === undefined || places.length > 1)
    throw new Refused(place === undefined ? 'There is no lab.yaml in it.' : 'There is more than one lab in it.');
  const parts = place.split('/').slice(0, -1);
  const prefix = parts.map((part) => `${part}/`).join('');
  const id = labId(parts.at(-1) ?? name.replace(/\.zip$/i, ''));
  const own = [...files].filter(([path]) => path.startsWith(prefix));
  return {
    kind: 'lab',
    id,
    files: new Map(own.map(([path, text]) => [`${id}/${path.slice(prefix.length)}`, text])),
  };
}

/** A name that is safe as a folder's, with two digits before it. */
function labId(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return /^\d\d-./.test(plain) ? plain : `99-${plain || 'lab'}`;
}
