/** A delay in seconds with two digits that count, as Postfix logs it: `0.03`, `1.4`, `301`. */
export function delayText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  const places = seconds >= 9.95 ? 0 : seconds >= 0.995 ? 1 : 2;
  return String(Number(seconds.toFixed(places)));
}
