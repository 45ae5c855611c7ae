/** What the measurement asks of the peers' process, once. */
export interface PeersOrder {
  /** The gateway's address. */
  readonly url: string;
  readonly key: string;
  readonly peers: number;
  /** From a moment at which all of them hear somebody, for this long. */
  readonly window_ms: number;
}

/** What the peers' process tells, in this order; a `fault` ends it. */
export type PeersNews =
  | { readonly step: 'connected' | 'begun' }
  | ({ readonly step: 'heard' } & HeardByPeers)
  | { readonly step: 'fault'; readonly message: string };

/** Of each peer, in milliseconds. */
export interface HeardByPeers {
  /** The longest time in which a steady voice was not there. */
  readonly silences: readonly number[];
  /** How long after its turn the latest frame came; the frame that was least late is in time. */
  readonly late: readonly number[];
}
