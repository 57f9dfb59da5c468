/**
 * Our dig beside BIND's on the lab's own servers, through the gateway: the twenty commonest ways to ask, outputs
 * compared octet by octet after what differs by nature is masked. From a cache, TTLs may differ by a second or two.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dig } from '../../engine/tools/dig/dig.ts';
import { maskDig } from '../../testing/dig-mask.ts';
import { openLab, type OpenLab } from '../../testing/lab-gateway.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import { realContext } from './real-context.ts';

const CACHE = '127.53.0.53';
const ROOT = '127.53.1.1';
const OWNER = '127.53.9.53';

const LINES = [
  `@${CACHE} www.tiscali.co.uk`,
  `@${CACHE} +norec www.tiscali.co.uk`,
  `@${CACHE} tiscali.co.uk MX`,
  `@${CACHE} www.google.com MX`,
  `@${CACHE} nothing.tiscali.co.uk`,
  `@${CACHE} webmail.tiscali.co.uk`,
  `@${CACHE} +short webmail.tiscali.co.uk`,
  `@${CACHE} -x 127.53.9.1`,
  `@${CACHE} -t NS uk`,
  `@${CACHE} +tcp www.tiscali.co.uk`,
  `@${CACHE} +dnssec www.tiscali.co.uk`,
  `@${CACHE} +noall +answer www.tiscali.co.uk`,
  `@${CACHE} +multiline tiscali.co.uk SOA`,
  `@${CACHE} +nocomments +nostats tiscali.co.uk TXT`,
  `@${CACHE} -t AAAA www.tiscali.co.uk`,
  `@${CACHE} +noedns www.tiscali.co.uk`,
  `@${CACHE} -b 127.53.0.2 www.tiscali.co.uk`,
  `@${CACHE} +ttlunits +nocookie www.tiscali.co.uk`,
  `@${ROOT} +norec www.tiscali.co.uk.`,
  `@${ROOT} . NS`,
  `@${OWNER} +norec www.tiscali.co.uk`,
  `@${OWNER} www.google.com`,
  `@${OWNER} tiscali.co.uk SOA`,
  `@${OWNER} +qr x.homepages.tiscali.co.uk TXT`,
  `@${CACHE} +yaml +nsid www.tiscali.co.uk`,
  `@${CACHE} +edns=1 www.tiscali.co.uk`,
  `@${CACHE} +edns=1 +noednsnegotiation www.tiscali.co.uk`,
  `@${CACHE} +opcode=status www.tiscali.co.uk`,
  `@${CACHE} +header-only www.tiscali.co.uk`,
  `@${CACHE} +subnet=192.0.2.0/24 +keepalive +tcp www.tiscali.co.uk`,
  `@${CACHE} -c CH -t TXT version.bind`,
  `@${CACHE} -y a:YWJjYWJjYWJjYWJj www.tiscali.co.uk`,
  `@${CACHE} -y hmac-sha256:a:YWJjYWJjYWJjYWJj +tcp tiscali.co.uk AXFR`,
  `@${CACHE} +tls +tries=1 +timeout=1 www.tiscali.co.uk -p 1`,
  `@${OWNER} tiscali.co.uk AXFR`,
  `@${OWNER} tiscali.co.uk IXFR=1`,
  `@${OWNER} tiscali.co.uk ANY`,
  `@${OWNER} +notcp tiscali.co.uk ANY`,
  `@${ROOT} +norec +unknownformat www.tiscali.co.uk.`,
  `@${ROOT} +norec +nocrypto +dnssec +multiline . NS`,
];

let open: OpenLab;
beforeAll(async () => {
  open = await openLab('dig beside dig');
});
afterAll(() => open.close());

describe('on the lab’s servers, our dig prints what BIND’s dig prints', () => {
  for (const line of LINES) {
    test(`dig ${line}`, { timeout: 20_000 }, async (context) => {
      needsPrograms(context, 'dig');
      const [server = '', ...words] = line.split(' ');
      const args = [server, '-p', String(open.port), '-r', ...words];
      // Asked once before, so that both find the same in the cache.
      await runProgram('dig', args);
      const real = await runProgram('dig', args);
      let out = '';
      const take = (text: string): void => void (out += text);
      const status = await dig({ ...realContext(args, new AbortController().signal), out: take, err: take });
      expect(masked(out)).toBe(masked(real.out + real.err));
      expect(status).toBe(real.status);
    });
  }
});

/** TTLs from a cache count down between the two. */
function masked(text: string): string {
  return maskDig(text)
    .replace(/^(\S+\s+)(?:\d+[wdhms]?)+(\s+(?:IN\s+)?[A-Z]+\s)/gm, '$1TTL$2')
    .replace(/^(;; SERVER: \S+).*/gm, '$1');
}
