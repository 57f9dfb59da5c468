/** An address and a port; IPv6 in its RFC 5952 text form, without brackets. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}
