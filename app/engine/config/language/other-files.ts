/** What may stand in BIND's other files: rndc.conf, rndc.key and what is like it, bind.keys. */
import { bareAddress } from './address-types.ts';
import { integer, string } from './basic-types.ts';
import { block, type Clauses } from './block-types.ts';
import { MANY, table } from './logging-types.ts';
import { hostList, keyBlock, trustAnchors, trustedKeys } from './value-types.ts';
import { DEPRECATED } from './zone-clauses.ts';

const source4 = bareAddress({ v4: true, v6: false, any: true });
const source6 = bareAddress({ v4: false, v6: true, any: true });

const options = block([
  table(
    ['default-key default-server', string],
    ['default-port', integer],
    ['default-source-address', source4],
    ['default-source-address-v6', source6],
  ),
]);

const server = block(
  [
    table(
      ['addresses', hostList],
      ['key', string],
      ['port', integer],
      ['source-address', source4],
      ['source-address-v6', source6],
    ),
  ],
  string,
);

export const RNDC_CONF: Clauses = table(
  ['key', keyBlock, MANY],
  ['server', server, MANY],
  ['options', options],
);

/** One key and nothing else. */
export const KEY_FILE: Clauses = table(['key', keyBlock]);

export const BIND_KEYS: Clauses = table(
  ['managed-keys', trustAnchors, { ...MANY, ...DEPRECATED }],
  ['trust-anchors', trustAnchors, MANY],
  ['trusted-keys', trustedKeys, { ...MANY, ...DEPRECATED }],
);
