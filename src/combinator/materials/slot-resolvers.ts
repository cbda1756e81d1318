import { type AssignablePrinter, type JobSlot, slotPlan } from '#model/assign';
import type { PrinterId } from '#model/ids';
import { AS_FILE, filamentNeeds } from '#model/material';
import { type PlannedSlot, slotContents, slotOfEach } from '#model/slots';
import type { Storage } from '#storage/storage';
import { askerOf } from '../accounts/asker.ts';
import type { RequestContext } from '../api/graphql.ts';
import type { FarmSchema } from '../schema.ts';
import { checkSlots } from '../queue/check-material.ts';
import { materialErrors } from './errors.ts';
import type { Materials } from './materials.ts';
import { filamentsOf } from './store.ts';
import { slotView, spoolView, wishOf } from './views.ts';

type Args = Readonly<Record<string, unknown>>;

/** Slots that a person chose, of what the API was given. */
export const jobSlotsOf = (given: unknown, printerArg: (value: unknown) => PrinterId): readonly JobSlot[] =>
  ((given ?? []) as readonly Args[]).map(({ printerId, filament, slot }) => ({
    printerId: printerArg(printerId),
    filament: Number(filament),
    slot: Number(slot),
  }));

/** The root fields about slots of printers; `schema.graphql` says what each does. */
export function slotResolvers(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly materials: Materials;
  readonly reader: { candidates(): Promise<readonly AssignablePrinter[]> };
  readonly printerArg: (value: unknown) => PrinterId;
}) {
  const { storage, materials, reader, printerArg } = parts;
  return {
    Query: {
      async slotPlans({ digest, plate, printerIds, material, slots }: Args) {
        const filaments = await filamentsOf(storage.read, String(digest), typeof plate === 'number' ? plate : null);
        const needs = filamentNeeds(material == null ? AS_FILE : wishOf(material), filaments);
        const choices = checkSlots(jobSlotsOf(slots, printerArg));
        const wanted = Array.isArray(printerIds) && printerIds.length > 0 ? printerIds : null;
        const told = (await reader.candidates()).filter(
          (printer) => printer.slots.length > 0 && (wanted?.includes(printer.id) ?? true),
        );
        const said = (filaments ?? []).filter((each) => each.used !== false);
        return told.flatMap((printer) => {
          const plan = slotPlan({ filaments: needs, slots: choices }, printer);
          if (plan === null) return [];
          const contents = slotContents(printer.slots, printer.spools);
          const own = choices.filter(({ printerId }) => printerId === printer.id);
          const each: readonly (PlannedSlot | null)[] =
            plan.kind === 'planned' ? plan.slots : slotOfEach(needs, contents, own);
          return {
            printerId: printer.id,
            filaments: needs.map(({ tool }, i) => ({
              filament: tool ?? 0,
              type: said[i]?.type ?? null,
              colour: said[i]?.colour ?? null,
              grams: said[i]?.weightGrams ?? null,
              slot: each[i]?.slot ?? null,
              why: each[i]?.why.toUpperCase().replaceAll('-', '_') ?? null,
            })),
            slots: contents.map(slotView),
            reason: plan.kind === 'planned' ? null : plan.text,
          };
        });
      },
    },
    Mutation: {
      async addSpoolFromSlot({ printerId, slot }: Args, context?: RequestContext) {
        const id = await materials.addFromSlot(
          { printerId: printerArg(printerId), slot: Number(slot) },
          askerOf(context),
        );
        const row = await materials.get(id);
        if (row === null) throw materialErrors.unknown({ id });
        return spoolView(row);
      },
    },
  };
}
