/** The one channel between window and main process. Both ways it carries the contract's messages and nothing else. */
export const CHANNEL = 'rootwalk:contract';

/** Where the window's own pages live. */
export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://rootwalk`;
