/** The editor's looks, from the window's tokens: light and dark are the page's affair. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const style = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--code-comment)' },
  { tag: tags.string, color: 'var(--code-string)' },
  { tag: tags.keyword, color: 'var(--code-keyword)', fontWeight: '600' },
  { tag: tags.atom, color: 'var(--code-atom)' },
  { tag: tags.number, color: 'var(--code-number)' },
  { tag: tags.name, color: 'var(--code-name)' },
  { tag: tags.punctuation, color: 'var(--text-muted)' },
]);

const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--surface-pane)', color: 'var(--text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--face-data)',
    fontSize: 'var(--type-small)',
    lineHeight: '1.5',
    fontVariantLigatures: 'none',
  },
  '.cm-content': { caretColor: 'var(--accent)', padding: 'var(--space-2) 0' },
  '.cm-line': { padding: '0 var(--space-3) 0 var(--space-1)' },
  '.cm-line::selection, .cm-line ::selection': { backgroundColor: 'var(--code-selection)' },
  '.cm-gutters': {
    backgroundColor: 'var(--surface-pane)',
    color: 'var(--text-muted)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 var(--space-2) 0 var(--space-2)' },
  '.cm-gutter-lint': { width: '1rem' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--surface-hover)' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLineGutter': { backgroundColor: 'var(--surface-hover)', color: 'var(--text)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--code-found)' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--surface-problem)' },
  '.cm-searchMatch': { backgroundColor: 'var(--code-found)' },
  '.cm-searchMatch-selected': {
    backgroundColor: 'var(--code-found-here)',
    outline: '1px solid var(--accent)',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--code-found)' },
  '.cm-specialChar': { color: 'var(--text-problem)' },
  '.cm-panels': { backgroundColor: 'var(--surface-bar)', color: 'var(--text)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.cm-panel.cm-search': {
    fontFamily: 'var(--face-text)',
    fontSize: 'var(--type-small)',
    padding: 'var(--space-1) var(--space-6) var(--space-1) var(--space-2)',
  },
  '.cm-panel.cm-search label': { fontSize: 'var(--type-small)', whiteSpace: 'nowrap' },
  '.cm-panel.cm-search [name=close]': {
    color: 'var(--text)',
    fontSize: 'var(--type-base)',
    padding: '0 var(--space-2)',
  },
  '.cm-textfield': {
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--surface-raised)',
    color: 'var(--text)',
    fontSize: 'var(--type-small)',
    padding: '0.15rem var(--space-2)',
  },
  '.cm-button': {
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--surface-raised)',
    backgroundImage: 'none',
    color: 'var(--text)',
    fontSize: 'var(--type-small)',
    padding: '0.15rem var(--space-2)',
    textTransform: 'none',
  },
  '.cm-button:active': { backgroundImage: 'none', backgroundColor: 'var(--surface-hover)' },
  '.cm-tooltip': {
    border: '1px solid var(--line)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--surface-raised)',
    color: 'var(--text)',
    fontSize: 'var(--type-small)',
    boxShadow: 'var(--shadow)',
  },
  '.cm-diagnostic': { padding: 'var(--space-1) var(--space-2)', borderLeftWidth: '3px' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--text-problem)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--text-warning)' },
  '.cm-lintRange': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--text-problem)',
    textUnderlineOffset: '0.2em',
  },
  '.cm-lintRange-warning': { textDecorationColor: 'var(--text-warning)' },
  '.code-keyword': { color: 'var(--code-keyword)', fontWeight: '600' },
  '.code-atom': { color: 'var(--code-atom)' },
  '.code-number': { color: 'var(--code-number)' },
});

export const look: Extension = [theme, syntaxHighlighting(style)];
