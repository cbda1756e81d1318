/**
 * The promise that every transport keeps (WI1): a duplex stream of bytes between two processes, in order, without gaps while it
 * lasts, cut anywhere. What the bytes mean is not its business. `contract-suite.ts` proves it for each transport.
 *
 * A channel that nobody closed may still be dead: only heartbeats notice a half-open connection (WI5), its own where it is `watched`.
 */
export interface Channel {
  /** For logs: which transport, and to where. */
  readonly name: string;
  /** It beats by itself, and ends when the other side is silent (WI8): who speaks over it needs no heartbeats. */
  readonly watched: boolean;
  /**
   * Takes the bytes, always; they belong to the channel from now on. False: it holds more than it likes to, and `onDrain` will
   * tell when it has sent everything. Also false, and without effect, once the channel is closed. Never throws.
   */
  send(bytes: Uint8Array): boolean;
  /** Taken and not yet handed to the operating system. The caller's limit for a reader that stands still. */
  readonly bufferedBytes: number;
  /** The one reader. What arrived before is kept for it; while there is none, nothing is read. */
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** Told exactly once, whoever ended it, never inside of a call to the channel; a listener that comes late is told as well. */
  onClose(listener: (reason: string) => void): void;
  /** Everything was sent after `send` had said false. */
  onDrain(listener: () => void): void;
  /**
   * No more bytes are read from here on. What was sent before is still delivered if the other side takes it within
   * `LINGER_MS`. Our own `onClose` gets the reason; the other side learns that it was closed, not why.
   */
  close(reason?: string): void;
}

/** Above this `send` says false. */
export const HIGH_WATER_BYTES = 64 * 1024;
/** A closed channel lives on this long for its last words; longer, and a reader that stands still would keep it for ever. */
export const LINGER_MS = 1_000;

/** What `onClose` says when the other side closed the channel. */
export const CLOSED_BY_PEER = 'closed by peer';
/** What `onClose` says when nobody gave a reason. */
export const CLOSED_HERE = 'closed';

/** Reaches the other side, for ever if need be (PR6); rejects only when the signal says so. Each call makes a new channel. */
export type Dialer = (signal: AbortSignal) => Promise<Channel>;

/** Accepts channels until it is disposed; channels that were accepted live on, they are their receiver's. */
export interface Listener extends AsyncDisposable {
  readonly address: string;
}
