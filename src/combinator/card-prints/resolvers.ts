import type { JobId, PrinterId } from '#model/ids';
import { askerOf } from '../accounts/asker.ts';
import { type Args, text } from '../api/arguments.ts';
import type { RequestContext } from '../api/graphql.ts';
import type { View } from '../api/views.ts';
import type { CardPrints } from './card-prints.ts';

/** Prints from the cards of printers (decision 21). */
export const cardPrintMutations = (parts: {
  readonly cardPrints: CardPrints;
  readonly printerArg: (value: unknown) => PrinterId;
  readonly job: (id: JobId) => Promise<View | null>;
}): Readonly<Record<'printCardFile', (args: Args, context?: RequestContext) => Promise<unknown>>> => ({
  async printCardFile({ printerId, path, sizeBytes, name, confirmed }, context) {
    const wish = {
      printerId: parts.printerArg(printerId),
      place: { path: String(path), sizeBytes: sizeBytes == null ? null : Number(sizeBytes) },
      name: text(name),
      confirmed: confirmed === true,
    };
    return parts.job(await parts.cardPrints.order(wish, askerOf(context)));
  },
});
