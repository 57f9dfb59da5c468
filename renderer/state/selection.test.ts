import { describe, expect, it } from 'vitest';
import { samplePackets, sampleSnapshot } from '../testing/sample.ts';
import { Selection } from './selection.svelte.ts';

const packet = (id: number) => samplePackets.find((row) => row.id === id)!;
const entry = (name: string, type: string) =>
  sampleSnapshot.cache.find((row) => row.name === name && row.type === type)!;

describe('the one selection', () => {
  it('of a packet lights its other half, what it taught and the entries of its name', () => {
    const selection = new Selection();
    selection.packet(packet(8));
    expect(selection.lightOfPacket(packet(8))).toBe('selected');
    expect(selection.lightOfPacket(packet(7))).toBe('lit');
    expect(selection.lightOfPacket(packet(5))).toBeNull();
    expect(selection.lightOfEntry(entry('www.tiscali.co.uk.', 'A'))).toBe('lit');
    expect(selection.lightOfEntry(entry('uk.', 'NS'))).toBeNull();
  });

  it('of an entry lights the packet that taught it', () => {
    const selection = new Selection();
    selection.entry(entry('uk.', 'NS'));
    expect(selection.lightOfEntry(entry('uk.', 'NS'))).toBe('selected');
    expect(selection.lightOfPacket(packet(4))).toBe('lit');
    expect(selection.lightOfPacket(packet(8))).toBeNull();
  });

  it('of a host lights its packets and what it taught', () => {
    const selection = new Selection();
    selection.server('ns2.nic.uk', '127.53.3.2');
    expect(selection.lightOfPacket(packet(5))).toBe('lit');
    expect(selection.lightOfPacket(packet(1))).toBeNull();
    expect(selection.lightOfEntry(entry('tiscali.co.uk.', 'NS'))).toBe('lit');
  });

  it('of a name lights it in any spelling', () => {
    const selection = new Selection();
    selection.ofName('WWW.tiscali.CO.uk');
    expect(selection.lightOfEntry(entry('www.tiscali.co.uk.', 'A'))).toBe('lit');
    selection.clear();
    expect(selection.lightOfEntry(entry('www.tiscali.co.uk.', 'A'))).toBeNull();
  });
});
