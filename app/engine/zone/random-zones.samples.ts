/** Random zones of few labels, so that wildcards, cuts, aliases and DNAMEs meet each other often. For tests. */
import type { Random } from '../random.ts';

const LABELS = ['a', 'b', 'c', '*', 'ns'];

/** The text of a zone that loads: at least one SOA and NS, no CNAME beside other data, no NS at a wildcard. */
export function randomZone(random: Random): string {
  const names = new Set<string>();
  for (let i = 3 + random.below(14); i > 0; i--) {
    const depth = 1 + random.below(4);
    names.add(Array.from({ length: depth }, () => pick(random, LABELS)).join('.'));
  }
  let text = '$TTL 60\n@ 90 SOA ns hostmaster 1 7200 900 1209600 30\n@ NS ns\n@ NS ns.elsewhere.invalid.\n';
  if (random.below(3) === 0) text += '@ MX 10 a\n@ A 192.0.2.99\n';
  let address = 0;
  text += `ns A 192.0.2.${++address}\n`;
  names.delete('ns');
  const target = (): string =>
    random.below(8) === 0 ? 'out.invalid.' : pick(random, [...names, 'ns', 'no', '@']);
  for (const name of names) {
    const wild = name.startsWith('*');
    switch (random.below(9)) {
      case 0:
        text += `${name} CNAME ${target()}\n`;
        break;
      case 1:
        text += `${name} DNAME ${target()}\n`;
        if (random.below(2) === 0) text += `${name} A 192.0.2.${++address}\n`;
        break;
      case 2:
      case 3:
        if (wild) text += `${name} TXT "wild"\n`;
        else {
          text += `${name} ${100 + random.below(3)} NS ${target()}\n`;
          if (random.below(2) === 0) text += `${name} NS ns.${name}\nns.${name} A 192.0.2.${++address}\n`;
          if (random.below(3) === 0) text += `${name} DS 1 8 2 ${'AB'.repeat(32)}\n`;
        }
        break;
      case 4:
        text += `${name} MX 10 ${target()}\n`;
        break;
      case 5:
        text += `${name} TXT "text"\n${name} AAAA 2001:db8::${++address}\n`;
        break;
      case 6:
        text += `${name} SRV 1 1 1 ${target()}\n`;
        break;
      default:
        text += `${name} A 192.0.2.${++address}\n`;
    }
  }
  return text;
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)] as T;
}
