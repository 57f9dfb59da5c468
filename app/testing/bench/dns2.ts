/** dns2's own UDP server with 1,000 names, where it is installed. */
import { join } from 'node:path';
import { untilItAnswers, type Server } from './load.ts';
import { startProgram } from './programs.ts';
import { FORWARDING, NET, write, type Place } from './servers.ts';

export async function startDns2(place: Place): Promise<Server> {
  const host = `${NET}.0.6`;
  const port = 5307;
  const program = `const { createServer, Packet } = require('dns2');
const names = new Map();
for (let i = 0; i < 1000; i++) names.set('n' + i + '.cache.perf', '10.0.' + (i >> 8) + '.' + (i & 255));
createServer({ udp: true, handle(request, send) {
  const response = Packet.createResponseFromRequest(request);
  const { name } = request.questions[0];
  const address = names.get(name.toLowerCase());
  if (address) response.answers.push({ name, type: Packet.TYPE.A, class: Packet.CLASS.IN, ttl: 86400, address });
  send(response);
} }).listen({ udp: { port: ${port}, address: '${host}' } });\n`;
  const words = [process.execPath, '-e', program];
  write(place, 'dns2.js', program);
  const started = startProgram(words, 'server', join(place.folder, 'dns2.log'));
  await untilItAnswers(host, port, FORWARDING.name, FORWARDING.address);
  return { ...started, host, port };
}
