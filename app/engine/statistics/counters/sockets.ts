/** Socket I/O statistics: the same events for each family of sockets. */
import { counterTexts, type CounterLine, type CounterText } from './counter.ts';

interface Family {
  readonly name: string;
  readonly words: string;
  readonly what: string;
}

const INTERNET: readonly Family[] = [
  { name: 'UDP4', words: 'UDP/IPv4', what: 'UDP over IPv4' },
  { name: 'UDP6', words: 'UDP/IPv6', what: 'UDP over IPv6' },
  { name: 'TCP4', words: 'TCP/IPv4', what: 'TCP over IPv4' },
  { name: 'TCP6', words: 'TCP/IPv6', what: 'TCP over IPv6' },
];
const UNIX: Family = { name: 'Unix', words: 'Unix domain', what: 'Unix domain (within this machine)' };
const RAW: Family = { name: 'Raw', words: 'Raw', what: 'raw, with which changes of interfaces are watched' };
const WATCH = (name: string): Family => ({
  name,
  words: 'FDwatch',
  what: 'watched file descriptors, of old versions',
});

type Event = (family: Family) => CounterLine;

const opened: Event = ({ name, words, what }) => [
  `${name}Open`,
  `${words} sockets opened`,
  'sockets',
  `Sockets opened: ${what}. A resolver opens one for each question over UDP.`,
];
const openFailed: Event = ({ name, words, what }) => [
  `${name}OpenFail`,
  `${words} socket open failures`,
  'sockets',
  `Sockets that could not be opened: ${what}. Too few file descriptors, most often.`,
];
const closed: Event = ({ name, words, what }) => [
  `${name}Close`,
  `${words} sockets closed`,
  'sockets',
  `Sockets closed: ${what}.`,
];
const bindFailed: Event = ({ name, words, what }) => [
  `${name}BindFail`,
  `${words} socket bind failures`,
  'sockets',
  `Sockets that did not get the address and port they wanted: ${what}.`,
];
const connectFailed: Event = ({ name, words, what }) => [
  `${name}ConnFail`,
  `${words} socket connect failures`,
  'sockets',
  `Connections to others that failed: ${what}.`,
];
const connected: Event = ({ name, words, what }) => [
  `${name}Conn`,
  `${words === 'FDwatch' ? 'FDwatch domain' : words} connections established`,
  'sockets',
  `Connections to others: ${what}. UDP sockets are “connected” to the server that is asked, so that nobody else is heard.`,
];
const acceptFailed: Event = ({ name, words, what }) => [
  `${name}AcceptFail`,
  `${words} connection accept failures`,
  'sockets',
  `Connections of clients that could not be taken: ${what}.`,
];
const accepted: Event = ({ name, words, what }) => [
  `${name}Accept`,
  `${words} connections accepted`,
  'sockets',
  `Connections that clients opened: ${what}. rndc and readers of statistics come so too.`,
];
const sendFailed: Event = ({ name, words, what }) => [
  `${name}SendErr`,
  `${words} send errors`,
  'messages',
  `Messages that could not be sent: ${what}. A firewall here, or no route.`,
];
const receiveFailed: Event = ({ name, words, what }) => [
  `${name}RecvErr`,
  `${words} recv errors`,
  'messages',
  `Errors while receiving: ${what}. Mostly “port unreachable” from a server that does not run.`,
];
const active: Event = ({ name, words, what }) => [
  `${name}Active`,
  `${words} sockets active`,
  'sockets',
  `Sockets open at this moment: ${what}.`,
  'now',
];
const clients: Event = ({ name, words, what }) => [
  `${name}Clients`,
  `${words} clients currently connected`,
  'clients',
  `Clients connected at this moment: ${what}.`,
  'now',
];

const TCP = INTERNET.slice(2);

export const SOCKET_COUNTERS: readonly CounterText[] = counterTexts([
  ...[...INTERNET, UNIX, RAW].map(opened),
  ...[...INTERNET, UNIX, RAW].map(openFailed),
  ...[...INTERNET, UNIX, WATCH('FDWatch'), RAW].map(closed),
  ...[...INTERNET, UNIX, WATCH('Fdwatch')].map(bindFailed),
  ...[...INTERNET, UNIX, WATCH('FDwatch')].map(connectFailed),
  ...[...INTERNET, UNIX, WATCH('FDwatch')].map(connected),
  ...[...TCP, UNIX].map(acceptFailed),
  ...[...TCP, UNIX].map(accepted),
  ...[...INTERNET, UNIX, WATCH('FDwatch')].map(sendFailed),
  ...[...INTERNET, UNIX, WATCH('FDwatch'), RAW].map(receiveFailed),
  ...[...INTERNET, UNIX, RAW].map(active),
  ...TCP.map(clients),
]);
