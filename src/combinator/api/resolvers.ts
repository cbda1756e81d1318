import type { Clock } from '#lib/clock';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { ClearedHow, Restartable } from '#model/command';
import { jobId, type PrinterId, printerId, type PrintId, printId, fileDigest } from '#model/ids';
import type { BedId } from '#model/ids';
import type { Storage } from '#storage/storage';
import type { Features } from '../features.ts';
import type { EmergencyStop } from '../fleet/emergency-stop.ts';
import { eventResolvers } from '../events/resolvers.ts';
import { cardPrintMutations } from '../card-prints/resolvers.ts';
import { askableOf, type AskedPrinter, createPrinterQuestions } from '../operate/printer-questions.ts';
import { recoveryResolvers } from '../recovery/resolvers.ts';
import { settingsResolvers } from '../settings/resolvers.ts';
import { spoolmanResolvers } from '../spoolman/resolvers.ts';
import { discoveryResolvers } from '../discovery/resolvers.ts';
import { downloadResolvers } from '../downloads/resolvers.ts';
import { createCardFiles } from '../operate/card-files.ts';
import {
  cardMutations,
  cardUploadResolvers,
  macroResolvers,
  operateMutations,
  restartsFor,
  questionMutations,
} from '../operate/resolvers.ts';
import { historyResolvers } from '../history/resolvers.ts';
import { parseDigest } from '../library/library.ts';
import { libraryResolvers } from '../library/resolvers.ts';
import { materialResolvers } from '../materials/resolvers.ts';
import { jobSlotsOf, slotResolvers } from '../materials/slot-resolvers.ts';
import { wishOf } from '../materials/views.ts';
import { printerImportResolvers } from '../printer-import/resolvers.ts';
import { printerErrors } from '../printers/printers.ts';
import { jobPage } from '../queue/job-pages.ts';
import { jobById } from '../queue/store.ts';
import type { FarmSchema } from '../schema.ts';
import { askerOf } from '../accounts/asker.ts';
import { accountsResolvers } from '../accounts/resolvers.ts';
import type { RequestContext } from './graphql.ts';
import { type Args, argumentErrors, pageOf, text } from './arguments.ts';
import type { GcodeHistory } from './gcode-history.ts';
import type { LiveFarm } from './live-farm.ts';
import { cameraResolvers } from '../cameras/resolvers.ts';
import { webhookResolvers } from '../webhooks/resolvers.ts';
import { fileView, foundPortView, kebab, problemView, upperSnake, type View } from './views.ts';

/** Everything that resolvers reach. */
export interface ApiParts {
  readonly storage: Storage<FarmSchema>;
  readonly features: Features;
  readonly live: LiveFarm;
  readonly history: GcodeHistory;
  /** The farm’s own facts, as the type `Farm` shows them. */
  readonly farm: () => View;
  /** Past everything, to the machine and to the guardian (MA5). */
  readonly stop: EmergencyStop;
  readonly removeDemonstration: () => Promise<readonly PrinterId[]>;
  readonly clock: Clock;
}

/** Root fields by type and name; the architecture of the schema itself stands in schema.graphql. */
export interface Resolvers {
  readonly Query: Readonly<Record<string, (args: Args, context?: RequestContext) => unknown>>;
  readonly Mutation: Readonly<Record<string, (args: Args, context?: RequestContext) => Promise<unknown>>>;
  readonly Subscription: Readonly<Record<string, (args: Args, signal: AbortSignal) => AsyncIterable<unknown>>>;
}

const errors = defineErrors({
  badLines: errorEntry<{ rule: string }>({
    code: 'bad-lines',
    cause: ({ rule }) => `These lines cannot be sent: ${rule}.`,
    remedy: 'Send fewer or shorter lines, one command in each.',
    field: 'lines',
    rule: ({ rule }) => rule,
  }),
  tooManyMeasured: errorEntry<{ rule: string }>({
    code: 'too-many-measured',
    cause: ({ rule }) => `The measurements of so many printers are not chosen one by one: ${rule}.`,
    remedy: 'Name those that are on the screen, or leave the argument out to get those of all.',
    field: 'measured',
    rule: ({ rule }) => rule,
  }),
});

/** A macro, not a print: those go through the queue (MA15). */
const LINES_LIMIT = 50;
const LINE_LIMIT_CHARACTERS = 256;

function linesOf(value: unknown): readonly string[] {
  const lines = value as readonly string[];
  if (lines.length === 0 || lines.length > LINES_LIMIT) throw errors.badLines({ rule: `1 to ${LINES_LIMIT} lines` });
  if (lines.some((line) => line.length > LINE_LIMIT_CHARACTERS))
    throw errors.badLines({ rule: `at most ${LINE_LIMIT_CHARACTERS} characters in a line` });
  // oxlint-disable-next-line no-control-regex -- a line feed would be a second command
  if (lines.some((line) => /[\u0000-\u001f\u007f]/.test(line)))
    throw errors.badLines({ rule: 'no control characters' });
  return lines;
}

const parsed =
  <Id extends string>(parse: (text: string) => Id, field: string) =>
  (value: unknown): Id => {
    try {
      return parse(String(value));
    } catch {
      throw argumentErrors.badId({ field });
    }
  };
const printerArg = parsed(printerId, 'printerId');
const jobArg = parsed(jobId, 'id');
const printArg = parsed(printId, 'id');
const digestArg = parsed(fileDigest, 'digest');
/** More than fit on any screen; whoever wants more wants all. */
const MEASURED_LIMIT = 500;

function measuredArg(value: unknown): readonly string[] | null {
  const ids = value as readonly string[] | null | undefined;
  if (ids == null) return null;
  if (ids.length > MEASURED_LIMIT) throw errors.tooManyMeasured({ rule: `at most ${MEASURED_LIMIT} printers` });
  return [...new Set(ids)];
}

const clearing = (value: unknown): ClearedHow => kebab(String(value)) as ClearedHow;

export function createResolvers(parts: ApiParts): Resolvers {
  const { storage, features, live } = parts;
  const { printers, foundPorts, queue, wishes, library, problems } = features;
  const { withKey } = features.keyRequests;
  const accounts = accountsResolvers(features.keys);
  const ofWebhooks = webhookResolvers(features);
  const ofSettings = settingsResolvers(features.settings, () => live.farmChanged());
  const ofSpoolman = spoolmanResolvers(features);
  const ofCameras = cameraResolvers(features);
  const ofHistory = historyResolvers(features, printerArg);
  const ofDownloads = downloadResolvers(features, printerArg);
  const ofCardUploads = cardUploadResolvers(features, printerArg, digestArg);
  const ofRecovery = recoveryResolvers({
    continuations: features.continuations,
    printerArg,
    printArg,
    print: (id) => live.reader.print(id),
  });
  const ofEvents = eventResolvers({ events: features.events, clock: parts.clock });

  async function printer(id: PrinterId): Promise<View> {
    const view = (await live.reader.printers([id])).get(id);
    if (view === undefined) throw printerErrors.unknown({ id });
    return view;
  }

  async function job(id: string): Promise<View | null> {
    const row = await jobById(storage.read, id);
    return row === undefined ? null : ((await live.reader.jobs([row]))[0] ?? null);
  }

  const print = (id: PrintId): Promise<View | null> => live.reader.print(id);

  async function jobs(args: Args): Promise<View> {
    const page = await jobPage(storage.read, { ...pageOf(args), openOnly: args.active !== false });
    return { ...page, items: await live.reader.jobs(page.items), endCursor: page.items.at(-1)?.id ?? null };
  }

  async function filePage(args: Args): Promise<View> {
    const { first, after } = pageOf(args);
    const page = await library.list({
      search: text(args.search),
      first,
      after: after === null ? null : parseDigest(after),
    });
    return {
      items: page.items.map((row) => fileView(row)),
      total: page.total,
      endCursor: page.items.at(-1)?.digest ?? null,
      hasMore: page.hasMore,
    };
  }

  async function stopPrinter(id: PrinterId, by: string): Promise<View> {
    await parts.stop(id, by);
    return printer(id);
  }

  const holdJob = (held: boolean) => async (args: Args) => {
    const id = jobArg(args.id);
    await queue.hold(id, held);
    return job(id);
  };

  const libraryOwn = libraryResolvers(parts);
  const askedPrinter = async (id: PrinterId): Promise<AskedPrinter | null> => {
    const row = await printers.get(id);
    const manifest = row === null ? undefined : printers.manifests.get(row.driver);
    return row === null || manifest === undefined ? null : { manifest, options: printers.configurationOf(row).options };
  };
  const restartsOf = async (id: PrinterId) => {
    const asked = await askedPrinter(id);
    return asked === null ? undefined : restartsFor(asked.manifest, asked.options);
  };
  const questions = createPrinterQuestions({
    fleet: () => features.fleet,
    history: parts.history,
    isHeld: async (id) => (await printers.get(id))?.held === 1,
    askedPrinter,
    clock: parts.clock,
  });
  const cards = createCardFiles({ questions, fleet: () => features.fleet, storage, events: features.events });
  const ofMacros = macroResolvers(features, printerArg);
  const ofMaterials = materialResolvers(features, { printerArg, pageOf });
  const ofSlots = slotResolvers({ storage, materials: features.materials, reader: live.reader, printerArg });

  return {
    Query: {
      printers: async () => [...(await live.reader.printers()).values()],
      printer: async ({ id }) => (await live.reader.printers([String(id)])).get(String(id)) ?? null,
      jobs,
      job: ({ id }) => job(String(id)),
      files: filePage,
      file: async ({ digest }) => {
        const row = await library.get(parseDigest(String(digest)));
        return row === null ? null : fileView(row);
      },
      problems: async () => (await problems.list()).map(problemView),
      drivers: () =>
        [...printers.manifests.values()].map((manifest) => ({
          name: manifest.name,
          title: manifest.title,
          optionsSchema: manifest.optionsSchema,
          clearing: manifest.clearing.map(upperSnake),
          clearingLimit: manifest.clearingLimit ?? null,
          emergencyStop: manifest.emergencyStop,
          canPause: manifest.canPause,
          canBeTried: manifest.network !== undefined,
          keyOption: manifest.network?.keyDialog?.option ?? null,
          askable: askableOf(manifest).map(upperSnake),
          restarts: Object.entries(manifest.restarts ?? {}).map(([what, words]) => ({
            what: upperSnake(what),
            words,
            needs: manifest.restartNeeds?.[what as Restartable] ?? null,
          })),
        })),
      foundPorts: async () => (await foundPorts.list()).map(foundPortView),
      farm: parts.farm,
      ...libraryOwn.Query,
      ...accounts.Query,
      ...ofEvents.Query,
      ...ofMaterials.Query,
      ...ofSlots.Query,
      ...ofWebhooks.Query,
      ...ofCameras.Query,
      ...ofHistory.Query,
      ...ofMacros.Query,
      ...ofDownloads.Query,
      ...ofCardUploads.Query,
      ...ofSpoolman.Query,
      ...ofSettings.Query,
      ...ofRecovery.Query,
    },
    Mutation: {
      async addPrinter({ input }) {
        const from = input as Args;
        const id = await printers.add({
          name: String(from.name),
          driver: String(from.driver),
          options: withKey(String(from.driver), (from.options ?? {}) as Args, text(from.grantedKey)),
          model: text(from.model),
          tags: (from.tags ?? []) as string[],
          clearing: clearing(from.clearing),
          identity: text(from.identity),
        });
        return printer(id);
      },
      async changePrinter({ input }) {
        const { id: rawId, version, clearing: how, grantedKey, ...rest } = input as Args;
        const id = printerArg(rawId);
        const driver = grantedKey == null ? '' : ((await printers.get(id))?.driver ?? '');
        const keyed =
          grantedKey == null ? {} : { options: withKey(driver, (rest.options ?? {}) as Args, String(grantedKey)) };
        const given = Object.fromEntries(
          Object.entries(rest).filter(([name, value]) => value !== undefined && (value !== null || name === 'model')),
        );
        await printers.change({
          ...given,
          ...keyed,
          id,
          version: Number(version),
          ...(how == null ? {} : { clearing: clearing(how) }),
        });
        return printer(id);
      },
      async removePrinter({ id, force }, context) {
        await printers.remove(printerArg(id), force === true, askerOf(context));
        return id;
      },
      removeDemonstration: () => parts.removeDemonstration(),
      async addJob({ input }) {
        const from = input as Args;
        const id = await queue.add({
          digest: parseDigest(String(from.digest)),
          name: text(from.name),
          copies: Number(from.copies),
          priority: Number(from.priority),
          tags: (from.tags ?? []) as string[],
          printerIds: ((from.printerIds ?? []) as string[]).map(printerArg),
          held: from.held === true,
          plate: typeof from.plate === 'number' ? from.plate : null,
          ...(from.material == null ? {} : { material: wishOf(from.material) }),
          slots: jobSlotsOf(from.slots, printerArg),
        });
        return job(id);
      },
      async changeJob({ input }) {
        const { id: rawId, version, printerIds, material, slots, ...rest } = input as Args;
        const id = jobArg(rawId);
        const given = Object.fromEntries(
          Object.entries(rest).filter(([, value]) => value !== undefined && value !== null),
        );
        const chosen = Array.isArray(printerIds) ? { printerIds: printerIds.map(printerArg) } : {};
        const madeOf = material == null ? {} : { material: wishOf(material) };
        const from = slots == null ? {} : { slots: jobSlotsOf(slots, printerArg) };
        await queue.change({ ...given, ...chosen, ...madeOf, ...from, id, version: Number(version) });
        return job(id);
      },
      async moveJob({ id, before }) {
        await queue.move(jobArg(id), before == null ? null : jobArg(before));
        return job(String(id));
      },
      holdJob: holdJob(true),
      releaseJob: holdJob(false),
      async cancelJob({ id }, context) {
        await queue.cancel(jobArg(id), askerOf(context));
        return job(String(id));
      },
      copyJob: async ({ id }) => job(await queue.copy(jobArg(id))),
      async deleteJob({ id }) {
        await queue.delete(jobArg(id));
        return id;
      },
      async cancelPrint({ id }, context) {
        await wishes.cancelPrint(printArg(id), askerOf(context));
        return print(printArg(id));
      },
      async pausePrint({ id }, context) {
        await wishes.pausePrint(printArg(id), askerOf(context));
        return print(printArg(id));
      },
      async resumePrint({ id, pauseNumber }, context) {
        await wishes.resumePrint(printArg(id), Number(pauseNumber), askerOf(context));
        return print(printArg(id));
      },
      retryPrint: async ({ id }, context) => job(await wishes.retryPrint(printArg(id), askerOf(context))),
      async answerLostPrint({ id, made }, context) {
        await wishes.answerLost(printArg(id), made === true, askerOf(context));
        return print(printArg(id));
      },
      async confirmBedClear({ printerId: id, bedId }, context) {
        await wishes.confirmBed(printerArg(id), String(bedId) as BedId, askerOf(context), 'operator');
        return printer(printerArg(id));
      },
      emergencyStop: ({ printerId: id }, context) => stopPrinter(printerArg(id), askerOf(context)),
      async emergencyStopAll(_args, context) {
        const all = await printers.list();
        const stopped = await Promise.allSettled(all.map((row) => stopPrinter(row.id as PrinterId, askerOf(context))));
        const failed = stopped.find((one) => one.status === 'rejected');
        if (failed !== undefined) throw failed.reason;
        return stopped.map((one) => (one.status === 'fulfilled' ? one.value : null));
      },
      async recoverPrinter({ printerId: id, stopNumber }, context) {
        await wishes.recover(printerArg(id), Number(stopNumber), askerOf(context));
        return printer(printerArg(id));
      },
      sendManual: ({ printerId: id, lines, confirmed }) =>
        features.fleet.sendManual(printerArg(id), linesOf(lines), confirmed === true),
      async deleteFile({ digest }) {
        await library.delete(parseDigest(String(digest)));
        return digest;
      },
      async clearProblem({ id }, context) {
        await problems.clear(String(id), askerOf(context));
        return id;
      },
      clearAllProblems: (_args, context) => problems.clearAll(askerOf(context)),
      ...accounts.Mutation,
      ...ofEvents.Mutation,
      ...ofMaterials.Mutation,
      ...ofSlots.Mutation,
      ...operateMutations({ fleet: features.fleet, printerArg, printArg, restartsOf }),
      ...ofWebhooks.Mutation,
      ...ofCameras.Mutation,
      ...libraryOwn.Mutation,
      ...ofHistory.Mutation,
      ...ofMacros.Mutation,
      ...questionMutations(questions, printerArg),
      ...cardMutations(cards, printerArg),
      ...cardPrintMutations({ cardPrints: features.cardPrints, printerArg, job }),
      ...ofDownloads.Mutation,
      ...ofCardUploads.Mutation,
      ...ofSpoolman.Mutation,
      ...ofSettings.Mutation,
      ...ofRecovery.Mutation,
      ...printerImportResolvers(features, printer).Mutation,
    },
    Subscription: {
      farm: ({ after, measured }, signal) => live.watch(text(after), signal, measuredArg(measured)),
      async *foundPorts(_args, signal) {
        for await (const ports of foundPorts.watch(signal)) yield ports.map(foundPortView);
      },
      gcodeHistory: ({ printerId: id }, signal) => parts.history.watch(printerArg(id), signal),
      ...ofEvents.Subscription,
      ...discoveryResolvers(features).Subscription,
    },
  };
}
