/** Whether a serial is the other or a later one: numbers that come round again (RFC 1982 §3.2). */
export function isAtLeast(serial: number, other: number): boolean {
  return serial === other || ((serial - other) | 0) > 0;
}
