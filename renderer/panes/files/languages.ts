/** How the editor reads the lab's files: named.conf by the server's own grammar, zone files by one of their own. */
import {
  delimitedIndent,
  indentNodeProp,
  LanguageSupport,
  LRLanguage,
  syntaxTree,
} from '@codemirror/language';
import { RangeSetBuilder, type Extension } from '@codemirror/state';
import {
  Decoration,
  ViewPlugin,
  type DecorationSet,
  type EditorView,
  type ViewUpdate,
} from '@codemirror/view';
import { styleTags, tags } from '@lezer/highlight';
import type { FileLanguage } from '../../../app/contract.ts';
import { parser } from '../../../app/engine/config/named-conf.grammar';
import { parser as zoneParser } from './zone.grammar';

export function languageFor(language: FileLanguage): Extension {
  if (language === 'named.conf') return new LanguageSupport(namedConf, [words]);
  return language === 'zone' ? new LanguageSupport(zoneFile, [zoneWords]) : [];
}

const namedConf = LRLanguage.define({
  name: 'named.conf',
  parser: parser.configure({
    props: [
      styleTags({
        'LineComment BlockComment': tags.comment,
        QuotedString: tags.string,
        '"{" "}" ";" "!"': tags.punctuation,
      }),
      indentNodeProp.add({ Block: delimitedIndent({ closing: '}' }) }),
    ],
  }),
  languageData: { commentTokens: { line: '//', block: { open: '/*', close: '*/' } } },
});

const keyword = Decoration.mark({ class: 'code-keyword' });
const atom = Decoration.mark({ class: 'code-atom' });
const number = Decoration.mark({ class: 'code-number' });
const ATOMS =
  /^(yes|no|true|false|none|any|localhost|localnets|auto|primary|secondary|master|slave|hint|forward)$/;

type Mark = (from: number, to: number, as: Decoration) => void;

/** Marks of words in what is seen, made anew when that changes. */
function marksBy(visit: (view: EditorView, from: number, to: number, mark: Mark) => void): Extension {
  const marksOf = (view: EditorView): DecorationSet => {
    const marks = new RangeSetBuilder<Decoration>();
    let last = -1;
    const mark: Mark = (from, to, as) => {
      if (from <= last) return;
      last = from;
      marks.add(from, to, as);
    };
    for (const { from, to } of view.visibleRanges) visit(view, from, to, mark);
    return marks.finish();
  };
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = marksOf(view);
      }
      update(update: ViewUpdate): void {
        const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
        if (update.docChanged || update.viewportChanged || parsed) this.decorations = marksOf(update.view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

/** What a word is, its place says, not its letters: the first of a statement is the keyword. The grammar has no words for that. */
const words = marksBy((view, from, to, mark) =>
  syntaxTree(view.state).iterate({
    from,
    to,
    enter: ({ name, node, from: start, to: end }) => {
      if (name !== 'Word') return;
      const first = node.parent?.name === 'Statement' && node.prevSibling === null;
      const text = view.state.sliceDoc(start, Math.min(end, start + 60));
      const inList = first && node.nextSibling?.name === ';';
      if (first && !inList) mark(start, end, keyword);
      else if (ATOMS.test(text)) mark(start, end, atom);
      else if (/^[\d.:a-fA-F]*[\d:][\d.:a-fA-F/]*[kKmMgGsSdDwWhH]?$/.test(text)) mark(start, end, number);
    },
  }),
);

const zoneFile = LRLanguage.define({
  name: 'zone',
  parser: zoneParser.configure({
    props: [
      styleTags({
        Comment: tags.comment,
        String: tags.string,
        DirectiveName: tags.keyword,
        'Owner/...': tags.name,
        '"(" ")"': tags.punctuation,
      }),
    ],
  }),
  languageData: { commentTokens: { line: ';' } },
});

const CLASSES = /^(IN|CH|HS)$/i;
const TTL = /^(\d+|(\d+[smhdw])+)$/i;
const NUMBER = /^\d[\d.]*[smhdw\d]*$|^[\da-f]*:[\da-f:.]+$/i;

/** What a word of an entry is, the words before it say: TTL and class, then the type, then its data (RFC 1035 §5.1). */
const zoneWords = marksBy((view, from, to, mark) => {
  let typed = false;
  syntaxTree(view.state).iterate({
    // An entry may begin above what is seen.
    from: entryStart(view, from),
    to,
    enter: ({ name, from: start, to: end }) => {
      if (name === 'Record' || name === 'Directive') typed = name === 'Directive';
      if (name !== 'Word') return;
      const text = view.state.sliceDoc(start, Math.min(end, start + 60));
      if (typed) {
        if (NUMBER.test(text)) mark(start, end, number);
      } else if (CLASSES.test(text)) mark(start, end, atom);
      else if (TTL.test(text)) mark(start, end, number);
      else {
        typed = true;
        mark(start, end, keyword);
      }
    },
  });
});

function entryStart({ state }: EditorView, at: number): number {
  let node = syntaxTree(state).resolveInner(at, 1);
  while (node.parent !== null && node.name !== 'Record' && node.name !== 'Directive') node = node.parent;
  return node.parent === null ? at : node.from;
}
