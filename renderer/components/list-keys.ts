/**
 * Where a key leads in a list: from place `at` (-1 where none is current) of `total`, by `page` rows for the page keys. Enter stays
 * where it is. Null where the key moves nothing.
 */
export function placeByKey(key: string, at: number, total: number, page: number): number | null {
  const targets: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? total - 1 : at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: total - 1,
    Enter: at,
  };
  const wanted = targets[key];
  return wanted === undefined || total === 0 ? null : Math.max(0, Math.min(total - 1, wanted));
}

/** Whether a list leaves the key to others: it is pressed on something inside, or together with another one. */
export function isForeignKey(event: KeyboardEvent, list: HTMLElement | undefined): boolean {
  return event.target !== list || event.altKey || event.ctrlKey || event.metaKey;
}

/**
 * Moves the focus among the elements that `selector` finds, of which Tab comes to one: by the arrows `back` and `on`, by Home and
 * End to the ends.
 */
export function focusByKey(
  event: KeyboardEvent & { currentTarget: HTMLElement },
  selector: string,
  [back, on]: readonly [string, string] = ['ArrowUp', 'ArrowDown'],
): void {
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)];
  const at = all.findIndex((each) => each.contains(document.activeElement));
  const to = { [back]: at - 1, [on]: at + 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all[to]?.focus();
}
