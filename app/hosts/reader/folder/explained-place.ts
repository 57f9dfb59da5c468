/** What is told of a place in a named.conf or a zone file of the person's own computer, and where a word there leads. */
import type { TextTarget, TextTip } from '../../../reader-contract.ts';
import { definitionAt } from '../../../engine/config/editor/definition.ts';
import type { ConfigFiles } from '../../../engine/config/editor/definitions.ts';
import { hoverAt } from '../../../engine/config/editor/hover.ts';
import { withFiles } from '../../../engine/tools/shared/gathered-files.ts';
import { includedAt } from '../../../engine/zone/editor/include.ts';
import { zoneHoverAt } from '../../../engine/zone/editor/hover.ts';
import type { OpenDocument } from '../reader.ts';
import { zoneOriginOf, type Lying } from './check.ts';

/** `offset` counts characters of the text. `now`: milliseconds since 1970. */
export interface Place {
  readonly offset: number;
  readonly origin: string | null;
  readonly now: number;
}

/** Null where there is nothing to tell. */
export async function tipAt(
  { info, content }: OpenDocument,
  lying: Lying,
  { offset, origin, now }: Place,
): Promise<TextTip | null> {
  const text = await content.text();
  if (info.kind === 'named.conf') return among(text, lying, (files) => hoverAt(files, offset));
  if (info.kind !== 'zone') return null;
  const { name } = await zoneOriginOf(text, lying, origin);
  return zoneHoverAt(text, offset, { origin: name, now });
}

/** Null where the word names nothing that is here. */
export async function targetAt(
  { info, content }: OpenDocument,
  lying: Lying,
  offset: number,
): Promise<TextTarget | null> {
  const text = await content.text();
  if (info.kind === 'named.conf') return among(text, lying, (files) => definitionAt(files, offset));
  const included = info.kind === 'zone' ? includedAt(text, offset) : null;
  const path = included === null ? null : lying.files.placeOf(included);
  return path === null ? null : { path, line: 1 };
}

/** Asks something of a configuration whose files lie around the text. */
function among<T>(text: string, { files, path }: Lying, ask: (files: ConfigFiles) => T): Promise<T> {
  return withFiles(files.tools(), (textOf) =>
    ask({
      path,
      text,
      main: files.main() ?? path,
      readText: (file) => (file === path ? text : files.blob(file) === null ? null : textOf(file)),
      // A server's path, as the file is called in the folder.
      resolve: (folder, file) => {
        const whole = file.startsWith('/') ? file : `${folder}/${file}`;
        return files.placeOf(whole) ?? whole;
      },
    }),
  );
}
