/** What named and its helpers say of themselves. */
import { DEFAULT_VERSION } from '../../server/options.ts';

export { DEFAULT_VERSION };

/** `named -v` */
export const VERSION_LINE = `BIND ${DEFAULT_VERSION} (Extended Support Version) <id:>\n`;

/** `named -V`: also what it can do, and where it looks. */
export const LONG_VERSION = `${VERSION_LINE}running on Rootwalk
built as part of Rootwalk: this is no ISC build

default paths:
  named configuration:  /etc/bind/named.conf
  rndc configuration:   /etc/bind/rndc.conf
  nsupdate session key: not used
  named PID file:       not used
`;
