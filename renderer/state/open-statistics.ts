/** The viewers’ state of open files of statistics. It outlives its viewer: another file in front, and back, loses nothing. */
import type { OpenDocument } from './documents.svelte.ts';
import { StatisticsView } from './statistics.svelte.ts';

const views = new WeakMap<OpenDocument, StatisticsView>();
/** By place: a file of the lab that was written anew is another document, and is looked at as before. */
const ofLab = new Map<string, StatisticsView>();

/** The state of this file’s viewer; made, and the file read, where there is none yet. */
export function statisticsOf(document: OpenDocument): StatisticsView {
  const known = views.get(document);
  if (known) return known;
  const number = document.info?.document ?? 0;
  const place = document.lab && `${document.lab.terminal}:${document.lab.path}`;
  const before = place === null ? undefined : ofLab.get(place);
  const view = before ?? new StatisticsView({ ask: document.ask, document: number });
  views.set(document, view);
  if (place !== null) ofLab.set(place, view);
  void (before ? view.replace(number) : view.load());
  return view;
}
