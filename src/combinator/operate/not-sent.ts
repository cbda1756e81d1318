import { defineErrors, errorEntry, type UserError } from '#lib/user-error';
import type { RefusalReason } from '#model/command';

/** The machine refused it, or gave no answer. */
export type NotSentReason = RefusalReason | 'no-answer';

const errors = defineErrors({
  cardBusy: errorEntry<object>({
    code: 'card-is-written',
    cause: () =>
      'A file is being written to the card in this printer, and until then everything that is sent would go into it.',
    remedy: 'Wait until the file is there, or cancel it.',
  }),
});

/** For the end of a sentence. */
const WHY: Readonly<Record<Exclude<NotSentReason, 'card-busy'>, string>> = {
  'stale-version': 'it has moved on meanwhile',
  'wrong-phase': 'this is not possible while it does what it does now',
  'stale-epoch': 'the link to it is new',
  'stale-bed': 'something else lies on its bed by now',
  'stale-pause': 'it is no longer the same pause',
  'unknown-print': 'that print is over',
  'already-began': 'that print has begun already',
  'not-configured': 'it is not set up yet',
  'bed-not-clear': 'its bed is not clear',
  blind: 'it is out of sight',
  'stop-pending': 'it was stopped and has not shown yet that it stands',
  unsupported: 'its settings block the command',
  'needs-confirmation': 'nobody has confirmed its bed yet',
  'stale-dialog': 'it does not ask this any more',
  'out-of-range': 'the value is beyond what it can take',
  'no-answer': 'its machine did not answer in time',
};

/** Why, in words; what a newer machine says and this server does not know stays as it is. */
const whyNotSent = (reason: string): string => (WHY as Readonly<Record<string, string>>)[reason] ?? reason;

/** What a person is told whose question or order did not reach the printer; `otherwise` names what it was, where the reason has no remedy of its own. */
export function notSent(reason: string | null, otherwise: (why: string, rule: string) => UserError): UserError {
  if (reason === 'card-busy') return errors.cardBusy({});
  return otherwise(reason === null ? 'its machine refused it' : whyNotSent(reason), reason ?? 'refused');
}
