/** Entries of a dump as a file's content, put together by the page's own means: it need not be in memory. */
import { readEntry } from '../../../engine/dump/read/dump-entry.ts';
import { csvLine, CSV_HEAD, jsonValue } from '../../../engine/dump/read/export.ts';
import type { Work } from '../reader.ts';
import { entriesText } from './blob-text.ts';
import type { OpenDump } from './open-dump.ts';
import { Turns } from './turns.ts';

const BATCH = 4096;

/** Tells entries as it goes. Throws `cancelled`. */
export async function exported(
  { index, content }: OpenDump,
  places: Uint32Array,
  form: 'csv' | 'json',
  { signal, progress }: Work,
): Promise<Blob> {
  const turns = new Turns(signal);
  const parts: (Blob | string)[] = [form === 'csv' ? CSV_HEAD : '['];
  for (let at = 0; at < places.length; at += BATCH) {
    const batch = places.subarray(at, at + BATCH);
    const text = await entriesText(index, content, batch);
    let piece = '';
    for (const [i, place] of batch.entries()) {
      const entry = readEntry(index, text, place);
      if (form === 'csv') piece += csvLine(entry);
      else piece += `${at + i === 0 ? '\n' : ',\n'}${JSON.stringify(jsonValue(entry))}`;
    }
    // A Blob's content lies with the browser, not with this program.
    parts.push(new Blob([piece]));
    await turns.next();
    progress(at + batch.length, places.length);
  }
  if (form === 'json') parts.push('\n]\n');
  return new Blob(parts, { type: form === 'csv' ? 'text/csv' : 'application/json' });
}
