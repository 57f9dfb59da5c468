/** The words of a filter expression. */

export interface Token {
  readonly kind: 'word' | 'escaped' | 'number' | 'ipv4' | 'ipv6' | 'ether' | 'sign' | 'end';
  /** As it stands there; without the backslash. Words of the language in small letters are keywords to the parser. */
  readonly text: string;
  readonly number: number;
}

const SIGNS = /^(?:&&|\|\||<<|>>|<=|>=|==|!=|[-+*/%&|^!<>=()[\]:])/;
const ETHER = /^[0-9A-Fa-f]{1,2}([:.-])(?:[0-9A-Fa-f]{1,2}\1){4}[0-9A-Fa-f]{1,2}(?![-_.A-Za-z0-9:])/;
const IPV6 = /^[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:]*(?:\d+\.\d+\.\d+\.\d+)?/;
const NUMBER = /^(?:0[xX][0-9A-Fa-f]+|\d+)(?![-_.A-Za-z0-9])/;
const IPV4 = /^\d+(?:\.\d+){1,3}(?![-_.A-Za-z0-9])/;
const WORD = /^[A-Za-z0-9](?:[-_.A-Za-z0-9]*[.A-Za-z0-9])?/;
const SPACE = /^[ \t\r\n]+/;
const MOST_TOKENS = 10_000;

/** Null where there is something that belongs to no word. */
export function tokensOf(text: string): readonly Token[] | null {
  const tokens: Token[] = [];
  let rest = text;
  while (rest !== '') {
    const space = SPACE.exec(rest);
    if (space) {
      rest = rest.slice(space[0].length);
      continue;
    }
    const escaped = rest.startsWith('\\');
    const token = escaped ? wordToken(rest.slice(1), 'escaped') : nextToken(rest);
    if (token === null || tokens.length >= MOST_TOKENS) return null;
    tokens.push(token);
    rest = rest.slice(token.text.length + (escaped ? 1 : 0));
  }
  return tokens;
}

function nextToken(text: string): Token | null {
  const ether = ETHER.exec(text);
  if (ether) return { kind: 'ether', text: ether[0], number: 0 };
  const ipv6 = IPV6.exec(text);
  if (ipv6) return { kind: 'ipv6', text: ipv6[0], number: 0 };
  const number = NUMBER.exec(text);
  if (number) return { kind: 'number', text: number[0], number: numberOf(number[0]) };
  const ipv4 = IPV4.exec(text);
  if (ipv4) return { kind: 'ipv4', text: ipv4[0], number: 0 };
  const sign = SIGNS.exec(text);
  if (sign) return { kind: 'sign', text: sign[0], number: 0 };
  return wordToken(text, 'word');
}

function wordToken(text: string, kind: 'word' | 'escaped'): Token | null {
  const word = WORD.exec(text);
  return word ? { kind, text: word[0], number: 0 } : null;
}

/** As C writes them: a leading zero means octal. */
function numberOf(text: string): number {
  if (/^0[xX]/.test(text)) return Number.parseInt(text, 16);
  return text.length > 1 && text.startsWith('0') ? Number.parseInt(text, 8) || 0 : Number(text);
}
