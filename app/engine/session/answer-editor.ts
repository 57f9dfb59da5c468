/**
 * What an editor asks of a text that is not saved yet: tips, what may be typed, where names are made, an outline, the
 * text set in one way, the next serial, and what the configuration makes of a client's question.
 */
import type { EditorPlace, EditorTarget, EditorTip, Method, NextSerial, Result } from '../../contract.ts';
import { completeAt, type FilesToComplete } from '../config/editor/complete.ts';
import { definitionAt } from '../config/editor/definition.ts';
import { formatConfiguration } from '../config/editor/format.ts';
import { hoverAt } from '../config/editor/hover.ts';
import { outlineOf } from '../config/editor/outline.ts';
import type { LabClock } from '../network/clock.ts';
import type { Network } from '../network/network.ts';
import { absolutePath } from '../shell/paths.ts';
import { isDiskProblem, type Disk } from '../shell/files.ts';
import { includedAt } from '../zone/editor/include.ts';
import { formOf, nextSerial, serialOf } from '../zone/editor/serial.ts';
import { zoneHoverAt } from '../zone/editor/hover.ts';
import { WordOffsets } from '../zone/editor/zone-text.ts';
import { NAMED_CONF } from './bind-files.ts';
import { zoneOf } from './check-file.ts';
import { diskFiles } from './disk-files.ts';
import { languageOf } from './file-language.ts';
import type { LabFiles } from './lab-files.ts';
import { refuse, type Refusal } from './refusal.ts';
import type { CheckedRequest } from './requests.ts';
import { whatApplies } from './what-applies.ts';

type EditorRequest = Extract<CheckedRequest, { method: `editor.${string}` }>;
type EditorAnswer = Result<Extract<Method, `editor.${string}`>>;

/** The lab that the file's machine is in. */
interface Around {
  readonly files: LabFiles;
  readonly clock: LabClock;
  readonly network: Network;
}

export function answerEditor(
  { files, clock, network }: Around,
  request: EditorRequest,
): EditorAnswer | Refusal {
  const { params } = request;
  const seat = files.seatOf(params.terminal);
  if (seat === null) return refuse('not-found', 'The machine of this file is not in this lab.');
  const { disk, hostName } = seat;
  const language = languageOf(params.path);
  switch (request.method) {
    case 'editor.tip':
      return tip(disk, request.params, clock.now());
    case 'editor.complete':
      return language === 'named.conf' ? completeAt(around(disk, params), request.params.offset) : null;
    case 'editor.definition':
      return language === 'named.conf'
        ? definitionAt(around(disk, params), request.params.offset)
        : zoneTarget(disk, request.params);
    case 'editor.outline':
      return language === 'named.conf' ? outlineOf(params.text) : [];
    case 'editor.format':
      return language === 'named.conf'
        ? formatConfiguration(params.text)
        : { problem: 'only files of named.conf are set anew', line: 1 };
    case 'editor.serial':
      return language === 'zone' ? serial(params.text, clock.now()) : null;
    case 'editor.applies': {
      const addresses = network.hostNamed(hostName)?.addresses ?? [];
      return whatApplies({ disk, hostName, addresses }, request.params);
    }
  }
}

/** The files of a disk around a text of it. */
function around(
  disk: Disk,
  { path, text }: { readonly path: string; readonly text: string },
): FilesToComplete {
  const files = diskFiles(disk, 'root');
  return {
    path,
    text,
    main: NAMED_CONF,
    readText: (file) => files.readText(file),
    resolve: (folder, file) => files.resolve(folder, file),
    list: (folder) => {
      const names = disk.list(folder, 'root');
      if (isDiskProblem(names)) return [];
      return names.map((name) => ({ name, isFolder: files.isFolder(absolutePath(folder, name)) }));
    },
  };
}

function tip(disk: Disk, place: EditorPlace, now: number): EditorTip | null {
  const { path, text, offset } = place;
  switch (languageOf(path)) {
    case 'named.conf':
      return hoverAt(around(disk, place), offset);
    case 'zone':
      return zoneHoverAt(text, offset, { origin: zoneOf(disk, path)?.origin.toString() ?? null, now });
    case 'plain':
      return null;
  }
}

/** The file that `$INCLUDE` names. */
function zoneTarget(disk: Disk, { path, text, offset }: EditorPlace): EditorTarget | null {
  if (languageOf(path) !== 'zone') return null;
  const file = includedAt(text, offset);
  if (file === null) return null;
  const files = diskFiles(disk, 'root');
  const target = files.resolve(zoneOf(disk, path)?.folder ?? '/', file);
  return files.readText(target) === null ? null : { path: target, line: 1 };
}

function serial(text: string, now: number): NextSerial | null {
  const found = serialOf(text);
  if (found === null) return null;
  const form = formOf(found.serial);
  const next = nextSerial(found.serial, form, now);
  return { ...new WordOffsets(text).of(found.word), serial: found.serial, next, form };
}
