/** Zones with all that makes authoritative answers hard, for tests. */
export const HARD_ZONES: readonly { readonly origin: string; readonly text: string }[] = [
  {
    origin: 'hard.test',
    text: `$TTL 300
@ 3600 SOA ns1 hostmaster 7 7200 900 1209600 60
@ NS ns1
@ NS ns.other.test.
@ NS ns.outside.invalid.
@ A 192.0.2.1
@ MX 10 mail
@ MX 20 mail.other.test.
@ MX 30 mail.child
@ TXT "apex"
ns1 A 192.0.2.2
ns1 AAAA 2001:db8::2
mail A 192.0.2.3
; empty non-terminals
deep.er.name A 192.0.2.4
; aliases
one CNAME two
two CNAME mail
loop1 CNAME loop2
loop2 CNAME loop1
self CNAME self
gone CNAME nothing-here
empty CNAME er.name
out CNAME www.outside.invalid.
over CNAME alias.other.test.
into CNAME www.child
atcut CNAME child
bad CNAME www.broken.other.test.
; wildcards
*.wild A 192.0.2.5
*.wild MX 10 mail
*.wild TXT "wild"
sub.wild TXT "no A here"
*.alias CNAME mail
*.chain CNAME a.b.wild
a.*.inside TXT "below a wildcard"
*.hosts AAAA 2001:db8::5
uses-wild MX 10 any.hosts
uses-wild SRV 0 0 25 some.hosts
; cuts
child 7200 NS ns.child
child NS ns1
child NS ns.sibling
child NS ns.other.test.
child NS nothing-here
child TXT "hidden"
ns.child 600 A 192.0.2.6
ns.child AAAA 2001:db8::6
www.child A 192.0.2.7
mail.child A 192.0.2.8
deep.child NS deeper.child
sibling NS ns.sibling
ns.sibling A 192.0.2.9
glueless NS ns.outside.invalid.
aliased NS ns.alias
wildglue NS any.hosts
signed NS ns1
signed DS 12345 8 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF
; here too, as a zone of its own
both NS ns.both
ns.both A 192.0.2.10
; DNAME
tree DNAME mail
moved DNAME target
moved A 192.0.2.11
*.target A 192.0.2.12
www.target A 192.0.2.13
away DNAME outside.invalid.
across DNAME other.test.
circle DNAME x.circle
long DNAME aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.ccccccccccccccccccccccccccccccccccccccccccccccccccccccccc.ddddddddddddddddddddddddddddddddddddddddddd
; services
_sip._tcp SRV 1 2 5060 mail
_sip._tcp SRV 1 2 5060 mail.other.test.
_none._tcp SRV 0 0 0 .
afs AFSDB 1 mail
kx KX 10 mail
rt RT 10 mail
; mixed letters
MiXeD A 192.0.2.14
points CNAME MIXED
; an alias that ends sixteen steps on
c0 CNAME c1
c1 CNAME c2
c2 CNAME c3
c3 CNAME c4
c4 CNAME c5
c5 CNAME c6
c6 CNAME c7
c7 CNAME c8
c8 CNAME c9
c9 CNAME c10
c10 CNAME c11
c11 CNAME c12
c12 CNAME c13
c13 CNAME c14
c14 CNAME c15
c15 CNAME c16
c16 CNAME c17
c17 CNAME c18
c18 CNAME c19
c19 A 192.0.2.15
; fourteen servers are too many to look addresses up for
$GENERATE 1-14 many NS m$
$GENERATE 1-14 m$ A 192.0.2.$
$GENERATE 1-14 mx MX "10 m$"
$GENERATE 1-13 mx13 MX "10 m$"
; two TTLs in one set
ttls 100 A 192.0.2.16
other 5 A 192.0.2.17
ttls 50 A 192.0.2.18
; unknown types
unknown TYPE65400 \\# 3 010203
`,
  },
  {
    origin: 'both.hard.test',
    text: `$TTL 120
@ 30 SOA ns hostmaster.hard.test. 1 7200 900 1209600 600
@ NS ns
ns A 192.0.2.10
www A 192.0.2.20
up CNAME mail.hard.test.
`,
  },
  {
    origin: 'other.test',
    text: `$TTL 900
@ SOA ns hostmaster 1 7200 900 1209600 300
@ NS ns
ns A 192.0.2.30
mail A 192.0.2.31
alias CNAME www
www A 192.0.2.32
no CNAME nothing
broken NS ns.broken
ns.broken A 192.0.2.33
`,
  },
  {
    origin: 'grandchild.below.hard.test',
    text: `$TTL 60
@ SOA ns hostmaster 1 7200 900 1209600 300
@ NS ns
ns A 192.0.2.40
`,
  },
];
