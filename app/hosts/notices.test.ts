import { expect, test } from 'vitest';
import type { Notice } from '../contract.ts';
import { Notices } from './notices.ts';

/** A session as far as notices go, with one of its own. */
class Board {
  readonly shown = new Map<string, Pick<Notice, 'title' | 'detail'>>();
  own: Notice[] = [{ id: 'zone db.uk', title: 'A zone was not loaded.', detail: 'db.uk:3:1\nwww IN' }];
  notice(id: string, notice: Pick<Notice, 'title' | 'detail'> | null): void {
    if (notice) this.shown.set(id, notice);
    else this.shown.delete(id);
  }
  snapshot() {
    return { status: { notices: [...this.own, ...[...this.shown].map(([id, told]) => ({ id, ...told }))] } };
  }
}

test('what is told before there is a session is shown by it, and goes when it is over', () => {
  const said: string[] = [];
  const notices = new Notices((line) => said.push(line));
  const board = new Board();
  notices.tell('progress', 'It failed: the disk is full.', {
    title: 'Not saved.',
    detail: 'the disk is full',
  });
  notices.attach(board);
  notices.sayFound(board);
  expect(board.shown.get('progress')?.title).toBe('Not saved.');
  notices.over('progress', 'Saved again.');
  expect(board.shown.size).toBe(0);
  expect(said).toEqual([
    'It failed: the disk is full.',
    'A zone was not loaded.\n  db.uk:3:1\n  www IN',
    'Saved again.',
  ]);
});

test('what a session finds is said once, also after its world was made anew', () => {
  const said: string[] = [];
  const notices = new Notices((line) => said.push(line));
  const board = new Board();
  notices.attach(board);
  notices.sayFound(board);
  board.own.push({ id: 'b', title: 'Another.', detail: '' });
  notices.sayFound(board);
  expect(said).toEqual(['A zone was not loaded.\n  db.uk:3:1\n  www IN', 'Another.']);
});
