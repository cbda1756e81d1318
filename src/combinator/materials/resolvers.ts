import type { PrinterId } from '#model/ids';
import { askerOf } from '../accounts/asker.ts';
import type { RequestContext } from '../api/graphql.ts';
import type { Settings } from '../settings/settings.ts';
import { materialErrors } from './errors.ts';
import type { ListPage, Materials } from './materials.ts';
import type { SpoolFields } from './spool-schema.ts';
import { spoolUseView, type SpoolView, spoolView } from './views.ts';

type Args = Readonly<Record<string, unknown>>;

/** The root fields of materials; `schema.graphql` says what each does. */
export function materialResolvers(
  { materials, settings }: { readonly materials: Materials; readonly settings: Settings },
  api: {
    readonly printerArg: (value: unknown) => PrinterId;
    readonly pageOf: (args: Args) => ListPage;
  },
) {
  const { printerArg, pageOf } = api;

  async function spool(id: unknown): Promise<SpoolView> {
    const row = await materials.get(String(id));
    if (row === null) throw materialErrors.unknown({ id: String(id) });
    return spoolView(row);
  }

  async function materialSettings(): Promise<object> {
    const { version, settings: now } = await settings.load();
    const { lowStockPercent, currency } = now;
    return { version, lowStockPercent, currency };
  }

  return {
    Query: {
      async spools(args: Args) {
        const filter = {
          search: text(args.search),
          type: text(args.type),
          archived: args.archived === true,
          low: args.low === true,
          loaded: args.loaded === true,
        };
        const page = await materials.list(filter, pageOf(args));
        return { ...page, items: page.items.map(spoolView), endCursor: page.items.at(-1)?.id ?? null };
      },
      spool: async ({ id }: Args) => orNull(await materials.get(String(id))),
      spoolByCode: async ({ code }: Args) => orNull(await materials.byCode(String(code))),
      async spoolUses(args: Args) {
        const of = { spoolId: text(args.spoolId), printId: text(args.printId), unsure: args.unsure === true };
        const page = await materials.uses(of, pageOf(args));
        return { ...page, items: page.items.map(spoolUseView), endCursor: page.items.at(-1)?.id ?? null };
      },
      materialSettings,
    },
    Mutation: {
      addSpool: async ({ input }: Args) => spool(await materials.add(fieldsIn(input))),
      async changeSpool({ id, version, input }: Args, context?: RequestContext) {
        await materials.change({ id: String(id), version: Number(version), fields: fieldsIn(input) }, askerOf(context));
        return spool(id);
      },
      async archiveSpool({ id, archived }: Args, context?: RequestContext) {
        await materials.archive(String(id), archived === true, askerOf(context));
        return spool(id);
      },
      async deleteSpool({ id }: Args) {
        await materials.remove(String(id));
        return id;
      },
      async loadSpool({ id, printerId, slot }: Args, context?: RequestContext) {
        await materials.load(
          String(id),
          { printerId: printerArg(printerId), slot: Number(slot ?? 0) },
          askerOf(context),
        );
        return spool(id);
      },
      async unloadSpool({ id }: Args, context?: RequestContext) {
        await materials.unload(String(id), askerOf(context));
        return spool(id);
      },
      async useSpool({ id, grams, note }: Args, context?: RequestContext) {
        await materials.use(String(id), Number(grams), text(note) ?? '', askerOf(context));
        return spool(id);
      },
      async weighSpool({ id, grams }: Args, context?: RequestContext) {
        await materials.weigh(String(id), Number(grams), askerOf(context));
        return spool(id);
      },
      async correctSpoolUse({ id, grams, note }: Args, context?: RequestContext) {
        return spool(await materials.correct(String(id), Number(grams), text(note) ?? '', askerOf(context)));
      },
      async changeMaterialSettings({ input }: Args, context?: RequestContext) {
        const { version, ...changes } = input as Args;
        const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value != null));
        await settings.change(Number(version), given, askerOf(context));
        return materialSettings();
      },
    },
  };
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const orNull = (row: Parameters<typeof spoolView>[0] | null): SpoolView | null =>
  row === null ? null : spoolView(row);

/** What may be null stays so; a null elsewhere is as if it were absent. */
function fieldsIn(input: unknown): Partial<SpoolFields> {
  const given = Object.entries(input as Args).filter(
    ([field, value]) => value !== undefined && (value !== null || field === 'price' || field === 'tareGrams'),
  );
  return Object.fromEntries(given);
}
