import type { Feedback } from '#model/feedback';
import { type Read, readChecked } from './check.ts';
import { isCombinatorMessage, isFeedback } from './check-combinator-message.generated.ts';
import type { CombinatorMessage } from './message.ts';

/** `unknown` in, ours out: the border on the machine's side. */
export const readCombinatorMessage = (value: unknown): Read<CombinatorMessage> =>
  readChecked(isCombinatorMessage, value);

/**
 * Whether a measurement survives the wire: JSON turns NaN into null, and one such number from a driver would end the link
 * although losing feedback must change no outcome (MA14).
 */
export const isSendableFeedback = (feedback: Feedback): boolean => isFeedback(feedback);
