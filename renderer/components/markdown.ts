/** A lab's Markdown as pieces: HTML that is safe to show, and commands to run. Loaded on first use. */
import DOMPurify from 'dompurify';
import { Marked, type Tokens } from 'marked';
import { GLOSSARY } from '../state/glossary.ts';

export type TextPiece =
  | { readonly kind: 'html'; readonly html: string }
  | { readonly kind: 'run'; readonly lines: readonly string[]; readonly terminal: string | null };

/** Inline code that begins with one of these is a command worth clicking. */
const COMMANDS = /^(dig|host|nslookup|rndc|cat|ls|grep|help|tail|head|named-checkzone|named-checkconf) \S/;

const reader = new Marked({
  gfm: true,
  // Names in these texts are the lab's: a bare www.… is no way out to the real Internet.
  tokenizer: { url: () => undefined },
  renderer: {
    // The window goes nowhere. What an author links to is named, for the reader to look up.
    link: ({ text, href }) =>
      text === href ? escapeHtml(href) : `${escapeHtml(text)} (${escapeHtml(href)})`,
    image: ({ text }) => escapeHtml(text),
    // What an author writes as HTML is shown as text, never taken as HTML.
    html: ({ text }) => escapeHtml(text),
    codespan: ({ text }) => {
      const code = escapeHtml(text);
      if (!COMMANDS.test(text)) return `<code>${code}</code>`;
      return `<span role="button" tabindex="0" class="command" data-command="${code}" title="Run in the terminal">${code}</span>`;
    },
  },
});

/** Splits at the `run` blocks. A block's first line may name its terminal: ```` ```run outsider ````. */
export function pieces(text: string): TextPiece[] {
  const found: TextPiece[] = [];
  let plain: Tokens.Generic[] = [];
  const seen = new Set<string>();
  const finish = (): void => {
    if (plain.length > 0) found.push({ kind: 'html', html: safe(reader.parser(plain), seen) });
    plain = [];
  };
  for (const token of reader.lexer(text)) {
    const [language, terminal] = token.type === 'code' ? String(token['lang'] ?? '').split(/\s+/) : [];
    if (token.type === 'code' && language === 'run') {
      finish();
      const lines = String(token['text'])
        .split('\n')
        .filter((line) => line.trim() !== '');
      found.push({ kind: 'run', lines, terminal: terminal ?? null });
    } else plain.push(token);
  }
  finish();
  return found;
}

/** One line's worth: no paragraphs, no glossary (it may stand inside a label). */
export function inlineHtml(text: string): string {
  return DOMPurify.sanitize(reader.parseInline(text, { async: false }), { ADD_ATTR: ['data-command'] });
}

function safe(html: string, seen: Set<string>): string {
  const clean = DOMPurify.sanitize(html, { ADD_ATTR: ['data-command'], RETURN_DOM_FRAGMENT: true });
  markTerms(clean, seen);
  const holder = document.createElement('div');
  holder.append(clean);
  return holder.innerHTML;
}

/** Terms in emphasis or plain text, the first time each occurs, are given to the glossary. */
function markTerms(root: DocumentFragment, seen: Set<string>): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node instanceof Text && !node.parentElement?.closest('a, button, code, pre, h1, h2, h3'))
      texts.push(node);
  }
  for (const text of texts) {
    for (let rest: Text | null = text; rest;) {
      const hit: RegExpExecArray | undefined = [...rest.data.matchAll(TERM)].find(
        (match) => !seen.has(formOf(match[0])),
      );
      if (!hit) break;
      seen.add(formOf(hit[0]));
      const word: Text = rest.splitText(hit.index);
      rest = word.splitText(hit[0].length);
      const mark = document.createElement('span');
      mark.dataset['term'] = formOf(hit[0]);
      mark.tabIndex = 0;
      word.replaceWith(mark);
      mark.append(word);
    }
  }
}

const FORMS = new Map(Object.keys(GLOSSARY).map((term) => [term.toLowerCase(), term]));
/** Terms of more than one plain English meaning are explained where the window uses them, not in running text. */
const TOO_PLAIN = new Set([
  'answer',
  'query',
  'root',
  'cache',
  'trust',
  'zone',
  'resolver',
  'rd',
  'ra',
  'tc',
  'NS',
]);
const TERM = new RegExp(
  `\\b(?:${Object.keys(GLOSSARY)
    .filter((term) => !TOO_PLAIN.has(term))
    .sort((a, b) => b.length - a.length)
    .join('|')})s?\\b`,
  'gi',
);

function formOf(word: string): string {
  const lower = word.toLowerCase();
  return FORMS.get(lower) ?? FORMS.get(lower.replace(/s$/, '')) ?? lower;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
