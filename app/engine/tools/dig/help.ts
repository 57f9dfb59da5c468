/**
 * `dig -h`, written from the table of options.
 */
import { PLUS_OPTIONS, USAGE } from './options.ts';

/** The options with one dash: letter, value, meaning. For help and completion. */
export const DASH_OPTIONS: readonly { readonly usage: string; readonly help: string }[] = [
  { usage: '-4', help: 'use IPv4 query transport only' },
  { usage: '-6', help: 'use IPv6 query transport only' },
  { usage: '-b address[#port]', help: 'bind to source address/port' },
  { usage: '-c class', help: 'specify query class' },
  { usage: '-f filename', help: 'batch mode' },
  { usage: '-k keyfile', help: 'specify tsig key file' },
  { usage: '-m', help: 'enable memory usage debugging' },
  { usage: '-p port', help: 'specify port number' },
  { usage: '-q name', help: 'specify query name' },
  { usage: '-r', help: 'do not read ~/.digrc' },
  { usage: '-t type', help: 'specify query type' },
  { usage: '-u', help: 'display times in usec instead of msec' },
  { usage: '-x dot-notation', help: 'shortcut for reverse lookups' },
  { usage: '-y [hmac:]name:key', help: 'specify named base64 tsig key' },
];

const INDENT = ' '.repeat(17);
const USAGE_COLUMN = 20;

export function helpText(): string {
  const lines: string[] = [];
  for (const { usage, help } of DASH_OPTIONS) lines.push(`${INDENT}${usage.padEnd(USAGE_COLUMN)}(${help})`);
  const dash = lines.join('\n');
  const plus: string[] = [];
  for (const option of PLUS_OPTIONS) {
    if (option.usage === null) continue;
    const [first = '', ...more] = option.help;
    const head = `+${option.usage}`.padEnd(USAGE_COLUMN - 1);
    plus.push(`${INDENT}${head} ${first}`);
    for (const line of more) plus.push(' '.repeat(INDENT.length + USAGE_COLUMN + 1) + line);
  }
  return `${USAGE}Where:  domain\t  is in the Domain Name System
        q-class  is one of (in,hs,ch,...) [default: in]
        q-type   is one of (a,any,mx,ns,soa,hinfo,axfr,txt,...) [default:a]
                 (Use ixfr=version for type ixfr)
        q-opt    is one of:
${dash}
        d-opt    is of the form +keyword[=value], where keyword is:
${plus.join('\n')}
        global d-opts and servers (before host name) affect all queries.
        local d-opts and servers (after host name) affect only that lookup.
        -h                           (print help and exit)
        -v                           (print version and exit)
`;
}
