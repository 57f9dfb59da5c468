/**
 * Zone transfers: when a full (RFC 5936) or an incremental one (RFC 1995) is complete.
 */
import { TYPE } from '../../protocol/codes.ts';
import type { Message } from '../../protocol/message.ts';
import { readSoa } from '../../protocol/rdata.ts';
import type { Exchange } from './exchange.ts';

/**
 * Looks through one message of a transfer, after it was printed. True when more messages are to come.
 *
 * The first record must be an SOA. If the second is none, the whole zone follows up to the second SOA. If it is one,
 * differences follow: the new zone's serial then turns up twice more, the last time at the end.
 */
export function transferGoesOn(exchange: Exchange, message: Message, size: number): boolean {
  const { dig, lookup } = exchange;
  const incremental = lookup.type === TYPE.IXFR;
  exchange.messages++;
  exchange.octets += size;
  if (message.answers.length === 0) {
    dig.out('; Transfer failed.\n');
    return false;
  }
  for (const record of message.answers) {
    exchange.records++;
    const soa = record.type === TYPE.SOA ? readSoa(record.rdata) : null;
    if (exchange.firstSerial === null && soa === null) {
      dig.out("; Transfer failed.  Didn't start with SOA answer.\n");
      return false;
    }
    if (soa === null) {
      if (!exchange.secondRecordSeen) {
        exchange.secondRecordSeen = true;
        exchange.fullTransfer = true;
      }
      continue;
    }
    if (exchange.firstSerial === null) {
      exchange.firstSerial = soa.serial;
      if (incremental && serialAtLeast(lookup.ixfrSerial, soa.serial)) return complete(exchange, size);
      continue;
    }
    if (!incremental || exchange.fullTransfer) return complete(exchange, size);
    if (!exchange.secondRecordSeen) {
      if (exchange.firstSerial === soa.serial) return complete(exchange, size);
      exchange.secondRecordSeen = true;
      continue;
    }
    if (exchange.firstSerial === soa.serial) {
      if (exchange.repeatSeen) return complete(exchange, size);
      exchange.repeatSeen = true;
    }
  }
  return true;
}

function complete(exchange: Exchange, size: number): false {
  exchange.dig.program.received(exchange, size);
  return false;
}

/** RFC 1982: `a` is `b` or later, in serial number arithmetic. */
function serialAtLeast(a: number, b: number): boolean {
  return a === b || ((a - b) | 0) > 0;
}
