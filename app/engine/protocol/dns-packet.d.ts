/** The parts of dns-packet that the protocol folder stands on; its published types cover only its main module. */
declare module 'dns-packet/types.js' {
  const table: { toString(type: number): string; toType(text: string): number };
  export default table;
}
declare module 'dns-packet/rcodes.js' {
  const table: { toString(rcode: number): string };
  export default table;
}
declare module 'dns-packet/opcodes.js' {
  const table: { toString(opcode: number): string };
  export default table;
}
declare module 'dns-packet/optioncodes.js' {
  const table: { toString(code: number): string | null };
  export default table;
}
