import { describe, expect, test } from 'vitest';
import { DnsLab, lines } from '../../testing/dns-lab.ts';
import { CLASS, TYPE } from '../protocol/codes.ts';
import { responseTo } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { says, scriptedServer, type Sections } from '../../testing/scripted-server.ts';

const HINTS = '. 3600 NS root.\nroot. 3600 A 127.53.1.1\n';

type Say = (name: string, type: number) => Sections;

/** A lab whose servers say what `says` gives for the name and type asked. */
function servers(scripts: Record<string, Say>, recursion: Parameters<DnsLab['caching']>[1] = {}): DnsLab {
  const lab = new DnsLab('parent and child');
  for (const [address, say] of Object.entries(scripts)) {
    scriptedServer(lab.host(`host ${address}`, address), (query) => {
      const question = query.questions[0];
      return says(query, say(question?.name.toString() ?? '.', question?.type ?? 0));
    });
  }
  lab.caching(HINTS, recursion);
  return lab;
}

describe('a zone that its parent has let go', () => {
  test('takes the cuts below it along when its own delegation ends', async () => {
    let withdrawn = false;
    const lab = servers({
      '127.53.1.1': () =>
        withdrawn
          ? { aa: true, rcode: 3, authority: '. 60 SOA root. host.root. 1 1 1 1 60' }
          : { authority: 'mid. 5 NS ns.mid.', additional: 'ns.mid. 5 A 127.53.2.1' },
      '127.53.2.1': () => ({
        authority: 'sub.mid. 3600 NS ns.sub.mid.',
        additional: 'ns.sub.mid. 3600 A 127.53.3.1',
      }),
      '127.53.3.1': (name) => ({ aa: true, answer: `${name} 3600 A 127.53.3.80` }),
    });
    expect((await lab.ask('a.sub.mid.'))?.rcode).toBe(0);
    expect((await lab.ask('b.sub.mid.'))?.rcode).toBe(0);
    withdrawn = true;
    await lab.clock.jump(10_000);
    expect((await lab.ask('c.sub.mid.'))?.rcode).toBe(3);
  });
});

describe('DS (RFC 4035 §3.1.4.1)', () => {
  test('is asked of the parent when a server of both zones speaks for the child', async () => {
    const lab = servers({
      // It serves the root and deep.net., and so never refers to net. where deep.net. itself is asked for.
      '127.53.1.1': (name, type) => {
        if (name === 'deep.net.' && type === TYPE.DS)
          return { aa: true, authority: 'deep.net. 60 SOA root. host.root. 1 1 1 1 60' };
        return { authority: 'net. 60 NS ns.net.', additional: 'ns.net. 60 A 127.53.2.1' };
      },
      '127.53.2.1': (name, type) => {
        if (name === 'net.') return { aa: true, answer: 'net. 60 NS ns.net.' };
        return type === TYPE.DS
          ? { aa: true, answer: `deep.net. 60 DS 1 8 2 ${'00'.repeat(32)}` }
          : { rcode: 5 };
      },
    });
    const answer = await lab.ask('deep.net.', 'DS');
    expect(lines(answer?.answers ?? [])).toEqual([expect.stringMatching(/^deep\.net\. 60 IN DS 1 8 2 0+/)]);
  });
});

describe('a server name without glue, inside its own zone', () => {
  test("is asked for at the parent's servers, not at the root again", async () => {
    const lab = servers({
      '127.53.1.1': (name) =>
        name === 'www.a.com.'
          ? { authority: 'com. 60 NS ns.com.', additional: 'ns.com. 60 A 127.53.2.1' }
          : { rcode: 5 },
      '127.53.2.1': (name) =>
        name === 'ns.a.com.'
          ? { answer: 'ns.a.com. 60 A 127.53.3.1' }
          : { authority: 'a.com. 60 NS ns.a.com.' },
      '127.53.3.1': (name) => ({ aa: true, answer: `${name} 60 A 127.53.3.80` }),
    });
    expect((await lab.ask('www.a.com.'))?.answers).toHaveLength(1);
  });
});

describe('where the child gives its server an address that does not work', () => {
  const scripts: Record<string, Say> = {
    '127.53.1.1': (name) =>
      name.endsWith('net.')
        ? { authority: 'net. 60 NS ns.net.', additional: 'ns.net. 60 A 127.53.2.1' }
        : { authority: 'com. 60 NS ns.net.', additional: 'ns.net. 60 A 127.53.2.1' },
    '127.53.2.1': (name) =>
      name.endsWith('com.')
        ? { authority: 'a.com. 60 NS ns.b.net.' }
        : { authority: 'b.net. 60 NS ns.b.net.', additional: 'ns.b.net. 60 A 127.53.3.1' },
    '127.53.3.1': (name) =>
      name === 'ns.b.net.'
        ? { aa: true, answer: 'ns.b.net. 60 A 127.53.4.1' }
        : { aa: true, answer: `${name} 60 A 127.53.3.80` },
    '127.53.4.1': () => ({ rcode: 2 }),
  };

  test('gives up, as BIND does', async () => {
    expect((await servers(scripts).ask('www.a.com.'))?.rcode).toBe(2);
  });

  test('tries the address that the parent gave, where that is the setting', async () => {
    const lab = servers(scripts, { lastResort: 'parent-side' });
    const answer = await lab.ask('www.a.com.');
    expect(lines(answer?.answers ?? [])).toEqual(['www.a.com. 60 IN A 127.53.3.80']);
  });
});

describe('HTTPS records with parameters that no one can read', () => {
  test('are taken as they came', async () => {
    // Priority 1, target ., and alpn twice.
    const rdata = Uint8Array.from([0, 1, 0, 0, 1, 0, 3, 2, 0x68, 0x32, 0, 1, 0, 3, 2, 0x68, 0x33]);
    const lab = new DnsLab('https');
    scriptedServer(lab.host('root', '127.53.1.1'), (query) =>
      responseTo(query, {
        aa: true,
        answers: [{ name: nameOf('www.'), type: TYPE.HTTPS, class: CLASS.IN, ttl: 60, rdata }],
      }),
    );
    const named = lab.caching(HINTS);
    // The client here reads every parameter, and finds what the server left to it.
    await expect(lab.ask('www.', 'HTTPS')).rejects.toThrow('record data does not fit its type');
    const found = named.cache?.lookup(nameOf('www.'), TYPE.HTTPS);
    expect(found?.kind === 'rrset' ? found.entry.rrset(lab.clock.now()).rdatas : null).toEqual([rdata]);
  });
});

describe('with "minimal-responses no"', () => {
  test('the sections beside an answer can be those of the response', async () => {
    const lab = new DnsLab('beside');
    scriptedServer(lab.host('root', '127.53.1.1'), (query) =>
      says(query, {
        aa: true,
        answer: 'www.a. 60 A 127.53.3.80',
        authority: 'a. 60 NS ns.a.',
        additional: 'ns.a. 60 A 127.53.1.1\nother.a. 60 A 127.53.1.2',
      }),
    );
    lab.caching(HINTS, { beside: 'response' }, { minimalResponses: 'no' });
    const answer = await lab.ask('www.a.');
    expect(lines(answer?.authority ?? [])).toEqual(['a. 60 IN NS ns.a.']);
    expect(lines(answer?.additional ?? [])).toEqual(['ns.a. 60 IN A 127.53.1.1']);
  });
});
