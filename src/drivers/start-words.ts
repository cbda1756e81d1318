/** Why a print was not started, in words for a person. */
export type StartWords = (who: string, reason: string) => string;

const inSentence = (who: string): string => who.replace(/^The /, 'the ');

export const notBrought: StartWords = (who, reason) =>
  `The file could not be brought to ${inSentence(who)}: ${reason.replace(/[^.!?…]$/, '$&.')}`;

export const notLookedAt: StartWords = (who, reason) =>
  `${who} did not say that it stands idle, so the print was not started: ${reason}`;

export const notReached: StartWords = (who, reason) =>
  `${who} could not be reached in time to start the print, and nothing moved: ${reason}`;
