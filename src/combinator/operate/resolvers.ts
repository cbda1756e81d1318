import { defineErrors, errorEntry } from '#lib/user-error';
import type { Adjustment } from '#model/adjustment';
import { isOpaqueId, type PrinterId, type PrintId } from '#model/ids';
import type { Fleet } from '../fleet/fleet.ts';

type Args = Readonly<Record<string, unknown>>;

const errors = defineErrors({
  badChange: errorEntry<{ rule: string }>({
    code: 'bad-change',
    cause: ({ rule }) => `This change of a print is not possible: ${rule}.`,
    remedy: 'Name one thing to change, and the value that it is to have.',
    field: 'change',
    rule: ({ rule }) => rule,
  }),
});

/** What a person does at a printer while it prints, and what it asks them: sent once, never stored, never repeated. */
export function operateMutations(parts: {
  readonly fleet: Pick<Fleet, 'order'>;
  readonly printerArg: (value: unknown) => PrinterId;
  readonly printArg: (value: unknown) => PrintId;
}): Readonly<Record<'adjustPrint' | 'answerDialog', (args: Args) => Promise<unknown>>> {
  const { fleet, printerArg, printArg } = parts;
  return {
    adjustPrint: async ({ printerId, printId, change }) =>
      fleet.order(printerArg(printerId), {
        kind: 'adjust',
        printId: printArg(printId),
        change: adjustmentOf(change as Args),
      }),
    answerDialog: async ({ printerId, dialogId, choice }) => {
      // An id that no dialog can have is answered as one that is over.
      if (!isOpaqueId(String(dialogId))) return { accepted: false, reason: 'stale-dialog' };
      if (choice != null && Number(choice) < 0) return { accepted: false, reason: 'stale-dialog' };
      return fleet.order(printerArg(printerId), {
        kind: 'answer',
        dialogId: String(dialogId),
        choice: choice == null ? null : Number(choice),
      });
    },
  };
}

/** The one field that is set, as the machine knows it; what is sensible is the machine's to say. */
export function adjustmentOf(input: Args): Adjustment {
  const set = Object.entries(input).filter(([, value]) => value !== undefined && value !== null);
  const [first] = set;
  if (first === undefined || set.length > 1) throw errors.badChange({ rule: 'exactly one field is set' });
  const [name, value] = first;
  const number = Number(value);
  switch (name) {
    case 'feedPercent':
      return { kind: 'feed', percent: number };
    case 'flowPercent':
      return { kind: 'flow', percent: number };
    case 'fanPercent':
      return { kind: 'fan', percent: number };
    case 'babyStepMm':
      return { kind: 'baby-step', mm: number };
    case 'nozzle':
    case 'bed':
    case 'chamber':
      return { kind: 'target', heater: name, celsius: number };
    case 'pauseAtLayer':
      if (number < 0) throw errors.badChange({ rule: 'layers are counted from 1' });
      return { kind: 'pause-at', at: { kind: 'layer', layer: number } };
    case 'pauseAtHeight':
      return { kind: 'pause-at', at: { kind: 'height', mm: number } };
    case 'noPause':
      return { kind: 'pause-at', at: null };
    default:
      throw errors.badChange({ rule: `“${name}” is nothing that can be changed` });
  }
}
