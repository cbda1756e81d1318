import type { DriverManifest } from '#drivers/driver';
import { rowsOf } from '#lib/csv-cells';

type Options = Readonly<Record<string, unknown>>;

/** One printer of a file, as far as it could be read. */
export interface ImportRow {
  /** Where a person finds it: the row of a table (1 is its heading), or which printer of a list. */
  readonly row: number;
  readonly name: string;
  /** The name of a driver; null where the file names none that there is. */
  readonly driver: string | null;
  readonly options: Options;
  readonly model: string | null;
  readonly tags: readonly string[];
  readonly problems: readonly ImportProblem[];
}

export interface ImportProblem {
  readonly field: string;
  readonly rule: string;
  readonly remedy: string;
}

export interface ImportFile {
  readonly kind: 'csv' | 'octofarm' | 'fdm-monster';
  readonly rows: readonly ImportRow[];
}

/** Why a file cannot be read at all. Its own words are not repeated: keys and passwords stand among them. */
export class NoImportFile extends Error {}

/** More than the largest farm has. */
export const ROWS_LIMIT = 2_000;
/** Columns of a table beside the options of drivers. */
const OWN_COLUMNS = ['name', 'driver', 'model', 'tags'];

/** By its first letters: a list of OctoFarm (JSON), what FDM Monster exports (YAML), or a table (CSV). */
export async function readImport(text: string, manifests: ReadonlyMap<string, DriverManifest>): Promise<ImportFile> {
  const file = await fileOf(text.replace(/^\uFEFF/, ''), manifests);
  if (file.rows.length === 0) throw new NoImportFile('There is no printer in it.');
  if (file.rows.length > ROWS_LIMIT) throw new NoImportFile(`It has more than ${ROWS_LIMIT} printers.`);
  return file;
}

async function fileOf(text: string, manifests: ReadonlyMap<string, DriverManifest>): Promise<ImportFile> {
  if (/^\s*[[{]/.test(text)) return ofLists(parsedJson(text));
  if (/^(version|exportedAt|config|databaseType|printers):/m.test(text)) return ofLists(await parsedYaml(text));
  return { kind: 'csv', rows: tableRows(text, manifests) };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own words quote the file.
    throw new NoImportFile('It begins like JSON and is none.');
  }
}

async function parsedYaml(text: string): Promise<unknown> {
  // Nobody else in a combinator needs it.
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  if (document.errors.length > 0) throw new NoImportFile('It begins like YAML and is none.');
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch {
    // A reference to nothing, or far too many: an unquoted password that begins with an asterisk is one, and would be quoted.
    throw new NoImportFile('It refers to what is not in it.');
  }
}

function ofLists(value: unknown): ImportFile {
  if (Array.isArray(value)) {
    // FDM Monster takes such lists as well, and says of each what it is.
    const isFdmMonster = value.some((each) => recordOf(each).printerType !== undefined);
    if (isFdmMonster) return { kind: 'fdm-monster', rows: value.map((each, i) => fdmMonsterRow(each, i, new Map())) };
    return { kind: 'octofarm', rows: value.map(octoFarmRow) };
  }
  const { printers, tags, groups } = recordOf(value);
  if (!Array.isArray(printers)) throw new NoImportFile('It names no printers.');
  const of = tagsById(tags ?? groups);
  return { kind: 'fdm-monster', rows: printers.map((printer, i) => fdmMonsterRow(printer, i, of)) };
}

// ---- OctoFarm: a list of printers, all of them behind OctoPrint

function octoFarmRow(value: unknown, i: number): ImportRow {
  const { name, printerName, settingsAppearance, group, printerURL, apikey, apiKey } = recordOf(value);
  return {
    row: i + 1,
    name: textOf(name) || textOf(printerName) || textOf(recordOf(settingsAppearance).name),
    driver: 'octoprint',
    options: given({ url: textOf(printerURL), apiKey: textOf(apikey) || textOf(apiKey) }),
    model: null,
    tags: textOf(group) === '' ? [] : [textOf(group)],
    problems: [],
  };
}

// ---- FDM Monster: `printers` of four kinds, told apart by a number

function fdmMonsterRow(value: unknown, i: number, tags: ReadonlyMap<string, readonly string[]>): ImportRow {
  const printer = recordOf(value);
  const row = i + 1;
  const name = textOf(printer.name) || textOf(printer.printerName) || textOf(recordOf(printer.settingsAppearance).name);
  const url = textOf(printer.printerURL);
  const [apiKey, username, password] = [printer.apiKey, printer.username, printer.password].map(textOf);
  const common = { row, name, model: null, tags: tags.get(String(printer.id)) ?? [], problems: [] };
  // Exports of before 1.6 name no kind: they knew OctoPrint alone.
  switch (printer.printerType ?? 0) {
    case 0:
      return { ...common, driver: 'octoprint', options: given({ url, apiKey }) };
    case 1:
      return { ...common, driver: 'moonraker', options: given({ url, apiKey }) };
    case 2:
      return {
        ...common,
        driver: 'prusalink',
        options: given({ url, user: password && username, password: password || apiKey }),
      };
    case 3: {
      const serial = /^[0-9A-Z]{8,32}$/i.test(username ?? '') ? username : '';
      const host = URL.parse(url)?.hostname ?? url;
      return { ...common, driver: 'bambu', options: given({ host, serial, accessCode: password || apiKey }) };
    }
    default:
      return {
        ...common,
        driver: null,
        options: {},
        problems: [{ field: 'printerType', rule: 'a kind that Croft does not know', remedy: 'Add this one by hand.' }],
      };
  }
}

/** Its groups become tags. */
function tagsById(groups: unknown): ReadonlyMap<string, readonly string[]> {
  const of = new Map<string, string[]>();
  for (const group of Array.isArray(groups) ? groups : []) {
    const { name, printers } = recordOf(group);
    for (const each of Array.isArray(printers) ? printers : []) {
      const id = String(recordOf(each).printerId ?? recordOf(each).id);
      of.set(id, [...(of.get(id) ?? []), textOf(name)]);
    }
  }
  return of;
}

// ---- A table: a heading, then a printer in each row

function tableRows(text: string, manifests: ReadonlyMap<string, DriverManifest>): readonly ImportRow[] {
  const [heading, ...rows] = rowsOf(text);
  const open = [...(heading === undefined ? [] : [heading]), ...rows].find(({ isOpen }) => isOpen);
  if (open !== undefined)
    throw new NoImportFile(
      `In row ${open.number} a quotation mark begins a cell and never ends: all that follows would be lost in it.`,
    );
  const columns = (heading?.cells ?? []).map(wordOf);
  for (const needed of ['name', 'driver'])
    if (!columns.includes(needed))
      throw new NoImportFile(
        `Its first row has no column “${needed}”. It names the columns: name, driver, and those of the settings.`,
      );
  const settings = [...manifests.values()].flatMap((each) => Object.entries(propertiesOf(each)));
  const known = new Set([...OWN_COLUMNS, ...settings.map(([name]) => name)]);
  const words = new Set([...known, ...settings.flatMap(([, { title }]) => title ?? [])].map(wordOf));
  // A name that is none might be a password where the heading is missing.
  const unknown = columns.findIndex((column) => !words.has(column));
  if (unknown >= 0)
    throw new NoImportFile(
      `The heading of column ${unknown + 1} is no setting of any kind of printer. Known are ${[...known].join(', ')}.`,
    );
  const twice = columns.findIndex((column, i) => columns.indexOf(column) !== i);
  if (twice >= 0) throw new NoImportFile(`Column ${twice + 1} has the heading of another one.`);
  return rows.map(({ number, cells }) => {
    const named = Object.fromEntries(columns.map((column, at) => [column, plainText(cells[at] ?? '').trim()]));
    const { name = '', driver = '', model = '', tags = '' } = named;
    const manifest =
      manifests.get(driver.toLowerCase()) ?? [...manifests.values()].find((each) => each.title === driver);
    const problems: ImportProblem[] = [];
    if (manifest === undefined)
      problems.push({
        field: 'driver',
        rule: `one of ${[...manifests.keys()].join(', ')}`,
        remedy: 'Name the kind of the printer by one of these words.',
      });
    if (cells.length > columns.length)
      problems.push({
        field: 'row',
        rule: 'it has more cells than the heading',
        remedy: 'Put texts with a separator into quotation marks.',
      });
    return {
      row: number,
      name,
      driver: manifest?.name ?? null,
      options: manifest === undefined ? {} : optionsOf(manifest, named, problems),
      model: model === '' ? null : model,
      tags: tags.split(/[,|;]/).flatMap((tag) => (tag.trim() === '' ? [] : [tag.trim()])),
      problems,
    };
  });
}

function optionsOf(
  manifest: DriverManifest,
  named: Readonly<Record<string, string>>,
  problems: ImportProblem[],
): Options {
  const options: Record<string, unknown> = {};
  const properties = Object.entries(propertiesOf(manifest));
  for (const [column, text] of Object.entries(named)) {
    if (text === '' || OWN_COLUMNS.includes(column)) continue;
    // By its own name, or as the form calls it.
    const [name, property] =
      properties.find(([each]) => wordOf(each) === column) ??
      properties.find(([, { title }]) => title !== undefined && wordOf(title) === column) ??
      [];
    if (name === undefined || property === undefined) {
      problems.push({
        field: column,
        rule: `“${manifest.title}” has no such setting`,
        remedy: 'Leave it empty in this row.',
      });
      continue;
    }
    const value = valueOf(property.type, text);
    if (value === undefined)
      problems.push({
        field: name,
        rule: property.type === 'boolean' ? 'yes or no' : 'a number',
        remedy: 'Correct it.',
      });
    else options[name] = value;
  }
  return options;
}

function valueOf(type: unknown, text: string): unknown {
  if (type === 'boolean') return /^(yes|true|1)$/i.test(text) ? true : /^(no|false|0)$/i.test(text) ? false : undefined;
  if (type === 'number' || type === 'integer') return /^-?\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
  if (type === 'array') return text.split(/[,|;]/).map((each) => each.trim());
  return text;
}

type Properties = Readonly<Record<string, { readonly type?: unknown; readonly title?: string }>>;

const propertiesOf = ({ optionsSchema }: DriverManifest): Properties => (optionsSchema.properties ?? {}) as Properties;

/** A heading as it is compared: “API key”, `api_key` and `apiKey` are one. */
const wordOf = (heading: string): string => heading.toLowerCase().replace(/[\s_-]/g, '');

/** The mark that keeps a spreadsheet from taking a text for a formula is none of the text. */
const plainText = (text: string): string => (/^'['=+\-@\t\r]/.test(text) ? text.slice(1) : text);

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';

const given = (options: Readonly<Record<string, string | undefined>>): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== ''));
