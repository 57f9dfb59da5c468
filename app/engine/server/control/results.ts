/** How a control command ended: BIND's name for it, its number in a reply, and its words. */

const RESULTS = {
  ISC_R_SUCCESS: [0, 'success'],
  ISC_R_NOPERM: [6, 'permission denied'],
  ISC_R_EXISTS: [18, 'already exists'],
  ISC_R_NOSPACE: [19, 'ran out of space'],
  ISC_R_NOTFOUND: [23, 'not found'],
  ISC_R_UNEXPECTEDEND: [24, 'unexpected end of input'],
  ISC_R_FAILURE: [25, 'failure'],
  ISC_R_NOTIMPLEMENTED: [27, 'not implemented'],
  ISC_R_UNEXPECTEDTOKEN: [32, 'unexpected token'],
  ISC_R_UNEXPECTED: [34, 'unexpected error'],
  ISC_R_FILENOTFOUND: [38, 'file not found'],
  ISC_R_RANGE: [41, 'out of range'],
  ISC_R_BADNUMBER: [56, 'not a valid number'],
  ISC_R_MULTIPLE: [62, 'multiple'],
  DNS_R_LABELTOOLONG: [75, 'label too long'],
  DNS_R_BADESCAPE: [76, 'bad escape'],
  DNS_R_EMPTYLABEL: [77, 'empty label'],
  DNS_R_UNKNOWN: [80, 'unknown class/type'],
  DNS_R_SYNTAX: [89, 'syntax error'],
  DNS_R_BADZONE: [108, 'bad zone'],
  DNS_R_NOTLOADED: [123, 'zone not loaded'],
  DNS_R_UNKNOWNCOMMAND: [172, 'unknown command'],
  DNS_R_NOTPRIMARY: [178, 'not primary'],
  DNS_R_NOTDYNAMIC: [181, 'not dynamic'],
} as const satisfies Readonly<Record<string, readonly [number: number, words: string]>>;

export type ResultName = keyof typeof RESULTS;

/** What a command has to say. */
export interface CommandReply {
  readonly result: ResultName;
  /** Without the last line break; may be empty. */
  readonly text: string;
}

export function reply(result: ResultName, text = ''): CommandReply {
  return { result, text };
}

export function resultNumber(result: ResultName): number {
  return RESULTS[result][0];
}

export function resultWords(result: ResultName): string {
  return RESULTS[result][1];
}

/** The name for a number, as rndc -r prints it. */
export function resultNamed(number: number): string {
  for (const [name, [known]] of Object.entries(RESULTS)) if (known === number) return name;
  return '(result code text not available)';
}
