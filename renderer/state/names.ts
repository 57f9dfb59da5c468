/** Domain names as text: only what the window needs to sort and to compare them. */

/** `WWW.Example.` and `www.example` are one name. */
export function sameForm(name: string): string {
  const lower = name.toLowerCase();
  return lower.length > 1 && lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

/** A key that sorts names from the root down (RFC 4034 §6.1's order): `www.example.com.` → `com example www`. */
export function treeKey(name: string): string {
  const form = sameForm(name);
  if (form === '.' || form === '') return '';
  return form
    .split(/(?<!\\)\./)
    .reverse()
    .join('\u0001');
}

/** How many labels below the root. */
export function depth(name: string): number {
  const form = sameForm(name);
  return form === '.' || form === '' ? 0 : form.split(/(?<!\\)\./).length;
}

/** All names above, the nearest first: `a.b` → `b`, `.`. */
export function enclosing(name: string): string[] {
  if (name === '.') return [];
  const above: string[] = [];
  for (let rest = name; ;) {
    const dot = /(?<!\\)\./.exec(rest);
    if (dot === null) return [...above, '.'];
    rest = rest.slice(dot.index + 1);
    above.push(rest);
  }
}

/** A tester for a filter's words: each must occur; `*` stands for anything and then the whole must fit. */
export function textFilter(filter: string): ((...texts: string[]) => boolean) | null {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return null;
  const tests = words.map((word) => {
    if (!word.includes('*')) return (text: string) => text.includes(word);
    const pieces = word.split(/\*+/).map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(`^${pieces.join('.*')}\\.?$`);
    return (text: string) => pattern.test(text);
  });
  return (...texts) => {
    const lower = texts.map((text) => text.toLowerCase());
    return tests.every((test) => lower.some(test));
  };
}
