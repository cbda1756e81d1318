import type { DriverManifest } from '#drivers/driver';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { Adjustment } from '#model/adjustment';
import type { Restartable } from '#model/command';
import { type FileDigest, isOpaqueId, type PrinterId, type PrintId } from '#model/ids';
import { askerOf } from '../accounts/asker.ts';
import { type Args, pageOf, text } from '../api/arguments.ts';
import type { RequestContext } from '../api/graphql.ts';
import { iso, kebab, upperSnake, type View } from '../api/views.ts';
import type { Features } from '../features.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { CardFiles } from './card-files.ts';
import type { CardUploadRow } from './card-uploads.ts';
import type { Calibration, PrinterQuestions } from './printer-questions.ts';
import { macroOf, type MacroFields, type MacroRow } from './macros.ts';

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
/** What of a printer can be restarted or switched: what its driver knows, where its settings name what that needs. */
export function restartsFor(
  { restarts = {}, restartNeeds = {} }: Pick<DriverManifest, 'restarts' | 'restartNeeds'>,
  options: Readonly<Record<string, unknown>>,
): NonNullable<DriverManifest['restarts']> {
  const isThere = (what: string): boolean => {
    const need = restartNeeds[what as Restartable];
    return need === undefined || (typeof options[need] === 'string' && options[need].trim() !== '');
  };
  return Object.fromEntries(Object.entries(restarts).filter(([what]) => isThere(what)));
}

export function operateMutations(parts: {
  readonly fleet: Pick<Fleet, 'order'>;
  readonly printerArg: (value: unknown) => PrinterId;
  readonly printArg: (value: unknown) => PrintId;
  /** What of a printer can be restarted by order. */
  readonly restartsOf: (id: PrinterId) => Promise<DriverManifest['restarts']>;
}): Readonly<Record<'adjustPrint' | 'answerDialog' | 'restartPrinter', (args: Args) => Promise<unknown>>> {
  const { fleet, printerArg, printArg, restartsOf } = parts;
  return {
    async restartPrinter({ printerId, what }) {
      const [id, kind] = [printerArg(printerId), kebab(String(what)) as Restartable];
      if ((await restartsOf(id))?.[kind] === undefined) return { accepted: false, reason: 'unsupported' };
      return fleet.order(id, { kind: 'restart', what: kind });
    },
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
    case 'skipObject':
      return { kind: 'skip-object', object: String(value) };
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

/** Macros as the API shows them. */
export function macroResolvers(
  features: Pick<Features, 'macros' | 'printerMacros' | 'fleet'>,
  printerArg: (value: unknown) => PrinterId,
) {
  const { macros } = features;
  const printerOrFarm = (value: unknown): PrinterId | null => (value == null ? null : printerArg(value));
  const fieldsOf = (input: unknown): MacroFields => {
    const from = input as Args;
    return {
      name: String(from.name),
      text: String(from.text),
      printerId: printerOrFarm(from.printerId),
      whilePrinting: from.whilePrinting === true,
    };
  };
  return {
    Query: {
      macros: async ({ printerId }: Args) => (await macros.list(printerOrFarm(printerId))).map(macroView),
    },
    Mutation: {
      addMacro: async ({ input }: Args, context?: RequestContext) =>
        macroView(await macros.get(await macros.add(fieldsOf(input), askerOf(context)))),
      async changeMacro({ id, version, input }: Args, context?: RequestContext) {
        await macros.change(String(id), Number(version), fieldsOf(input), askerOf(context));
        return macroView(await macros.get(String(id)));
      },
      async removeMacro({ id }: Args, context?: RequestContext) {
        await macros.remove(String(id), askerOf(context));
        return id;
      },
      lookForMacros: ({ printerId }: Args) => features.printerMacros.names(printerArg(printerId)),
      readOwnMacros: ({ printerId }: Args) => features.printerMacros.forms(printerArg(printerId)),
      async runOwnMacro({ printerId, name, values, confirmed }: Args) {
        const given = new Map((values as readonly Args[]).map((one) => [String(one.name), String(one.value)]));
        const printer = printerArg(printerId);
        const line = await features.printerMacros.lineFor(printer, String(name), given);
        return { ...(await features.fleet.sendManual(printer, [line], confirmed === true)), line };
      },
      runMacro: ({ printerId, id, version, values, confirmed }: Args, context?: RequestContext) =>
        macros.run(
          {
            id: String(id),
            version: Number(version),
            printerId: printerArg(printerId),
            values: new Map((values as readonly Args[]).map((one) => [String(one.name), String(one.value)])),
            confirmed: confirmed === true,
          },
          askerOf(context),
        ),
    },
  };
}

function macroView(row: MacroRow): View {
  return {
    id: row.id,
    name: row.name,
    text: row.text,
    printerId: row.printer_id,
    whilePrinting: row.while_printing === 1,
    version: row.version,
    parameters: macroOf(row.text).parameters.map((parameter) => ({
      ...parameter,
      kind: parameter.kind.toUpperCase(),
      initial: parameter.initial === null ? null : String(parameter.initial),
    })),
  };
}

/** What lies on the cards of printers. */
export const cardMutations = (
  cards: CardFiles,
  printerArg: (value: unknown) => PrinterId,
): Readonly<Record<'deleteCardFile', (args: Args, context?: RequestContext) => Promise<unknown>>> => ({
  deleteCardFile: ({ printerId, path }, context) => cards.delete(printerArg(printerId), String(path), askerOf(context)),
});

/** What printers say of themselves, and how they measure and tune themselves. */
export function questionMutations(
  questions: PrinterQuestions,
  printerArg: (value: unknown) => PrinterId,
): Readonly<
  Record<'readFirmwareSettings' | 'readBedMesh' | 'readCard' | 'calibrate', (args: Args) => Promise<unknown>>
> {
  return {
    readFirmwareSettings: ({ printerId }) => questions.settings(printerArg(printerId)),
    readBedMesh: ({ printerId }) => questions.mesh(printerArg(printerId)),
    readCard: ({ printerId }) => questions.card(printerArg(printerId)),
    calibrate: ({ printerId, what, celsius, cycles }) =>
      questions.calibrate(
        printerArg(printerId),
        kebab(String(what)) as Calibration,
        celsius == null ? null : Number(celsius),
        Number(cycles),
      ),
  };
}

/** Files of the library on their way to the cards of printers. */
export function cardUploadResolvers(
  { cardUploads }: Pick<Features, 'cardUploads'>,
  printerArg: (value: unknown) => PrinterId,
  digestArg: (value: unknown) => FileDigest,
) {
  const view = (row: CardUploadRow): View => {
    const now = cardUploads.progress(row.id);
    return {
      id: row.id,
      printerId: row.printer_id,
      digest: row.digest,
      file: row.file_name,
      name: row.name,
      status: row.status === 'running' && row.cancel_by !== null ? 'CANCELLING' : upperSnake(row.status),
      step: row.status === 'running' ? upperSnake(now?.step ?? 'preparing') : null,
      doneBytes: row.status === 'complete' ? row.size_bytes : (now?.doneBytes ?? 0),
      sizeBytes: row.size_bytes,
      error: row.error,
      by: row.by,
      requestedAt: iso(row.requested_at),
      endedAt: row.ended_at === null ? null : iso(row.ended_at),
    };
  };
  return {
    Query: {
      async cardUploads(args: Args) {
        const { first } = pageOf(args);
        return (await cardUploads.list(printerArg(args.printerId), first)).map(view);
      },
    },
    Mutation: {
      async uploadToCard({ printerId, digest, name, replace }: Args, context?: RequestContext) {
        const wish = {
          printer: printerArg(printerId),
          digest: digestArg(digest),
          name: text(name),
          replace: replace === true,
        };
        return view(await cardUploads.get(await cardUploads.request(wish, askerOf(context))));
      },
      async cancelCardUpload({ id }: Args, context?: RequestContext) {
        await cardUploads.cancel(String(id), askerOf(context));
        return view(await cardUploads.get(String(id)));
      },
    },
  };
}
