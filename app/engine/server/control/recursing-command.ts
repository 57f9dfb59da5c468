/** recursing: what clients wait for, and which zones are being asked, into a file. */
import { unpackOctets } from '../../cache/octet-text.ts';
import { classText, typeText } from '../../protocol/codes.ts';
import { Name } from '../../protocol/name.ts';
import { BUILT_IN_VIEW, type Controlled } from './controlled.ts';
import { reply, type CommandReply } from './results.ts';

export function recursing(controlled: Controlled): CommandReply {
  controlled.write('recursing', [recursingText(controlled)], (written) => {
    if (written) controlled.log('info', 'dumprecursing complete');
    else controlled.log('error', 'dumprecursing failed: failure');
  });
  return reply('ISC_R_SUCCESS');
}

function recursingText({ named }: Controlled): string {
  let text = ';\n; Recursing Queries\n;\n';
  for (const { recursion } of named.views) {
    for (const { client, question, since } of recursion?.waitingQuestions ?? []) {
      const asked = `${question.name.toRelaxedString()}/${typeText(question.type)}/${classText(question.class)}`;
      text += `; client ${client.address}#${client.port}: id ${client.id} '${asked}' requesttime ${Math.floor(since / 1000)}\n`;
    }
  }
  for (const { name, recursion } of named.views) {
    text += `;\n; Active fetch domains [view: ${name}]\n;\n`;
    for (const { zone, active, spilled, allowed } of recursion?.resolver.limits.zones.zones() ?? [])
      text += `${String(zoneOf(zone))}: ${active} active (${spilled} spilled, ${allowed} allowed)\n`;
  }
  return `${text};\n; Active fetch domains [view: ${BUILT_IN_VIEW}]\n;\n; Dump complete\n`;
}

/** The name that a key stands for: its wire form without the closing zero. */
function zoneOf(key: string): Name {
  let labels = 0;
  for (let at = 0; at < key.length; at += key.charCodeAt(at) + 1) labels++;
  return Name.fromTrustedWire(unpackOctets(`${key}\0`), labels);
}
