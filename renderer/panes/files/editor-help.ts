/** What helps in the text: tips under the pointer and by key, completion, the way to where a name is made. */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { Prec, StateEffect, StateField, type Extension } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap, showTooltip, type Tooltip } from '@codemirror/view';
import type { EditorCompletions, EditorTarget, EditorTip } from '../../../app/contract.ts';
import type { OpenFile } from '../../state/open-file.svelte.ts';

export interface HelpWiring {
  tip(file: OpenFile, offset: number): Promise<EditorTip | null>;
  /** Absent, as what follows, where the text cannot be changed. */
  complete?(file: OpenFile, offset: number): Promise<EditorCompletions | null>;
  definition(file: OpenFile, offset: number): Promise<EditorTarget | null>;
  /** The person has asked for this tip, not only pointed. */
  told(file: OpenFile, tip: EditorTip): void;
  /** Shows a file of the same machine. */
  open(file: OpenFile, target: EditorTarget): void;
  format?(file: OpenFile): void;
  raiseSerial?(file: OpenFile): void;
}

export function helpFor(file: OpenFile, wiring: HelpWiring): Extension {
  const here = ({ state }: EditorView): number => state.selection.main.head;
  return [
    hoverTooltip(async (_, at) => tooltipOf(await quiet(wiring.tip(file, at))), { hoverTime: 350 }),
    keyTip,
    file.language === 'named.conf' && wiring.complete !== undefined ? completion(file, wiring) : [],
    EditorView.domEventHandlers({
      blur: (_, view) => closeTip(view) && false,
      mousedown: (event, view) => {
        if (!(event.ctrlKey || event.metaKey) || event.button !== 0) return false;
        const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
        if (at === null) return false;
        void goTo(file, wiring, view, at);
        return true;
      },
    }),
    Prec.high(
      keymap.of([
        {
          key: 'F1',
          run: (view) => (void tipAt(file, wiring, view, here(view)), true),
          preventDefault: true,
        },
        { key: 'Escape', run: closeTip },
        { key: 'Mod-Enter', run: (view) => (void goTo(file, wiring, view, here(view)), true) },
        { key: 'Shift-Alt-f', run: () => (wiring.format?.(file), true), preventDefault: true },
        { key: 'Shift-Alt-s', run: () => (wiring.raiseSerial?.(file), true), preventDefault: true },
      ]),
    ),
  ];
}

/** A lost connection is told where it matters; no tip is no trouble. */
async function quiet<T>(asked: Promise<T | null>): Promise<T | null> {
  try {
    return await asked;
  } catch {
    return null;
  }
}

const setTip = StateEffect.define<Tooltip | null>();

/** The tip that was asked for by key; it goes with the next change, or when the cursor moves. */
const keyTip = StateField.define<Tooltip | null>({
  create: () => null,
  update(tip, { effects, docChanged, selection }) {
    for (const effect of effects) if (effect.is(setTip)) return effect.value;
    return docChanged || selection ? null : tip;
  },
  provide: (field) => showTooltip.from(field),
});

function closeTip(view: EditorView): boolean {
  if (view.state.field(keyTip) === null) return false;
  view.dispatch({ effects: setTip.of(null) });
  return true;
}

async function tipAt(file: OpenFile, wiring: HelpWiring, view: EditorView, at: number): Promise<void> {
  const found = await quiet(wiring.tip(file, at));
  if (found !== null) wiring.told(file, found);
  const tip = found ?? { from: at, to: at, title: '', form: '', about: NOTHING, facts: [] };
  view.dispatch({ effects: [setTip.of(tooltipOf(tip)), EditorView.announce.of(wordsOf(tip))] });
}

const NOTHING = 'Nothing is known of this place.';

function wordsOf({ title, about, facts }: EditorTip): string {
  return [title && `${title}.`, about, ...facts.map(({ label, text }) => `${label}: ${text}.`)].join(' ');
}

function tooltipOf(tip: EditorTip | null): (Tooltip & { readonly end: number }) | null {
  if (tip === null) return null;
  return { pos: tip.from, end: tip.to, above: true, create: () => ({ dom: drawn(tip) }) };
}

function drawn({ title, form, about, facts }: EditorTip): HTMLElement {
  const box = element('div', 'code-tip', '');
  if (title !== '') box.append(element('strong', '', title));
  if (about !== '') box.append(element('p', '', about.replaceAll('`', '')));
  if (form !== '') box.append(element('code', '', shortForm(form)));
  const list = element('dl', '', '');
  for (const { label, text } of facts) list.append(element('dt', '', label), element('dd', '', text));
  if (facts.length > 0) box.append(list);
  return box;
}

/** Some clauses have a form of half a page; the inspector has it whole. */
const LONGEST_FORM = 160;

function shortForm(form: string): string {
  return form.length <= LONGEST_FORM
    ? form
    : `${form.slice(0, LONGEST_FORM)} … (F1: all of it, in the inspector)`;
}

function element(tag: string, style: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  if (style !== '') made.className = style;
  made.textContent = text;
  return made;
}

function completion(file: OpenFile, wiring: HelpWiring): Extension {
  const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
    // Unasked only while a word is being typed.
    if (!context.explicit && context.matchBefore(/[\w"/.-]+/) === null) return null;
    const found = await quiet(wiring.complete?.(file, context.pos) ?? Promise.resolve(null));
    if (found === null) return null;
    return { from: found.from, options: found.options.map(optionOf), validFor: /^[\w.-]*$/ };
  };
  return autocompletion({ override: [source], icons: false, maxRenderedOptions: 60 });
}

function optionOf({ label, insert, detail, about }: EditorCompletions['options'][number]): Completion {
  return {
    label,
    apply: insert,
    detail,
    ...(about !== '' && { info: () => element('div', 'code-tip', about.replaceAll('`', '')) }),
  };
}

async function goTo(file: OpenFile, wiring: HelpWiring, view: EditorView, at: number): Promise<void> {
  const target = await quiet(wiring.definition(file, at));
  if (target === null) view.dispatch({ effects: EditorView.announce.of('It leads nowhere that is known.') });
  else wiring.open(file, target);
}
