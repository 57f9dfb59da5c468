/** An address match list looked at element by element, by the server's own matcher. */
import {
  isNone,
  matcherOf,
  type Acls,
  type LocalNetworks,
  type MatchElement,
} from '../../config/match-list.ts';
import { addressText } from '../../protocol/address.ts';

export interface ListTold {
  readonly verdict: boolean;
  /** Up to the one that decides: the last, where that matched. */
  readonly elements: readonly { readonly text: string; readonly matched: boolean }[];
}

export function explainList(
  list: readonly MatchElement[],
  acls: Acls,
  local: LocalNetworks,
  address: string,
  signer?: string,
): ListTold {
  const elements: { text: string; matched: boolean }[] = [];
  for (const element of list) {
    const matched = isNone(element) || matcherOf([{ ...element, not: false }], acls, local)(address, signer);
    elements.push({ text: elementText(element), matched });
    if (matched) return { verdict: element.not === isNone(element), elements };
  }
  return { verdict: false, elements };
}

/** As the configuration writes it. */
function elementText(element: MatchElement): string {
  const not = element.not ? '!' : '';
  switch (element.kind) {
    case 'name':
      return not + element.name;
    case 'key':
      return `${not}key ${element.name}`;
    case 'list':
      return `${not}{ ${element.list.map((one) => `${elementText(one)}; `).join('')}}`;
    case 'network': {
      const { octets, length } = element;
      return `${not}${addressText(octets)}${length === octets.length * 8 ? '' : `/${length}`}`;
    }
  }
}
