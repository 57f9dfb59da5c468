/**
 * A program of its own for gateway tests: opens a small lab on the port of its first argument, asks the caching server
 * at the address that the gateway gives, and prints the gateway's status and who answered, as JSON.
 */
import { createSocket } from 'node:dgram';
import { isBindProblem } from '../engine/network/transport.ts';
import { openGateway } from '../hosts/gateway/gateway.ts';
import { machineClock } from '../hosts/wall-clock.ts';
import { bareLab } from './bare-lab.ts';

const port = Number(process.argv[2]);
const { network, clock } = bareLab('fallback', machineClock);
const cache = network.addHost({ name: 'cache', addresses: ['127.53.0.53'], latencyMs: 1 });
network.addHost({ name: 'a.root-servers.net', addresses: ['127.53.1.1'], latencyMs: 1 });
const echo = cache.openUdp({ port: 53 });
if (isBindProblem(echo)) throw new Error(echo.reason);
echo.onDatagram = (payload, from, to) => echo.send(payload, from, to.address);
const gateway = await openGateway(network, clock, { port });
clock.run();
const status = gateway.status();
const client = createSocket('udp4');
client.on('message', (_, from) => {
  console.log(JSON.stringify({ status, from: `${from.address}:${from.port}` }));
  client.close();
  void gateway.close();
});
client.send('question', port, status.resolver?.split(':')[0] ?? '127.0.0.1');
