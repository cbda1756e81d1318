import type { FormField } from '../printer/form-fields.ts';

export type Values = Readonly<Record<string, string | boolean>>;

export interface SettingSection {
  readonly title: string;
  readonly fields: readonly FormField[];
}

/** Where a person looks for a setting; what the server has beyond these stands at the end. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  'The farm': ['farmName', 'currency'],
  'What is kept': ['eventsKeptDays', 'timelapsesKeptDays', 'picturesKeptDays', 'libraryQuotaGb'],
  'Materials and energy': ['lowStockPercent', 'printerWatts', 'kwhPrice'],
  'Files on printers': ['downloadsAtOnce', 'printerFilesSeconds', 'printerFilesRetrySeconds'],
  'For programs': [
    'webhooksToThisHost',
    'farmStatusSeconds',
    'farmStatusRetrySeconds',
    'jobUpdateSeconds',
    'jobUpdateRetrySeconds',
  ],
};

export function sectionsOf(fields: readonly FormField[]): readonly SettingSection[] {
  const placed = new Set(Object.values(SECTIONS).flat());
  const known = Object.entries(SECTIONS).map(([title, names]) => ({
    title,
    fields: names.flatMap((name) => fields.filter((field) => field.name === name)),
  }));
  const more = { title: 'More', fields: fields.filter(({ name }) => !placed.has(name)) };
  return [...known, more].filter((section) => section.fields.length > 0);
}

/** What a person changed, in the types of the settings; what reads the same as before is no change. */
export function changesOf(fields: readonly FormField[], values: Values): Readonly<Record<string, unknown>> {
  const changes: Record<string, unknown> = {};
  for (const { name, kind, initial } of fields) {
    const value = values[name];
    if (value === undefined || value === initial) continue;
    if (typeof value === 'boolean') changes[name] = value;
    else if (kind === 'integer' || kind === 'number') changes[name] = Number(value);
    else changes[name] = value.trim();
  }
  return changes;
}
