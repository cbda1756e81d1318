import type { BedId, PrinterId, PrintId } from '#model/ids';
import { askerOf } from '../accounts/asker.ts';
import type { Args } from '../api/arguments.ts';
import type { RequestContext } from '../api/graphql.ts';
import type { View } from '../api/views.ts';
import type { Continuations, OfferedPlace } from './continuations.ts';

/** The rest of a print that was lost (decision 12). */
export function recoveryResolvers(parts: {
  readonly continuations: Continuations;
  readonly printerArg: (value: unknown) => PrinterId;
  readonly printArg: (value: unknown) => PrintId;
  readonly print: (id: PrintId) => Promise<View | null>;
}) {
  const { continuations, printerArg, printArg } = parts;
  return {
    Query: {
      async continuation({ printerId, layer }: Args) {
        const offer = await continuations.offer(printerArg(printerId), layer == null ? null : Number(layer));
        return offer === null ? null : { ...offer, place: offer.place === null ? null : placeView(offer.place) };
      },
    },
    Mutation: {
      async continuePrint({ input }: Args, context?: RequestContext) {
        const { printerId, printId, bedId, layer, z } = input as Args;
        const wish = {
          printerId: printerArg(printerId),
          printId: printArg(printId),
          bedId: String(bedId) as BedId,
          layer: Number(layer),
          zMm: z == null ? null : Number(z),
        };
        return parts.print(await continuations.order(wish, askerOf(context)));
      },
    },
  };
}

function placeView({ layers, stoppedIn, isCertain, layer, stands, asksHeight, way }: OfferedPlace): View {
  const { bed, nozzle, chamber, liftMm, primeMm, x, y, commands } = way;
  return {
    layers,
    stoppedIn,
    certain: isCertain,
    layer: layer.number,
    z: layer.zMm,
    lowest: stands?.[0] ?? null,
    highest: stands?.[1] ?? null,
    asksHeight,
    bed,
    nozzle,
    chamber,
    lift: liftMm,
    prime: primeMm,
    x,
    y,
    commands,
  };
}
