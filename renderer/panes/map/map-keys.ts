/** The arrow keys on the map: left and right within a zone's box, up and down from box to box. */

export function moveByKey(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const step = STEPS[event.key];
  const active = document.activeElement;
  if (step === undefined || !(active instanceof HTMLElement) || !active.matches('[data-map-stop]')) return;
  const selector = step.within ? '[data-map-stop]' : '[data-map-zone], .machines [data-map-stop]';
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)];
  const here = stops.indexOf(active);
  const from = here >= 0 ? here : stops.findIndex((stop) => follows(stop, active)) - (step.by < 0 ? 0 : 1);
  const next = stops[from + step.by];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

const STEPS: Readonly<Record<string, { readonly by: 1 | -1; readonly within: boolean }>> = {
  ArrowRight: { by: 1, within: true },
  ArrowLeft: { by: -1, within: true },
  ArrowDown: { by: 1, within: false },
  ArrowUp: { by: -1, within: false },
};

function follows(element: Element, other: Element): boolean {
  return (other.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}
