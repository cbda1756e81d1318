import { ask } from '../graphql/ask.ts';
import { AdjustPrintDocument, type AdjustmentInput, SendManualDocument } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { say, sayFailure } from '../ui/toasts.tsx';
import { refusalWords } from './refusals.ts';

interface Result {
  readonly accepted: boolean;
  readonly reason: string | null;
}

/** Tells a refusal; true when the machine took it. */
export async function told(work: () => Promise<Result>, done?: string): Promise<boolean> {
  try {
    const { accepted, reason } = await work();
    if (!accepted) sayFailure(new Error(refusalWords(reason)));
    else if (done !== undefined) say(done);
    return accepted;
  } catch (error) {
    sayFailure(error);
    return false;
  }
}

/** `confirmed`: the person has been asked about a bed that nobody has verified. */
export const send = (printer: Printer, lines: readonly string[], confirmed = false): Promise<boolean> =>
  told(async () => (await ask(SendManualDocument, { printerId: printer.id, lines: [...lines], confirmed })).sendManual);

export const adjust = (printer: Printer, change: AdjustmentInput, done?: string): Promise<boolean> =>
  told(
    async () =>
      (await ask(AdjustPrintDocument, { printerId: printer.id, printId: printer.print?.id ?? '', change })).adjustPrint,
    done,
  );
