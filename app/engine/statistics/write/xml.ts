/** The XML of a statistics channel, version 3, as BIND 9.18 builds it. */
import type { Section, Statistics, ZoneFacts } from '../statistics.ts';
import {
  channelView,
  existing,
  has,
  isoText,
  memoryOf,
  sectionOf,
  TRAFFIC,
  traffic,
  viewsOf,
  zoneSection,
  type Subtree,
} from './channel.ts';

/** BIND 9.18's. */
const VERSION = '3.13';

type Counters = Section['counters'];

/** BIND: in the tables of its own all counters stand, 0 too; of types and cached RRsets only what there is. */
export function writeXml(statistics: Statistics, subtree: Subtree): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    element('statistics', serverXml(statistics, subtree) + bodyXml(statistics, subtree), {
      version: VERSION,
    }) +
    '\n'
  );
}

function serverXml(of: Statistics, subtree: Subtree): string {
  const facts =
    element('boot-time', isoText(of.bootAt)) +
    element('config-time', isoText(of.configuredAt)) +
    element('current-time', isoText(of.at)) +
    element('version', plain(of.version ?? ''));
  const server = has(subtree, 'server')
    ? counters('opcode', sectionOf(of, 'opcode')) +
      counters('rcode', sectionOf(of, 'rcode')) +
      counters('qtype', existing(sectionOf(of, 'qtype'))) +
      counters('nsstat', sectionOf(of, 'nsstat')) +
      counters('zonestat', sectionOf(of, 'zonestat')) +
      counters('resstat', sectionOf(of, 'resstat'))
    : '';
  const net = has(subtree, 'net') ? counters('sockstat', sectionOf(of, 'sockstat')) : '';
  return element('server', facts + server + net);
}

function bodyXml(of: Statistics, subtree: Subtree): string {
  const isServer = has(subtree, 'server');
  const isZones = has(subtree, 'zones');
  const views = isServer || isZones ? viewsOf(of).map((view) => viewXml(of, view, isServer, isZones)) : [];
  return (
    (has(subtree, 'traffic') ? element('traffic', trafficXml(of)) : '') +
    (views.length > 0 ? element('views', views.join('')) : '') +
    (has(subtree, 'mem') ? element('memory', element('contexts', '') + summaryXml(of)) : '')
  );
}

function viewXml(of: Statistics, view: string, isServer: boolean, isZones: boolean): string {
  const zones = isZones
    ? element(
        'zones',
        of.zones
          .filter((zone) => zone.view === view)
          .map((zone) => zoneXml(of, zone))
          .join(''),
      )
    : '';
  const cached = [...existing(sectionOf(of, 'cachedb', view))];
  const rrset = ([name, value]: readonly [string, number]): string =>
    element('rrset', element('name', plain(name)) + element('counter', String(value)));
  const cache =
    of.sections.find((section) => section.group === 'cachedb' && section.view === view)?.cache ?? view;
  const server = isServer
    ? counters('resqtype', existing(sectionOf(of, 'resqtype', view))) +
      counters('resstats', sectionOf(of, 'resstat', view)) +
      element('cache', cached.map(rrset).join(''), { name: channelView(cache) }) +
      counters('adbstat', sectionOf(of, 'adbstat', view)) +
      counters('cachestats', sectionOf(of, 'cachestats', view))
    : '';
  return element('view', zones + server, { name: channelView(view) });
}

function zoneXml(of: Statistics, { name, view, class: inClass, type, serial, loaded }: ZoneFacts): string {
  const queries = zoneSection(of, 'zonequery', view, name);
  return element(
    'zone',
    (type === null ? '' : element('type', plain(type))) +
      element('serial', serial === null ? '-' : String(serial)) +
      (loaded === null ? '' : element('loaded', plain(loaded))) +
      (queries.size > 0 ? counters('rcode', queries) : ''),
    { name, rdataclass: inClass },
  );
}

function trafficXml(of: Statistics): string {
  const sizes = (family: string, protocol: string): string =>
    TRAFFIC.filter((one) => one.family === family && one.protocol === protocol)
      .map(({ what, part }) =>
        counters(what === 'requests' ? 'request-size' : 'response-size', traffic(of, part)),
      )
      .join('');
  const family = (name: 'IPv4' | 'IPv6'): string =>
    element(name.toLowerCase(), element('udp', sizes(name, 'UDP')) + element('tcp', sizes(name, 'TCP')));
  return family('IPv4') + family('IPv6');
}

function summaryXml(of: Statistics): string {
  return element('summary', [...memoryOf(of)].map(([name, value]) => element(name, String(value))).join(''));
}

function counters(type: string, all: Counters): string {
  const inside = [...all].map(([name, value]) => element('counter', String(value), { name }));
  return element('counters', inside.join(''), { type });
}

/** `inside` is XML already. */
function element(name: string, inside: string, attributes: Readonly<Record<string, string>> = {}): string {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${plain(value)}"`);
  return inside === '' ? `<${name}${words.join('')}/>` : `<${name}${words.join('')}>${inside}</${name}>`;
}

const ESCAPED: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };

/** What XML 1.0 cannot hold at all becomes a question mark. */
function plain(text: string): string {
  return text
    .replace(/[<>&"]/g, (sign) => ESCAPED[sign] ?? sign)
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD]/g, '?');
}
