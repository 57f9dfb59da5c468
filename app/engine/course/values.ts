/** Values that a lab reckons from what happened, to hold a student's prediction against. */
import { rcodeText, TYPE } from '../protocol/codes.ts';
import type { LabEvidence } from './checks.ts';
import { fits, fitsServed, type Evidence, type SeenMessage } from './evidence.ts';
import type { LabPrediction, LabValue } from './lab-file.ts';

export interface RunningValue {
  see(evidence: Evidence): void;
  /** The value now, as text; null while there is nothing to reckon it from. */
  read(state: LabEvidence): string | null;
}

export function startValue(value: LabValue): RunningValue {
  switch (value.of) {
    case 'packet-count': {
      let count = 0;
      return {
        see(evidence) {
          if (evidence.kind === 'message' && fits(value.packet, evidence.seen)) count++;
        },
        read: () => String(count),
      };
    }
    case 'packet-field': {
      let last: SeenMessage | null = null;
      return {
        see(evidence) {
          if (evidence.kind === 'message' && fits(value.packet, evidence.seen)) last = evidence.seen;
        },
        read: () => (last ? fieldOf(last, value.field) : null),
      };
    }
    case 'served-upstream': {
      let last: number | null = null;
      return {
        see(evidence) {
          if (evidence.kind === 'served' && fitsServed(value.served, evidence.served))
            last = evidence.served.upstream;
        },
        read: () => (last === null ? null : String(last)),
      };
    }
    case 'cache-count':
      return {
        see() {},
        read(state) {
          const entries = state.cacheOf(value.host);
          return entries ? String([...entries].length) : null;
        },
      };
  }
}

function fieldOf(
  { message, packet }: SeenMessage,
  field: Extract<LabValue, { of: 'packet-field' }>['field'],
): string | null {
  switch (field) {
    case 'rcode':
      return rcodeText(message.rcode);
    case 'aa':
    case 'ra':
    case 'tc':
      return message[field] ? 'yes' : 'no';
    case 'ttl':
      return message.answers[0] ? String(message.answers[0].ttl) : null;
    case 'answers':
      return String(message.answers.length);
    case 'authority':
      return String(message.authority.length);
    case 'additional':
      return String(message.additional.length);
    case 'referral-zone':
      return message.authority.find((record) => record.type === TYPE.NS)?.name.toString() ?? null;
    case 'from':
      return packet.sourceHost;
  }
}

/** Whether a prediction came true: numbers within the lab's tolerance, words without regard to case. */
export function predictionHolds(prediction: LabPrediction, said: string, truth: string): boolean {
  const a = Number(said.trim());
  const b = Number(truth);
  if (said.trim() !== '' && !Number.isNaN(a) && !Number.isNaN(b)) return Math.abs(a - b) <= prediction.within;
  return said.trim().toLowerCase() === truth.toLowerCase();
}
