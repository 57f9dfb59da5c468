import { expect, test } from 'vitest';
import { mayLeave } from './may-leave.ts';

test('servers elsewhere are reached, private networks included', () => {
  for (const address of ['198.41.0.4', '192.168.1.1', '10.0.0.53', '2001:503:ba3e::2:30', 'fd12::53'])
    expect(mayLeave(address, false), address).toBe(true);
});

test('what is no machine elsewhere is never sent to', () => {
  for (const address of [
    '0.0.0.0',
    '169.254.1.1',
    '224.0.0.251',
    '255.255.255.255',
    '::',
    'fe80::1',
    'ff02::fb',
  ])
    expect(mayLeave(address, true), address).toBe(false);
});

test('this machine is sent to only where its loopback is the Internet, in whatever form it is written', () => {
  for (const address of ['127.0.0.1', '127.53.1.1', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1']) {
    expect(mayLeave(address, false), address).toBe(false);
    expect(mayLeave(address, true), address).toBe(true);
  }
});
