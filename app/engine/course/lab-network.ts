import type { Lab } from './lab-folder.ts';

/** Where a lab's network file lies, below `labs/`: in `networks/`, or with `./` in the lab's own folder. */
export function networkPath({ id, network }: Pick<Lab, 'id' | 'network'>): string {
  return network.startsWith('./') ? `${id}/${network.slice(2)}` : `networks/${network}`;
}
