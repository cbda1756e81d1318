import type { FrameProblem } from './codec.ts';

/** Why a link ended. Names, because people search logs for them (WI5). */
export type LinkEndReason =
  | FrameProblem
  /** Nothing arrived for `deadMs`: dead, stopped, or the connection is half open. */
  | 'peer-silent'
  | 'handshake-timeout'
  /** The other side takes too little for too long. */
  | 'send-buffer-full'
  /** Known, but not in this state of the conversation. */
  | 'unexpected-message'
  | 'unknown-version'
  /** The combinator will not have this machine. */
  | 'rejected'
  /** A welcome with an epoch that the machine has already left behind. */
  | 'stale-epoch'
  /** A newer link of the same machine took over (WI3). */
  | 'superseded'
  | 'own-message-too-long'
  /** A callback of ours threw. */
  | 'handler-failed'
  /** The channel broke or the other side closed it. */
  | 'channel-closed'
  | 'closed-here';

export interface LinkEnd {
  readonly reason: LinkEndReason;
  /** For logs; empty when the reason says it all. */
  readonly detail: string;
}

export const linkEnd = (reason: LinkEndReason, detail = ''): LinkEnd => ({ reason, detail });

/** For logs and callers that only show it. */
export const endText = ({ reason, detail }: LinkEnd): string => (detail === '' ? reason : `${reason}: ${detail}`);
