/**
 * How named's messages open: who or what a message is about. What comes after is looked up among the messages that
 * open so.
 */
import { pushPart, type MessagePart } from './message-pattern.ts';

export type OpeningKind = 'plain' | 'client' | 'zone' | 'transfer' | 'validating' | 'file';

interface Opening {
  readonly kind: OpeningKind;
  /** Where the rest begins. */
  readonly rest: number;
}

type Parts = MessagePart[] | null;

/** `from`: where the message begins in `text`. What it is about is put into `parts`, where somebody wants that. */
export function openingOf(text: string, from: number, parts: Parts): Opening {
  switch (text.charCodeAt(from)) {
    case 99: // c
      return clientOpening(text, from, parts) ?? placeOpening(text, from, parts);
    case 122: // z
      return zoneOpening(text, from, 'zone ', parts) ?? placeOpening(text, from, parts);
    case 109: // m
      return zoneOpening(text, from, 'managed-keys-zone', parts) ?? placeOpening(text, from, parts);
    case 116: // t
      return transferOpening(text, from, parts) ?? placeOpening(text, from, parts);
    case 118: // v
      return (
        validatingOpening(text, from, parts) ??
        viewOpening(text, from, parts) ??
        placeOpening(text, from, parts)
      );
    case 32: // validating within validating
      return validatingOpening(text, from, parts) ?? plain(from);
    case 100: // d
      return loaderOpening(text, from, parts) ?? placeOpening(text, from, parts);
    default:
      return placeOpening(text, from, parts);
  }
}

function plain(rest: number): Opening {
  return { kind: 'plain', rest };
}

/** `client @0x7f… 127.0.0.1#4242/key k (www.example.com): view inside: `; older servers leave out the `@0x…`. */
function clientOpening(text: string, from: number, parts: Parts): Opening | null {
  if (!text.startsWith('client ', from)) return null;
  let at = from + 7;
  if (text.charCodeAt(at) === 64) {
    at = text.indexOf(' ', at) + 1;
    if (at === 0) return null;
  }
  const colon = text.indexOf(': ', at);
  if (colon < 0) return null;
  const space = text.indexOf(' ', at);
  const keyed = text.indexOf('/key ', at);
  const isKeyed = keyed >= 0 && keyed < colon;
  const end = isKeyed ? keyed : Math.min(space < 0 ? colon : space, colon);
  if (text.lastIndexOf('#', end) <= at) return null;
  pushPart(parts, 'client', text, at, end);
  const named = text.indexOf(' (', end);
  const isNamed = named >= 0 && named < colon;
  if (isKeyed) pushPart(parts, 'key', text, keyed + 5, isNamed ? named : colon);
  if (!isNamed) return within(text, colon + 2, parts);
  const close = text.indexOf('): ', named);
  if (close < 0) return null;
  pushPart(parts, 'name', text, named + 2, close);
  return within(text, close + 3, parts);
}

/** `view inside: ` after the client. */
function within(text: string, rest: number, parts: Parts): Opening {
  const opening: Opening = { kind: 'client', rest };
  if (!text.startsWith('view ', rest)) return opening;
  const colon = text.indexOf(': ', rest);
  if (colon < 0 || text.indexOf(' ', rest + 5) < colon) return opening;
  pushPart(parts, 'view', text, rest + 5, colon);
  return { ...opening, rest: colon + 2 };
}

/** `zone example.com/IN/inside (signed): `, `managed-keys-zone/inside: ` */
function zoneOpening(text: string, from: number, word: string, parts: Parts): Opening | null {
  if (!text.startsWith(word, from)) return null;
  const colon = text.indexOf(': ', from);
  const start = from + word.length;
  if (colon < 0) return null;
  const space = text.indexOf(' ', start);
  const end = space < 0 || space > colon ? colon : space;
  if (end < colon && !isSignState(text, end, colon)) return null;
  if (word === 'zone ') {
    if (end === start) return null;
    zoneParts(parts, text, start, end);
  } else if (end > start) pushPart(parts, 'view', text, start + 1, end);
  return { kind: 'zone', rest: colon + 2 };
}

function isSignState(text: string, from: number, to: number): boolean {
  return (
    (to - from === 9 && text.startsWith(' (signed)', from)) ||
    (to - from === 11 && text.startsWith(' (unsigned)', from))
  );
}

/** `example.com/IN/inside` */
function zoneParts(parts: Parts, text: string, start: number, end: number): void {
  if (!parts) return;
  const words = text.slice(start, end).split('/');
  const classAt = words.findLastIndex((word) => word === 'IN' || word === 'CH' || word === 'HS');
  const zone = classAt < 1 ? words.join('/') : words.slice(0, classAt).join('/');
  pushPart(parts, 'zone', text, start, start + zone.length);
  if (classAt < 1) return;
  const rrClass = start + zone.length + 1;
  pushPart(parts, 'class', text, rrClass, rrClass + 2);
  if (rrClass + 3 < end) pushPart(parts, 'view', text, rrClass + 3, end);
}

/** `transfer of 'example.com/IN' from 127.0.0.2#53: ` */
function transferOpening(text: string, from: number, parts: Parts): Opening | null {
  if (!text.startsWith("transfer of '", from)) return null;
  const start = from + 13;
  const quote = text.indexOf("' from ", start);
  const colon = quote < 0 ? -1 : text.indexOf(': ', quote);
  if (colon < 0) return null;
  zoneParts(parts, text, start, quote);
  pushPart(parts, 'server', text, quote + 7, colon);
  return { kind: 'transfer', rest: colon + 2 };
}

/** `view inside: validating www.example.com/A: `, indented where it is part of another validation. */
function validatingOpening(text: string, from: number, parts: Parts): Opening | null {
  let at = from;
  while (text.charCodeAt(at) === 32) at++;
  if (!text.startsWith('validating ', at)) return null;
  const colon = text.indexOf(': ', at);
  if (colon < 0) return null;
  pushPart(parts, 'question', text, at + 11, colon);
  return { kind: 'validating', rest: colon + 2 };
}

function viewOpening(text: string, from: number, parts: Parts): Opening | null {
  if (!text.startsWith('view ', from)) return null;
  const colon = text.indexOf(': ', from);
  const space = text.indexOf(' ', from + 5);
  if (colon < 0 || space < colon || text.charCodeAt(from + 5) === 39) return null;
  pushPart(parts, 'view', text, from + 5, colon);
  return validatingOpening(text, colon + 2, parts) ?? plain(colon + 2);
}

/** `dns_rdata_fromtext: example.zone:12: `, `dns_master_load: example.zone:12: ` */
function loaderOpening(text: string, from: number, parts: Parts): Opening | null {
  const word = LOADERS.find((one) => text.startsWith(one, from));
  if (word === undefined) return null;
  const found = placeOpening(text, from + word.length, parts);
  return found.kind === 'file' ? found : null;
}
const LOADERS = ['dns_rdata_fromtext: ', 'dns_master_load: '];

/** `/etc/bind/named.conf:12: `: a file and a line of it. */
function placeOpening(text: string, from: number, parts: Parts): Opening {
  const colon = text.indexOf(':', from + 1);
  if (colon < 0 || colon - from > LONGEST_PATH) return plain(from);
  const next = text.charCodeAt(colon + 1);
  if (next < 48 || next > 57) return plain(from);
  let at = colon + 1;
  while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++;
  if (text.charCodeAt(at) !== 58 || text.charCodeAt(at + 1) !== 32) return plain(from);
  pushPart(parts, 'file', text, from, colon);
  pushPart(parts, 'line', text, colon + 1, at);
  return { kind: 'file', rest: at + 2 };
}
const LONGEST_PATH = 1024;
