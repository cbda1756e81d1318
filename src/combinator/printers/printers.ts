import type { DriverManifest } from '#drivers/driver';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { createRush, type Rush } from '#lib/rush';
import { createTogether } from '#lib/together';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { ClearedHow, MachineConfiguration } from '#model/command';
import { type PrinterId, printerId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import { compareAndSet } from '#storage/compare-and-set';
import { flag, type Storage, type Transaction } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { Materials } from '../materials/materials.ts';
import type { Queue } from '../queue/queue.ts';
import type { FarmSchema } from '../schema.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { checkOptions } from './check-options.ts';
import { dialInProblem } from './dial-in-place.ts';
import { type EpochRequest, giveEpochs } from './give-epochs.ts';
import { keepSecrets, openOptions, sealOptions, withoutSealed, withoutUnreadable } from './secret-options.ts';
import { printerById, type PrinterRow } from './store.ts';

export type { PrinterRow } from './store.ts';

export interface NewPrinter {
  readonly name: string;
  readonly driver: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly model: string | null;
  readonly tags: readonly string[];
  readonly clearing: ClearedHow;
  /** What it announces itself as, where it was found in the network: by it it is known again at another address (CO5). */
  readonly identity?: string | null;
}

/** What is absent stays as it is. */
export interface PrinterChange extends Partial<Omit<NewPrinter, 'driver' | 'identity'>> {
  readonly id: PrinterId;
  /** The version that the person edited (CF2). */
  readonly version: number;
  readonly held?: boolean;
}

/** The farm's records of its printers. A record says what people want; what a printer does stands in its snapshot. */
export interface Printers {
  list(): Promise<readonly PrinterRow[]>;
  get(id: PrinterId): Promise<PrinterRow | null>;
  add(printer: NewPrinter): Promise<PrinterId>;
  /** Inside a transaction that adds more than this one. */
  addIn(tx: Transaction<FarmSchema>, printer: NewPrinter): Promise<PrinterId>;
  change(change: PrinterChange): Promise<void>;
  /** CO4: refused while a print holds it (`printer-has-print`), unless forced; then the print is lost. */
  remove(id: PrinterId, force: boolean, by: string): Promise<void>;
  /**
   * WI3: max(database, highest seen) + 1, stored; null for a printer that is not of this farm, and for a machine that is not there any more
   * when its turn comes: on a busy host it has given up and dials anew, and nobody who waits may wait for those.
   */
  nextEpoch(id: PrinterId, highestSeen: number, isStillThere?: () => boolean): Promise<number | null>;
  /** FL6: keeps the newest snapshot that a run applied. */
  keepSnapshot(tx: Transaction<FarmSchema>, row: PrinterRow, snapshot: MachineSnapshot, epoch: number): Promise<void>;
  /** What its machine is to apply; with its secrets, so it goes to the machine and nowhere else. */
  configurationOf(row: PrinterRow): MachineConfiguration;
  /** The drivers that printers can have. */
  readonly manifests: ReadonlyMap<string, DriverManifest>;
}

/** Epochs given in one transaction: longer ones would keep a person's wish waiting. */
const EPOCHS_AT_ONCE = 256;
/** So long a machine waits for others that dial at the same time, of the five seconds that it has (WI5). */
const EPOCHS_WAIT_MS = 50;
const NAME_LIMIT = 80;
const TAG_LIMIT = 40;
const TAGS_LIMIT = 20;
const IDENTITY_LIMIT = 200;

export const printerErrors = defineErrors({
  unknown: errorEntry<{ id: string }>({
    code: 'unknown-printer',
    cause: () => 'This printer is not part of the farm.',
    remedy: 'It may have been removed meanwhile: load the page again.',
    field: 'id',
  }),
  badField: errorEntry<{ field: string; rule: string; remedy: string }>({
    code: 'bad-printer-setting',
    cause: ({ field, rule }) => `“${field}” is not right: ${rule}.`,
    remedy: ({ remedy }) => remedy,
    field: ({ field }) => field,
    rule: ({ rule }) => rule,
  }),
  nameTaken: errorEntry<{ name: string }>({
    code: 'printer-name-taken',
    cause: ({ name }) => `Another printer is called “${name}”.`,
    remedy: 'Give this one another name.',
    field: 'name',
    rule: 'unique in the farm',
  }),
});

export function createPrinters(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly queue: Pick<Queue, 'printerLeaves'>;
  readonly materials: Pick<Materials, 'printerLeaves'>;
  readonly secrets: Secrets;
  readonly manifests: ReadonlyMap<string, DriverManifest>;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Of machines that dial. */
  readonly rush?: Rush;
}): Printers {
  const { storage, events, queue, materials, secrets, manifests, clock, chance, rush = createRush(clock) } = parts;

  async function rowIn(tx: Transaction<FarmSchema>, id: PrinterId): Promise<PrinterRow> {
    const row = await printerById(tx, id);
    if (row === undefined) throw printerErrors.unknown({ id });
    return row;
  }

  async function checkName(tx: Transaction<FarmSchema>, name: string, own: PrinterId | null): Promise<string> {
    const trimmed = name.trim();
    if (trimmed === '' || trimmed.length > NAME_LIMIT) {
      throw printerErrors.badField({
        field: 'name',
        rule: `1 to ${NAME_LIMIT} characters`,
        remedy: 'Give it a name that people know it by.',
      });
    }
    // Compared here and not in the database, whose idea of lower case knows only English.
    const names = await tx.selectFrom('printer').select(['id', 'name']).execute();
    const same = (each: { readonly name: string }): boolean => each.name.toLowerCase() === trimmed.toLowerCase();
    if (names.some((each) => same(each) && each.id !== own)) throw printerErrors.nameTaken({ name: trimmed });
    return trimmed;
  }

  function manifestOf(driver: string): DriverManifest {
    const manifest = manifests.get(driver);
    if (manifest !== undefined) return manifest;
    const known = [...manifests.keys()].join(', ');
    throw printerErrors.badField({
      field: 'driver',
      rule: `one of ${known}`,
      remedy: 'Choose a kind of printer from the list.',
    });
  }

  function checkSettings(
    manifest: DriverManifest,
    options: Readonly<Record<string, unknown>>,
    clearing: ClearedHow,
  ): void {
    const [problem] = checkOptions(manifest, options);
    if (problem !== undefined) throw printerErrors.badField({ ...problem, field: `options.${problem.field}` });
    if (manifest.clearing.includes(clearing)) return;
    // BE5: unattended clearing exists only where the driver can do it; there is no way around.
    throw printerErrors.badField({
      field: 'clearing',
      rule: `${manifest.title} knows only ${manifest.clearing.join(', ')}`,
      remedy: 'Let a person confirm the bed.',
    });
  }

  async function checkPlace(
    tx: Transaction<FarmSchema>,
    printer: {
      readonly driver: string;
      readonly options: Readonly<Record<string, unknown>>;
      readonly exceptId: string | null;
    },
  ): Promise<void> {
    const problem = await dialInProblem(tx, manifests, printer);
    if (problem !== null) throw printerErrors.badField({ ...problem, field: `options.${problem.field}` });
  }

  const openedOf = ({ id, options }: Pick<PrinterRow, 'id' | 'options'>): Readonly<Record<string, unknown>> =>
    openOptions(JSON.parse(options) as Record<string, unknown>, (name, sealed) =>
      secrets.open(placeOf(id, name), sealed),
    );

  const sealed = async (
    tx: Transaction<FarmSchema>,
    id: string,
    manifest: DriverManifest,
    options: Readonly<Record<string, unknown>>,
  ): Promise<string> =>
    JSON.stringify(await sealOptions(manifest, options, (name, plain) => secrets.seal(tx, placeOf(id, name), plain)));

  // After the death of a combinator the whole farm dials at once.
  const epochs = createTogether<EpochRequest, number | null>({
    limit: EPOCHS_AT_ONCE,
    gather: () => rush.passed(EPOCHS_WAIT_MS),
    unasked: ({ isStillThere }) => (isStillThere() ? undefined : null),
    answer: (requests) => storage.transaction((tx) => giveEpochs(tx, events, requests)),
  });

  async function addIn(tx: Transaction<FarmSchema>, printer: NewPrinter): Promise<PrinterId> {
    const manifest = manifestOf(printer.driver);
    checkSettings(manifest, printer.options, printer.clearing);
    await checkPlace(tx, { ...printer, exceptId: null });
    const name = await checkName(tx, printer.name, null);
    const id = printerId(chance.id());
    const simulated = manifest.clearing.includes('simulated-sensor');
    await tx
      .insertInto('printer')
      .values({
        id,
        name,
        driver: printer.driver,
        options: await sealed(tx, id, manifest, printer.options),
        model: printer.model,
        tags: JSON.stringify(checkTags(printer.tags)),
        clearing: printer.clearing,
        simulated: flag(simulated),
        held: 0,
        version: 1,
        configuration_version: 1,
        created_at: clock.now(),
        epoch: 0,
        snapshot: null,
        snapshot_epoch: 0,
        snapshot_at: null,
        stop_wish: null,
        recover_wish: null,
        confirmed_bed: null,
        confirmed_by: null,
        confirmed_how: null,
        told_bed: null,
        lease_owner: null,
        lease_until: 0,
      })
      .execute();
    if (printer.identity != null) {
      const identity = printer.identity.slice(0, IDENTITY_LIMIT);
      await tx.insertInto('printer_identity').values({ printer_id: id, identity }).execute();
    }
    await events.emit(tx, 'printer-added', { printerId: id }, { name, driver: printer.driver, simulated });
    tx.notify('printer', id);
    tx.notify('farm', 'printers');
    return id;
  }

  return {
    manifests,
    list: () => storage.read.selectFrom('printer').selectAll().orderBy('name').execute(),
    get: async (id) =>
      (await storage.read.selectFrom('printer').selectAll().where('id', '=', id).executeTakeFirst()) ?? null,
    addIn,
    add: (printer) => storage.transaction((tx) => addIn(tx, printer)),
    change: (change) =>
      storage.transaction(async (tx) => {
        const row = await rowIn(tx, change.id);
        const before = openedOf(row);
        const manifest = manifestOf(row.driver);
        const options = change.options === undefined ? before : keepSecrets(manifest, before, change.options);
        const clearing = change.clearing ?? (row.clearing as ClearedHow);
        checkSettings(manifest, withoutUnreadable(options, before), clearing);
        await checkPlace(tx, { driver: row.driver, options, exceptId: row.id });
        const name = change.name === undefined ? row.name : await checkName(tx, change.name, change.id);
        const sameOptions = JSON.stringify(options) === JSON.stringify(before);
        const reconfigured = !sameOptions || clearing !== row.clearing;
        const version = await compareAndSet(tx, 'printer', {
          key: { id: change.id },
          version: change.version,
          set: {
            name,
            options: sameOptions ? row.options : await sealed(tx, row.id, manifest, options),
            clearing,
            model: change.model === undefined ? row.model : change.model,
            tags: change.tags === undefined ? row.tags : JSON.stringify(checkTags(change.tags)),
            held: change.held === undefined ? row.held : flag(change.held),
            configuration_version: row.configuration_version + (reconfigured ? 1 : 0),
          },
        });
        const fields = Object.keys(change).filter((field) => field !== 'id' && field !== 'version');
        await events.emit(tx, 'printer-changed', { printerId: change.id }, { version, fields });
        const scripts = changedScripts(manifest, before, options);
        if (scripts.length > 0)
          await events.emit(tx, 'printer-scripts-changed', { printerId: change.id }, { version, scripts });
        tx.notify('printer', change.id);
      }),
    remove: (id, force, by) =>
      storage.transaction(async (tx) => {
        const { name } = await rowIn(tx, id);
        // Before the print is lost; a refusal takes this back with it.
        await materials.printerLeaves(tx, id);
        await queue.printerLeaves(tx, { id, name }, force);
        await tx.deleteFrom('journal_cursor').where('printer_id', '=', id).execute();
        await tx.deleteFrom('printer').where('id', '=', id).execute();
        await tx.insertInto('former_printer').values({ id, name, removed_at: clock.now() }).execute();
        await events.emit(tx, 'printer-removed', { printerId: id }, { name, forced: force, by });
        tx.notify('printer', id);
        tx.notify('farm', 'printers');
      }),
    nextEpoch(id, highestSeen, isStillThere = () => true) {
      rush.came();
      return epochs.ask({ id, highestSeen, isStillThere });
    },
    configurationOf: (row) => ({
      version: row.configuration_version,
      driver: row.driver,
      options: withoutSealed(openedOf(row)),
      clearing: row.clearing as ClearedHow,
    }),
    async keepSnapshot(tx, row, snapshot, epoch) {
      const { entries: _entries, ...rest } = snapshot;
      const text = JSON.stringify({ ...rest, entries: [] });
      if (text === row.snapshot && row.snapshot_epoch === epoch) return;
      await tx
        .updateTable('printer')
        .set({ snapshot: text, snapshot_epoch: epoch, snapshot_at: clock.now() })
        .where('id', '=', row.id)
        .execute();
    },
  };
}

/** G-code that goes out by itself deserves an entry of its own in the log. */
function changedScripts(
  { optionsSchema }: DriverManifest,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  const properties = (optionsSchema.properties ?? {}) as Readonly<Record<string, { readonly format?: unknown }>>;
  return Object.entries(properties).flatMap(([name, { format }]) =>
    format === 'gcode-script' && JSON.stringify(before[name]) !== JSON.stringify(after[name]) ? [name] : [],
  );
}

function checkTags(tags: readonly string[]): string[] {
  const clean = [...new Set(tags.map((tag) => tag.trim().toLowerCase()).filter((tag) => tag !== ''))];
  const long = clean.find((tag) => tag.length > TAG_LIMIT);
  if (long !== undefined || clean.length > TAGS_LIMIT) {
    throw printerErrors.badField({
      field: 'tags',
      rule: `at most ${TAGS_LIMIT} tags of ${TAG_LIMIT} characters`,
      remedy: 'Use fewer and shorter tags.',
    });
  }
  return clean;
}

export const tagsOf = (row: { readonly tags: string }): string[] => JSON.parse(row.tags) as string[];

const placeOf = (id: string, option: string) => ({ table: 'printer', id, column: `options.${option}` });

/** The last snapshot that a run applied; its entries are in the database. */
export const snapshotOf = (row: { readonly snapshot: string | null }): MachineSnapshot | null =>
  row.snapshot === null ? null : (JSON.parse(row.snapshot) as MachineSnapshot);
