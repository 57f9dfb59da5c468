/** check-delegation over real sockets, through the gateway; a domain that is fine, and one whose servers are silent. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDelegation } from '../../engine/tools/check-delegation/check-delegation.ts';
import { openLab, type OpenLab } from '../../testing/lab-gateway.ts';
import { realContext } from './real-context.ts';

let open: OpenLab;
beforeAll(async () => {
  open = await openLab('check-delegation');
});
afterAll(() => open.close());

async function run(name: string): Promise<{ readonly status: number; readonly out: string }> {
  let out = '';
  const args = ['-p', String(open.port), '-r', '127.53.1.1', name];
  const context = realContext(args, new AbortController().signal);
  // The lab's servers have IPv6 addresses in their zones only; a machine may have a way that leads nowhere.
  const net = { ...context.net, ipv6: false };
  const status = await checkDelegation({ ...context, net, out: (text) => void (out += text) });
  return { status, out };
}

test('a domain is walked from one root server on', { timeout: 20_000 }, async () => {
  const { status, out } = await run('www.tiscali.co.uk');
  expect(out).toMatch(/^\. \(the root\): 13 servers\n/);
  expect(out).toMatch(/^ {3}ns2\.as9105\.net +127\.53\.11\.53 +yes +aa +2026110901 +=/m);
  expect(out).toMatch(/^no findings, 3 remarks/m);
  expect(status).toBe(0);
});

test('silent servers cost a few seconds, all at once', { timeout: 20_000 }, async () => {
  const began = performance.now();
  const { status, out } = await run('www.silent.co.uk');
  expect(out).toMatch(/^X {2}ns2\.silent\.co\.uk +127\.53\.98\.53 +silent/m);
  expect(status).toBe(1);
  expect(performance.now() - began).toBeLessThan(12_000);
});
