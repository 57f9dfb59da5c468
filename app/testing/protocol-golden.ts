/** The golden text and octets of `app/engine/protocol/golden/`, for tests. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { classNumber, typeNumber } from '../engine/protocol/codes.ts';
import { hexOctets } from '../engine/protocol/encodings.ts';
import type { ResourceRecord } from '../engine/protocol/message.ts';
import { nameOf } from '../engine/protocol/name.ts';
import type { RdataWord } from '../engine/protocol/rdata.ts';

export function goldenText(file: string): string {
  return readFileSync(
    fileURLToPath(new URL(`../engine/protocol/golden/${file}`, import.meta.url)),
    'latin1',
  ).trimEnd();
}

export function goldenLines(file: string): string[] {
  return goldenText(file).split('\n');
}

/** All records of types.example, in the order of the lists. */
export function goldenRecords(): ResourceRecord[] {
  return goldenLines('unknownformat.txt').map((line) => {
    const [owner = '', ttl = '', rrClass = '', type = '', , , ...hex] = line.split(/\s+/);
    return {
      name: nameOf(owner),
      ttl: Number(ttl),
      class: classNumber(rrClass) ?? -1,
      type: typeNumber(type) ?? -1,
      rdata: octetsOf(hex.join('')),
    };
  });
}

/** The responses of named, each with its question in words. */
export function namedMessages(): { what: string; octets: Uint8Array }[] {
  return goldenLines('named-messages.txt').map((line) => {
    const cut = line.lastIndexOf(' ');
    return { what: line.slice(0, cut), octets: octetsOf(line.slice(cut + 1)) };
  });
}

export function octetsOf(hex: string): Uint8Array {
  const octets = hexOctets(hex.replace(/\s/g, ''));
  if (octets === null) throw new Error(`not hexadecimal: ${hex}`);
  return octets;
}

/** Cuts one line of RDATA text into words, as a zone file's reader does. */
export function wordsOf(text: string): RdataWord[] {
  const words: RdataWord[] = [];
  for (const [all, quoted, bare] of text.matchAll(/"((?:[^"\\]|\\.)*)"|((?:[^\s"\\]|\\.)+)/gs)) {
    words.push(
      all.startsWith('"') ? { text: quoted ?? '', quoted: true } : { text: bare ?? '', quoted: false },
    );
  }
  return words;
}
