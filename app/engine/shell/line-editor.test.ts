import { describe, expect, it } from 'vitest';
import { History } from './history.ts';
import { KeyDecoder } from './keys.ts';
import { LineEditor } from './line-editor.ts';

/** The line after some keys, with `|` where the cursor is. */
function after(keys: string, lines: readonly string[] = []): string {
  const history = new History();
  for (const line of lines) history.add(line);
  const editor = new LineEditor(history);
  for (const key of new KeyDecoder().push(keys)) editor.press(key);
  return `${editor.beforeCursor}|${editor.text.slice(editor.beforeCursor.length)}`;
}

const [UP, DOWN, LEFT, WORD_LEFT, WORD_RIGHT] = ['\x1b[A', '\x1b[B', '\x1b[D', '\x1b[1;5D', '\x1b[1;5C'];

describe('the line editor', () => {
  it('inserts and deletes where the cursor is', () => {
    expect(after(`dog${LEFT}${LEFT}\x7fL`)).toBe('L|og');
    expect(after(`dog${LEFT}\x1b[3~`)).toBe('do|');
    expect(after('dog\x01\x04')).toBe('|og');
    expect(after('dog\x01\x05!')).toBe('dog!|');
    expect(after('dog\x02\x02\x06x')).toBe('dox|g');
  });

  it('goes and kills by words', () => {
    expect(after(`dig +short www.example.com${WORD_LEFT}`)).toBe('dig +short www.example.|com');
    expect(after('dig +short www\x1bb\x1bb')).toBe('dig +|short www');
    expect(after(`dig www\x01${WORD_RIGHT}`)).toBe('dig| www');
    expect(after('dig +short www.example.com\x17')).toBe('dig +short |');
    expect(after('dig www.example.com\x1b\x7f')).toBe('dig www.example.|');
    expect(after('dig www\x01\x1bd')).toBe('| www');
  });

  it('kills to both ends and yanks back', () => {
    expect(after('dig www\x01\x0b\x19')).toBe('dig www|');
    expect(after('one two\x15x\x19')).toBe('xone two|');
    expect(after('one two three\x17\x17\x19')).toBe('one two three|');
    expect(after('one two\x17x\x17\x19')).toBe('one x|');
  });

  it('swaps characters', () => {
    expect(after('dgi\x14')).toBe('dig|');
    expect(after(`gid${LEFT}${LEFT}\x14`)).toBe('ig|d');
  });

  it('treats a character with its marks as one', () => {
    expect(after('e\u0301x\x7f\x7f')).toBe('|');
    expect(after(`中文${LEFT}a`)).toBe('中a|文');
    expect(after('😀\x7f')).toBe('|');
    expect(after('e\x01\x06\u0301\x7f')).toBe('|');
  });

  it('walks through the history and back to what was being written', () => {
    const lines = ['first', 'second'];
    expect(after(UP, lines)).toBe('second|');
    expect(after(`${UP}${UP}${UP}`, lines)).toBe('first|');
    expect(after(`new${UP}${DOWN}`, lines)).toBe('new|');
    expect(after(`${UP}\x10\x0e`, lines)).toBe('second|');
  });

  it('searches back through the history', () => {
    const lines = ['dig www', 'ls', 'dig mail', 'cat x'];
    expect(after('\x12dig', lines)).toBe('|dig mail');
    expect(after('\x12dig\x12', lines)).toBe('|dig www');
    expect(after('\x12dig\x12\x12\x12', lines)).toBe('|dig www');
    expect(after('typed\x12dig\x07', lines)).toBe('typed|');
    expect(after('\x12dig\x05!', lines)).toBe('dig mail!|');
    expect(after('\x12digx\x7f', lines)).toBe('|dig mail');
  });

  it('repeats the last argument', () => {
    expect(after('host \x1b.', ['dig +short www'])).toBe('host www|');
  });

  it('takes no more than a line can hold', () => {
    const editor = new LineEditor(new History());
    editor.press({ kind: 'text', text: 'x'.repeat(64 * 1024) });
    expect(editor.press({ kind: 'text', text: 'y' })).toEqual({ kind: 'bell' });
    expect(editor.text).toHaveLength(64 * 1024);
  });
});
