/** What is settled beforehand of single servers, whatever is learned of them. BIND: `server 192.0.2.0/24 { … }`. */
export interface PeerSettings {
  /** It is never asked. Default false. */
  readonly bogus?: boolean;
  /** Whether it is asked with EDNS. Default true. */
  readonly edns?: boolean;
  /** The UDP payload size offered to it, in octets. Default: that offered to all. BIND: edns-udp-size. */
  readonly udpSize?: number;
  /** It is asked over TCP alone. Default false. */
  readonly tcpOnly?: boolean;
  /** Whether it gets our cookie (RFC 7873). Default true. BIND: send-cookie. */
  readonly cookie?: boolean;
}

/** By a server's address. */
export type Peers = (address: string) => PeerSettings;
