/** Zones with something wrong: nothing breaks, nothing takes long. `ROOTWALK_ZONES=100000` for a long run. */
import { describe, expect, it } from 'vitest';
import { nameOf } from '../protocol/name.ts';
import { seededRandom } from '../random.ts';
import { bindLines } from './diagnostic.ts';
import { loadZone } from './load-zone.ts';
import { mutatedZone } from './mutated-zones.samples.ts';

const COUNT = Number(process.env['ROOTWALK_ZONES'] ?? 3000);

describe('a zone with something wrong', () => {
  it('is loaded or refused with a reason, soon', { timeout: 600_000 }, () => {
    const random = seededRandom('mutated zones');
    let refused = 0;
    let slowest = 0;
    for (let i = 0; i < COUNT; i++) {
      const text = mutatedZone(random);
      const before = process.cpuUsage();
      const { zone, diagnostics, errors } = loadZone(text, {
        origin: nameOf('example'),
        fileName: 'z',
        now: 0,
      });
      const { user, system } = process.cpuUsage(before);
      slowest = Math.max(slowest, user + system);
      expect(zone === null, text).toBe(errors > 0);
      expect(
        diagnostics.some(({ severity }) => severity === 'error'),
        text,
      ).toBe(errors > 0);
      for (const line of diagnostics.flatMap(bindLines)) expect(line).not.toMatch(/undefined|NaN|\[object/);
      if (zone === null) refused++;
    }
    expect(refused).toBeGreaterThan(COUNT / 4);
    expect(refused).toBeLessThan(COUNT);
    expect(slowest).toBeLessThan(1_000_000);
  });
});
