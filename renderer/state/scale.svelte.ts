/** Everything is measured in rem, so that presenting enlarges the window as one; this is the rem in pixels. */
let pixels = $state(16);

/** Height of a row in the long lists. */
export const ROW_REM = 1.75;
const PRESENTING = 1.5;

export function remPixels(): number {
  return pixels;
}

/** Sets the size of everything; 16 pixels is the plain one. */
export function scaleWindow(presenting: boolean): void {
  pixels = 16 * (presenting ? PRESENTING : 1);
  document.documentElement.style.fontSize = `${pixels}px`;
}
