/** How the editor reads the lab's files: named.conf by the server's own grammar, zone files line by line. */
import {
  delimitedIndent,
  indentNodeProp,
  LanguageSupport,
  LRLanguage,
  StreamLanguage,
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

export function languageFor(language: FileLanguage): Extension {
  if (language === 'named.conf') return new LanguageSupport(namedConf, [words]);
  return language === 'zone' ? zone : [];
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

/** What a word is, its place says, not its letters: the first of a statement is the keyword. The grammar has no words for that. */
const words = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = wordMarks(view);
    }
    update(update: ViewUpdate): void {
      const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
      if (update.docChanged || update.viewportChanged || parsed) this.decorations = wordMarks(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function wordMarks(view: EditorView): DecorationSet {
  const marks = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges)
    syntaxTree(view.state).iterate({
      from,
      to,
      enter: ({ name, node, from: start, to: end }) => {
        if (name !== 'Word') return;
        const first = node.parent?.name === 'Statement' && node.prevSibling === null;
        const text = view.state.sliceDoc(start, Math.min(end, start + 60));
        const inList = first && node.nextSibling?.name === ';';
        if (first && !inList) marks.add(start, end, keyword);
        else if (ATOMS.test(text)) marks.add(start, end, atom);
        else if (/^[\d.:a-fA-F]*[\d:][\d.:a-fA-F/]*[kKmMgGsSdDwWhH]?$/.test(text))
          marks.add(start, end, number);
      },
    });
  return marks.finish();
}

interface ZoneState {
  /** Parentheses open: a line's first column is no owner. */
  depth: number;
  /** The record's type was met: what follows is its data. */
  typed: boolean;
}

const CLASSES = /^(IN|CH|HS)$/i;
const TYPES =
  /^(A|AAAA|AFSDB|CAA|CDNSKEY|CDS|CNAME|DNAME|DNSKEY|DS|HINFO|HTTPS|LOC|MX|NAPTR|NS|NSEC3?|NSEC3PARAM|OPENPGPKEY|PTR|RP|RRSIG|SOA|SPF|SRV|SSHFP|SVCB|TLSA|TXT|URI|TYPE\d+)$/i;

const zone = StreamLanguage.define<ZoneState>({
  name: 'zone',
  startState: () => ({ depth: 0, typed: false }),
  token(stream, state) {
    const begins = stream.sol() && state.depth === 0;
    if (begins) state.typed = false;
    if (stream.eatSpace()) return null;
    if (stream.eat(';')) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.eat('"')) {
      // RFC 1035 §5.1: a quoted string may go on over line ends; to colour it, this line's part is enough.
      while (!stream.eol() && !stream.eat('"')) {
        stream.eat('\\');
        stream.next();
      }
      return 'string';
    }
    const bracket = stream.eat(/[()]/);
    if (typeof bracket === 'string') {
      state.depth = Math.max(0, state.depth + (bracket === '(' ? 1 : -1));
      return 'punctuation';
    }
    const found = stream.match(/^(?:\\.|[^\s;"()\\])+|^\\/);
    const word = Array.isArray(found) ? found[0] : '';
    if (begins) return word.startsWith('$') ? 'keyword' : 'name';
    if (!state.typed && CLASSES.test(word)) return 'atom';
    if (!state.typed && TYPES.test(word)) {
      state.typed = true;
      return 'keyword';
    }
    return /^\d[\d.]*[smhdw\d]*$|^[\da-f]*:[\da-f:.]+$/i.test(word) ? 'number' : null;
  },
  languageData: { commentTokens: { line: ';' } },
});
