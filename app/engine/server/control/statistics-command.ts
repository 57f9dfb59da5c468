/** stats: what was counted, into the statistics file, which grows by one dump at a time. */
import { writeText } from '../../statistics/write/text.ts';
import type { Controlled } from './controlled.ts';
import { counted } from './counted.ts';
import { reply, type CommandReply } from './results.ts';

export function statistics(controlled: Controlled): CommandReply {
  controlled.write('statistics', [writeText(counted(controlled))], (written) => {
    if (written) controlled.log('info', 'dumpstats complete');
    else controlled.log('error', 'dumpstats failed: failure');
  });
  return reply('ISC_R_SUCCESS');
}
