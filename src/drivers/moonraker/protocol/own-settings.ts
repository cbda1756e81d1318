import type { OwnAnswer } from '#drivers/own-answers';
import type { FirmwareSettings, SettingGroup } from '#model/firmware-settings';
import { isRecord } from './message.ts';
import { statusIn } from './status-in.ts';

/** Programs and menus of the owner, and texts for a display: no settings of the machine. */
const NO_SETTINGS = /^(gcode_macro|delayed_gcode|menu|display_template|display_data|display_glyph|gcode_button)\b/i;
/** A value of many lines is a program. */
const VALUE_LIMIT = 200;
/** A big machine has some hundred sections of ten settings. */
const LINES = 3_000;

/**
 * Klipper’s settings, which stand in its configuration and not in an answer to `M503`: `configfile.settings`, section by section, led by
 * what is in force and not written down yet. PURE.
 */
export function readSettings(answer: unknown): OwnAnswer<FirmwareSettings> {
  const file = statusIn(answer)?.configfile;
  if (!isRecord(file) || !isRecord(file.settings))
    return { kind: 'untold', why: 'Klipper has no configuration that it could read' };
  const pending = isRecord(file.save_config_pending_items) ? groupsOf(file.save_config_pending_items) : [];
  const unkept = pending.map((group) => ({ ...group, title: `${group.title}, not kept yet (SAVE_CONFIG)` }));
  const groups: SettingGroup[] = [];
  let left = LINES;
  for (const group of [...unkept, ...groupsOf(file.settings)]) {
    const lines = group.lines.slice(0, left);
    left -= lines.length;
    if (lines.length > 0) groups.push({ ...group, lines });
  }
  return groups.length === 0
    ? { kind: 'untold', why: 'Klipper’s configuration holds no settings' }
    : { kind: 'told', value: { groups } };
}

function groupsOf(sections: Readonly<Record<string, unknown>>): readonly SettingGroup[] {
  return Object.entries(sections)
    .filter(([title, fields]) => isRecord(fields) && !NO_SETTINGS.test(title))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, fields]) => ({
      title: `[${title.slice(0, VALUE_LIMIT)}]`,
      lines: Object.entries(fields as Record<string, unknown>).flatMap(([name, value]) => {
        const text = textOf(value);
        if (text === null) return [];
        return [{ command: name, meaning: null, values: [], text: `${name}: ${text}`.slice(0, VALUE_LIMIT) }];
      }),
    }));
}

/** As it would stand in the configuration; null for what is longer than a setting, or none. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = Array.isArray(value)
    ? value.map((each) => textOf(each) ?? '').join(', ')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
  return text.length > VALUE_LIMIT || /[\r\n]/.test(text) ? null : text;
}
