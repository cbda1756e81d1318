/** Why a machine refuses an order, in words. What it says is an enumeration; whatever is not here is shown as it is. */
const REFUSALS: Readonly<Record<string, string>> = {
  'stale-version': 'The printer has moved on meanwhile. Look at it once more, then try again.',
  'wrong-phase': 'This is not possible while the printer is doing what it does now.',
  'stale-epoch': 'The link to the printer is new. Try again.',
  'stale-dialog': 'The printer does not ask this any more.',
  'out-of-range': 'This value is beyond what the printer or a print can take.',
  'unknown-print': 'This print is over.',
  'needs-confirmation': 'Nobody has confirmed the bed yet: confirm that nothing is in the way of the head.',
  'no-answer': 'The machine did not answer in time. Nobody knows whether the line was sent.',
  blind: 'The printer is out of sight.',
  'card-busy': 'A file is being written to the card in the printer. Wait until it is there, or cancel it.',
  unsupported: 'The printer’s settings block this command, or it would start a print by itself.',
};

export const refusalWords = (reason: string | null): string =>
  reason === null ? 'The machine refused it.' : (REFUSALS[reason] ?? reason);
