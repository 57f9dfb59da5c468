/** What is said where something belongs to one Internet and not to the other. */

export const REAL_TIME =
  'The real Internet runs in real time: here the clock cannot be stopped, stepped, sped up or jumped. ' +
  'Go back to the lab Internet for that.';

export const NO_LABS_HERE =
  'Labs need the lab Internet: its servers, its clock, its faults. Go back to it first, then open the lab.';

export const NOT_ON_THIS_HOST =
  'This Rootwalk runs where programs have no sockets (inside a browser, for instance), so it cannot reach the real ' +
  'Internet. Start Rootwalk on your own computer for that.';

export const BEING_TRIED = 'The real Internet is being tried already.';

export const STOPPED = 'Stopped. You are in the lab Internet, as before.';

/** `why`: what was tried, and what came of it. `inside`: whether the session stands in the real Internet already. */
export function unreachedText(why: string, inside: boolean): string {
  const stays = inside ? 'Everything stays as it was.' : 'You stay in the lab Internet.';
  return `The real Internet cannot be reached from here.\n${why}\n${stays}`;
}
