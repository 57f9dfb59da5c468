/** A small share of `npm run fuzz`, with every kind of file: no crash, no hang, something told of what is wrong. */
import { expect, test } from 'vitest';
import { runCampaign } from './campaign.ts';
import { configurations } from './configurations.ts';
import { dumps } from './dumps.ts';
import { logs } from './logs.ts';
import { zones } from './zones.ts';

const COUNT = Number(process.env['ROOTWALK_FUZZ'] ?? 400);

test.each([dumps, logs, zones, configurations])(
  `${COUNT} spoilt $name: nothing fails, nothing takes long`,
  { timeout: 3_600_000 },
  (kind) => {
    const { findings, told } = runCampaign({ kind, count: COUNT, seed: 'tests', cpuMs });
    expect(findings).toEqual([]);
    // Nearly all are spoilt where it matters.
    expect(told).toBeGreaterThan(COUNT / 2);
  },
);

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
