import type { DriverManifest } from '#drivers/driver';
import { defineErrors, errorEntry, UserError } from '#lib/user-error';
import type { PrinterId } from '#model/ids';
import type { Storage } from '#storage/storage';
import { checkOptions } from '../printers/check-options.ts';
import type { NewPrinter, Printers } from '../printers/printers.ts';
import type { FarmSchema } from '../schema.ts';
import { type ImportFile, type ImportProblem, type ImportRow, NoImportFile, readImport } from './read-import.ts';

/** A row as a person sees it before it is imported. No credential is in it. */
export interface CheckedRow extends Omit<ImportRow, 'options'> {
  /** What the kind of printer is called. */
  readonly title: string | null;
  /** Where it is, or which port it hangs on. */
  readonly place: string | null;
  /** Titles of the credentials that the file has for it. */
  readonly secrets: readonly string[];
}

export interface CheckedImport {
  readonly kind: ImportFile['kind'];
  readonly rows: readonly CheckedRow[];
}

/** Printers out of a table, of OctoFarm or of FDM Monster. Looked at first, and then all of the chosen ones or none. */
export interface PrinterImport {
  /** What would come of it. Nothing is written. Errors: `bad-printer-import`. */
  check(text: string): Promise<CheckedImport>;
  /** `rows`: of `CheckedRow`. Errors: `bad-printer-import`, `bad-printer-import-row`. */
  run(text: string, rows: readonly number[]): Promise<readonly PrinterId[]>;
}

const errors = defineErrors({
  unreadable: errorEntry<{ reason: string }>({
    code: 'bad-printer-import',
    cause: ({ reason }) => `This file cannot be imported. ${reason}`,
    remedy: 'It takes a table (CSV), the printers of OctoFarm (JSON), and what FDM Monster exports (YAML).',
    field: 'text',
  }),
  row: errorEntry<{ row: number; field: string; rule: string; remedy: string }>({
    code: 'bad-printer-import-row',
    cause: ({ row, field, rule }) => `Row ${row}, “${field}”: ${rule}. Nothing was imported.`,
    remedy: ({ remedy }) => remedy,
    field: ({ row, field }) => `${row}.${field}`,
    rule: ({ rule }) => rule,
  }),
});

/** A trial of a transaction ends with this. */
class RolledBack extends Error {}

export function createPrinterImport(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly printers: Pick<Printers, 'list' | 'addIn' | 'manifests'>;
}): PrinterImport {
  const { storage, printers } = parts;
  const { manifests } = printers;

  async function read(text: string): Promise<ImportFile> {
    try {
      return await readImport(text, manifests);
    } catch (error) {
      if (error instanceof NoImportFile) throw errors.unreadable({ reason: error.message });
      throw error;
    }
  }

  /** What is wrong with each row, in itself, beside the others and beside the farm. */
  async function problemsOf(rows: readonly ImportRow[]): Promise<ReadonlyMap<number, readonly ImportProblem[]>> {
    const farm = await printers.list();
    const names = new Map(farm.map(({ name }) => [name.toLowerCase(), 'a printer of the farm']));
    const places = new Map<string, string>();
    const numbers = new Map<string, string>();
    for (const { name, driver, options } of farm) {
      const read = JSON.parse(options) as Record<string, unknown>;
      const place = placeOf(manifests.get(driver), read);
      const number = manifests.get(driver)?.network?.identityOf?.(read) ?? null;
      if (place !== null) places.set(`${driver} ${place}`, `“${name}” of the farm`);
      if (number !== null) numbers.set(`${driver} ${number}`, `“${name}” of the farm`);
    }
    const problems = new Map<number, readonly ImportProblem[]>();
    for (const each of rows) {
      const manifest = each.driver === null ? undefined : manifests.get(each.driver);
      const found = [...each.problems];
      const name = each.name.trim().toLowerCase();
      const sameName = names.get(name);
      if (name === '') found.push({ field: 'name', rule: 'it must be given', remedy: 'Give it a name.' });
      else if (sameName !== undefined)
        found.push({ field: 'name', rule: `${sameName} is called so`, remedy: 'Give this one another name.' });
      else names.set(name, `row ${each.row}`);
      if (manifest !== undefined) {
        found.push(...checkOptions(manifest, each.options));
        const place = placeOf(manifest, each.options);
        const samePlace = place === null ? undefined : places.get(`${manifest.name} ${place}`);
        if (samePlace !== undefined)
          found.push({ field: 'address', rule: `${samePlace} is there`, remedy: 'Leave this one out.' });
        else if (place !== null) places.set(`${manifest.name} ${place}`, `row ${each.row}`);
        const number = manifest.network?.identityOf?.(each.options) ?? null;
        const sameNumber = number === null ? undefined : numbers.get(`${manifest.name} ${number}`);
        if (sameNumber !== undefined && samePlace === undefined)
          found.push({
            field: 'serial',
            rule: `${sameNumber} has this number: it is the same printer`,
            remedy: 'Leave this one out, and change the address of the other one where it has moved.',
          });
        else if (number !== null) numbers.set(`${manifest.name} ${number}`, `row ${each.row}`);
      }
      problems.set(each.row, found);
    }
    return problems;
  }

  /** What only the adding itself finds out: it is done, and taken back. */
  async function tryToAdd(rows: readonly ImportRow[]): Promise<ReadonlyMap<number, ImportProblem>> {
    const found = new Map<number, ImportProblem>();
    try {
      await storage.transaction(async (tx) => {
        for (const each of rows) {
          try {
            await printers.addIn(tx, newPrinter(each));
          } catch (error) {
            if (!(error instanceof UserError) || error.field === undefined) throw error;
            found.set(each.row, { field: error.field, rule: error.rule ?? error.message, remedy: error.remedy });
          }
        }
        throw new RolledBack();
      });
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
    }
    return found;
  }

  return {
    async check(text) {
      const { kind, rows } = await read(text);
      const problems = await problemsOf(rows);
      const tried = await tryToAdd(rows.filter(({ row }) => problems.get(row)?.length === 0));
      return {
        kind,
        rows: rows.map(({ options, ...each }) => {
          const manifest = each.driver === null ? undefined : manifests.get(each.driver);
          const late = tried.get(each.row);
          return {
            ...each,
            title: manifest?.title ?? null,
            place: manifest === undefined ? null : placeOf(manifest, options),
            secrets: secretTitles(manifest, options),
            problems: [...(problems.get(each.row) ?? []), ...(late === undefined ? [] : [late])],
          };
        }),
      };
    },
    async run(text, chosen) {
      const { rows } = await read(text);
      const wanted = rows.filter(({ row }) => chosen.includes(row));
      const problems = await problemsOf(wanted);
      for (const { row } of wanted) {
        const [problem] = problems.get(row) ?? [];
        if (problem !== undefined) throw errors.row({ row, ...problem });
      }
      return storage.transaction(async (tx) => {
        const added: PrinterId[] = [];
        for (const each of wanted) {
          try {
            added.push(await printers.addIn(tx, newPrinter(each)));
          } catch (error) {
            if (!(error instanceof UserError) || error.field === undefined) throw error;
            const { field, rule = error.message, remedy } = error;
            throw errors.row({ row: each.row, field, rule, remedy }, { cause: error });
          }
        }
        return added;
      });
    },
  };
}

const newPrinter = ({ name, driver, options, model, tags }: ImportRow): NewPrinter => ({
  name,
  driver: driver ?? '',
  options,
  model,
  tags,
  // Whatever the other farm did: who clears a bed is said here, by a person (BE5).
  clearing: 'operator',
});

/** By it two rows are the same printer. */
function placeOf(manifest: DriverManifest | undefined, options: Readonly<Record<string, unknown>>): string | null {
  const at = manifest?.network?.addressOf(options) ?? null;
  if (at !== null) return `${at.host.toLowerCase()}:${at.port}`;
  const called = manifest?.network?.dialsIn?.(options);
  if (called !== undefined) return `${called.address ?? ''}:${called.port}`;
  const port = manifest?.portOf(options);
  if (port?.kind === 'tty') return port.path;
  return port?.kind === 'tcp' ? `${port.host.toLowerCase()}:${port.port}` : null;
}

function secretTitles(
  manifest: DriverManifest | undefined,
  options: Readonly<Record<string, unknown>>,
): readonly string[] {
  const properties = (manifest?.optionsSchema.properties ?? {}) as Readonly<
    Record<string, { readonly writeOnly?: boolean; readonly title?: string }>
  >;
  return Object.entries(properties).flatMap(([name, { writeOnly, title }]) =>
    writeOnly === true && options[name] !== undefined ? [title ?? name] : [],
  );
}
