/** tcpdump's options: which take a word, what their long forms are, and which are not here. */

/** Short options that take the next word. */
export const WITH_WORD = 'BcCEFGijMQrsTVwWyzZ';
/** Short options without a word. */
export const FLAGS = 'aAbdDefhHIJKlLmnNOpqStuUvxXY#';

export interface LongOption {
  /** The short one that it stands for; a word of its own where there is none. */
  readonly means: string;
  readonly word: boolean;
}

export const LONG_OPTIONS: Readonly<Record<string, LongOption>> = {
  'buffer-size': { means: 'B', word: true },
  count: { means: 'count', word: false },
  'list-interfaces': { means: 'D', word: false },
  help: { means: 'h', word: false },
  interface: { means: 'i', word: true },
  'list-time-stamp-types': { means: 'J', word: false },
  'time-stamp-type': { means: 'j', word: true },
  'list-data-link-types': { means: 'L', word: false },
  'no-promiscuous-mode': { means: 'p', word: false },
  direction: { means: 'Q', word: true },
  'snapshot-length': { means: 's', word: true },
  'absolute-tcp-sequence-numbers': { means: 'S', word: false },
  'packet-buffered': { means: 'U', word: false },
  linktype: { means: 'y', word: true },
  'dont-verify-checksums': { means: 'K', word: false },
  'relinquish-privileges': { means: 'Z', word: true },
  'no-optimize': { means: 'O', word: false },
  'monitor-mode': { means: 'I', word: false },
  'immediate-mode': { means: 'immediate-mode', word: false },
  print: { means: 'print', word: false },
  number: { means: '#', word: false },
  version: { means: 'version', word: false },
  'time-stamp-precision': { means: 'precision', word: true },
  micro: { means: 'micro', word: false },
  nano: { means: 'nano', word: false },
};

/** What has no meaning on a lab's machine and changes nothing. */
export const WITHOUT_EFFECT = 'abBfHjlmOpuYZ';
/** Simplified: what a real tcpdump does and this one does not. */
export const NOT_HERE = 'CdEGIJMVWz';
