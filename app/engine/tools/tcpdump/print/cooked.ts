/** Linux's own headers for captures on any interface (`-i any`), in their two versions. */
import type { Dissection } from './dissection.ts';
import { macText, printPayload, printUnknown, typeText } from './ethernet.ts';

const HEADER = 16;
const HEADER_2 = 20;
const DIRECTIONS = ['In', 'B', 'M', 'P', 'Out'];

export function printCooked(d: Dissection, length: number): void {
  d.protocol = 'sll';
  d.needs(0, HEADER);
  d.linkHeader = HEADER;
  const type = d.u16(14);
  if (d.settings.link) {
    d.print(`${(DIRECTIONS[d.u16(0)] ?? '?').padStart(3)} `);
    printSender(d, 4, 6);
    printType(d, type, length);
  }
  if (!printPayload(d, type, HEADER, length - HEADER)) printUnknown(d, HEADER, length - HEADER);
}

export function printCooked2(d: Dissection, length: number): void {
  d.protocol = 'sll2';
  d.needs(0, HEADER_2);
  d.linkHeader = HEADER_2;
  const type = d.u16(0);
  const index = d.u32(4);
  d.print(`${(d.settings.interfaces.get(index) ?? '?').padEnd(5)} `);
  d.print(`${(DIRECTIONS[d.u8(10)] ?? '?').padEnd(3)} `);
  if (d.settings.link) {
    d.print(`ifindex ${index} `);
    printSender(d, 11, 12);
    printType(d, type, length);
  }
  if (!printPayload(d, type, HEADER_2, length - HEADER_2)) printUnknown(d, HEADER_2, length - HEADER_2);
}

function printSender(d: Dissection, lengthAt: number, at: number): void {
  const length = lengthAt === 4 ? d.u16(lengthAt) : d.u8(lengthAt);
  if (length === 6) d.print(`${macText(d, at)} `);
}

function printType(d: Dissection, type: number, length: number): void {
  if (d.settings.quiet === 0) d.print(`${typeText(d, type)}, length ${length}: `);
}
