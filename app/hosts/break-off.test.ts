import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { breakOff } from './break-off.ts';

const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((what) => what === 'TCPSocketWrap').length;

test.each([
  ['in the middle of data', (socket: Socket) => void socket.write('half')],
  ['while its own end is on its way', (socket: Socket) => void socket.end('all')],
])('a connection broken off %s is closed on both sides', async (_, before) => {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.resume();
    socket.on('close', () => server.emit('gone'));
    socket.on('end', () => socket.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = createConnection({ host: '127.0.0.1', port, allowHalfOpen: true });
  await once(socket, 'connect');
  const gone = once(server, 'gone');
  before(socket);
  breakOff(socket);
  await Promise.all([gone, once(socket, 'close')]);
  server.close();
  await expect.poll(openSockets).toBe(0);
});
