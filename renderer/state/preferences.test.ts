import { describe, expect, it } from 'vitest';
import { Preferences } from './preferences.svelte.ts';

function storage(text: string | null) {
  const kept = { text };
  return {
    kept,
    getItem: () => kept.text,
    setItem: (_key: string, value: string) => {
      kept.text = value;
    },
  };
}

describe('what the window remembers', () => {
  it('comes back', () => {
    const place = storage(null);
    new Preferences(place).set({ theme: 'dark', stage: 'packets', guideOpen: false });
    const again = new Preferences(place);
    expect([again.theme, again.stage, again.guideOpen, again.terminalOpen]).toEqual([
      'dark',
      'packets',
      false,
      true,
    ]);
  });

  it.each(['', 'null', '[]', '"x"', '{broken', '{"theme":"pink","guideOpen":"no","stage":7}'])(
    'survives %j',
    (text) => {
      const preferences = new Preferences(storage(text));
      expect([preferences.theme, preferences.stage, preferences.guideOpen]).toEqual([
        'system',
        'cache',
        true,
      ]);
    },
  );

  it('goes on without a storage, or with one that refuses', () => {
    const refusing = {
      getItem: () => null,
      setItem: () => {
        throw new Error('full');
      },
    };
    const preferences = new Preferences(refusing);
    preferences.set({ theme: 'light' });
    expect(preferences.theme).toBe('light');
    expect(new Preferences(null).theme).toBe('system');
  });
});
