/** Zones with a record that is not as it should be, of every type that BIND reads. For tests. */
import type { Random } from '../random.ts';

const HEAD = '$TTL 1h\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n';

/** Three records, and something wrong with one of them more often than not. */
export function mutatedZone(random: Random): string {
  const wrong = random.below(3);
  const lines = [0, 1, 2].map((i) => {
    const line = `${pick(random, [`n${i}`, `n${i}`, 'n0', '@'])} ${pick(random, RECORDS)}`;
    return i === wrong ? mutated(random, line) : line;
  });
  return `${HEAD}${lines.join('\n')}\n`;
}

function mutated(random: Random, line: string): string {
  const words = line.split(' ');
  const at = random.below(words.length);
  const word = words[at] ?? '';
  const cut = random.below(word.length + 1);
  switch (random.below(9)) {
    case 0:
      return words.toSpliced(at, 1).join(' ');
    case 1:
      return words.with(at, pick(random, WORDS)).join(' ');
    case 2:
      return words.toSpliced(at, 0, pick(random, WORDS)).join(' ');
    case 3:
      return words.with(at, word.slice(0, cut) + word.slice(cut + 1)).join(' ');
    case 4:
      return words.with(at, word.slice(0, cut) + pick(random, LETTERS) + word.slice(cut)).join(' ');
    case 5:
      return words.with(at, `"${word}"`).join(' ');
    case 6:
      return words.slice(0, at + 1).join(' ');
    case 7:
      return `${line} ${pick(random, WORDS)}`;
    default:
      return words.with(at, word.replace(/[0-9]+/, pick(random, NUMBERS))).join(' ');
  }
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)] as T;
}

const NUMBERS = ['0', '1', '255', '256', '65536', '99999999999', '007'];
const LETTERS = [...'09a."();\\- =,:z\t'];
const WORDS = [
  ...['0', '1', '255', '256', '65535', '65536', '4294967295', '4294967296', '-1', 'a', '.', '@', '..', 'ns'],
  ...[
    '192.0.2.1',
    '::1',
    '"x"',
    '""',
    'A',
    'NS',
    'IN',
    'CH',
    'TYPE65',
    'CLASS1',
    '\\#',
    '\\# 0',
    '\\# 2 abcd',
  ],
  ...['(', ')', '; c', '"', '\\', '\\065', '\\300', '-', '+', '=', 'aabb', 'aabbc', 'AAAA', 'AA==', 'A='],
  ...['20200101000000', 'RSASHA256', 'x y', '_a', 'a_b', '$', '*', 'alpn=h2', 'key1="a"', 'port=53', '1w'],
  ...['1h30', 'foo.bar.', '1-2', '0x00', 'N', 'NONE', 'ANY', 'a'.repeat(64), 'b.'.repeat(127)],
];

const RECORDS = [
  '300 IN A 1.2.3.4',
  'IN 300 AAAA 2001:db8::1',
  'MX 10 mail',
  'TXT "foo bar" baz \\065\\"x',
  'SRV 1 2 3 ns',
  'CNAME foo',
  'DNAME foo.bar.',
  'PTR foo',
  'NAPTR 100 10 "U" "E2U+sip" "!^.*$!sip:info@example.com!" .',
  'SVCB 1 foo. alpn=h2,h3 port=53 ipv4hint=1.2.3.4 ipv6hint=::1',
  'HTTPS 1 . mandatory=alpn,port alpn="h2" port=443 no-default-alpn',
  'SVCB 1 . key77="abc" dohpath="/q{?dns}" ech=AAAA',
  'HTTPS 0 foo.',
  'CAA 0 issue "letsencrypt.org"',
  'DS 12345 8 2 aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899',
  'DNSKEY 257 3 8 AwEAAbqjg7xdvnU2Q/gtLw5LOfr5cDeTRjYuEbkzGrUiVSOSoxcTxuao',
  'RRSIG A 8 2 300 20300101000000 20200101000000 12345 example. AAAA',
  'NSEC foo A NS RRSIG TYPE1234',
  'NSEC3 1 0 10 AABB 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A RRSIG',
  'NSEC3PARAM 1 0 10 AABB',
  'TLSA 3 1 1 aabbccddeeff',
  'SSHFP 1 1 aabbccddeeff00112233445566778899aabbccdd',
  'CERT PKIX 1 RSASHA1 AAAA',
  'LOC 52 14 05 N 00 08 50 E 10m 1m 10m 10m',
  'URI 10 1 "https://example.com/"',
  'HIP 2 200100107B1A74DF365639CC39F1D578 AwEAAbdx foo.',
  'IPSECKEY 10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==',
  'APL 1:192.168.32.0/21 !1:192.168.38.0/28 2:FF00:0:0:0:0:0:0:0/8',
  'HINFO "PC" "Linux"',
  'RP h.example. txt',
  'AFSDB 1 afs',
  'X25 "311061700956"',
  'ISDN "150862028003217" "004"',
  'RT 10 foo',
  'NSAP 0x47.0005.80.005a00.0000.0001.e133.ffffff000162.00',
  'KEY 256 3 8 AwEAAbqjg7xd',
  'PX 10 a b',
  'GPOS "-22.6882" "116.8652" "250.0"',
  'NID 10 0014:4fff:ff20:ee64',
  'L32 10 10.1.2.0',
  'L64 10 2001:0db8:1140:1000',
  'LP 10 foo',
  'EUI48 00-00-5e-00-53-2a',
  'EUI64 00-00-5e-ef-10-00-00-2a',
  'TYPE65400 \\# 4 aabbccdd',
  'A \\# 4 0a000001',
  'CSYNC 66 3 A NS AAAA',
  'ZONEMD 1 1 1 aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899',
  'CDS 0 0 0 00',
  'CDNSKEY 0 3 0 AA==',
  'OPENPGPKEY AAAA',
  'SMIMEA 3 1 1 aabb',
  'DHCID AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=',
  'SPF "v=spf1 -all"',
  'WKS 1.2.3.4 6 25',
  'KX 10 foo',
  'AMTRELAY 10 0 1 203.0.113.15',
  'DLV 1 8 2 aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899',
  'TA 1 8 2 aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899',
  'SINK 1 0 0 AAAA',
  'TALINK a b',
  'NINFO "foo"',
  'RKEY 0 255 1 AAAA',
  'AVC "foo"',
  'DOA 1 2 3 "text/plain" AAAA',
  'MINFO a b',
  'MB a',
  'MG a',
  'MR a',
  'NULL \\# 2 aabb',
  'RESINFO qnamemin exterr=15-17',
  'WALLET BTC xyz',
  'A6 0 ::1',
  'ATMA +61.2.0000.0000',
  'EID aabb',
  'NIMLOC aabb',
  'SIG A 8 2 300 20300101000000 20200101000000 12345 example. AAAA',
  'NXT foo A NS',
];
