/** What a firmware says of its settings (`M503`): commands that would set them, under the headings that it gives them. */
export interface FirmwareSettings {
  readonly groups: readonly SettingGroup[];
}

export interface SettingGroup {
  /** As the firmware calls it; empty where it gives no heading. */
  readonly title: string;
  readonly lines: readonly SettingLine[];
}

export interface SettingLine {
  /** `M92`, `G21`. */
  readonly command: string;
  /** What it sets, where that is known. */
  readonly meaning: string | null;
  readonly values: readonly { readonly letter: string; readonly value: string }[];
  /** The whole command, as it could be sent. */
  readonly text: string;
}

/** Settings that many firmwares share. */
const MEANINGS: Readonly<Record<string, string>> = {
  G20: 'units are inches',
  G21: 'units are mm',
  M92: 'steps per mm',
  M145: 'preset for preheating',
  M149: 'unit of temperatures',
  M200: 'filament diameter',
  M201: 'highest acceleration, mm/s²',
  M203: 'highest speed, mm/s',
  M204: 'acceleration of prints (P), retractions (R) and travels (T), mm/s²',
  M205: 'jerk, or junction deviation (J)',
  M206: 'offset of home, mm',
  M207: 'retraction by the firmware',
  M208: 'its recovery',
  M209: 'retraction by itself',
  M218: 'offset of a nozzle, mm',
  M250: 'contrast of the display',
  M301: 'heating of the nozzle (PID)',
  M304: 'heating of the plate (PID)',
  M309: 'heating of the chamber (PID)',
  M412: 'filament sensor',
  M413: 'recovery after a power loss',
  M420: 'levelling of the bed',
  M421: 'a point of the mesh, mm',
  M422: 'place where Z is aligned',
  M425: 'backlash',
  M569: 'mode of the drivers',
  M592: 'compensation of extrusion',
  M593: 'input shaping',
  M603: 'lengths of a filament change, mm',
  M665: 'geometry of the delta',
  M666: 'offset of endstops, mm',
  M851: 'offset of the probe, mm',
  M900: 'linear advance (K)',
  M906: 'current of the motors, mA',
  M911: 'watch over the drivers',
  M913: 'speed at which drivers change their mode',
  M914: 'homing without endstops',
};

/** Longer answers are cut: no firmware has so many. */
const LINES = 400;

/**
 * Reads the answer to `M503`: Marlin with and without `echo:;`, Prusa, Smoothie and RepRapFirmware (its configuration
 * file). Whatever is no setting (temperatures, signs of life) is passed over. Null when it holds none.
 */
export function parseFirmwareSettings(reply: readonly string[]): FirmwareSettings | null {
  const groups: { title: string; lines: SettingLine[] }[] = [];
  let title = '';
  let found = 0;
  for (const raw of reply) {
    const line = raw.replace(/^\s*(?:echo|Recv):/i, '').trim();
    const setting = settingOf(line);
    if (setting !== null) {
      if (++found > LINES) break;
      const last = groups.at(-1);
      if (last?.title === title && last.lines.length > 0) last.lines.push(setting);
      else groups.push({ title, lines: [setting] });
      continue;
    }
    const heading = headingOf(line, raw);
    if (heading !== null) title = heading;
  }
  return found === 0 ? null : { groups };
}

function settingOf(line: string): SettingLine | null {
  const match = /^([GM]\d{1,4}(?:\.\d+)?)(?=\s|$)\s*([^;]*)/i.exec(line);
  if (match === null) return null;
  const command = (match[1] ?? '').toUpperCase();
  const rest = (match[2] ?? '').trim();
  const values = [...rest.matchAll(/([A-Z])\s*(-?\d+(?:\.\d+)?|"[^"]*")?(?=\s|$)/gi)].map(
    ([, letter = '', value = '']) => ({
      letter: letter.toUpperCase(),
      value,
    }),
  );
  return { command, meaning: MEANINGS[command] ?? null, values, text: rest === '' ? command : `${command} ${rest}` };
}

/** `; Steps per unit:` and `Steps per unit:`; a line without a colon at its end is a heading only behind a semicolon. */
function headingOf(line: string, raw: string): string | null {
  const marked = line.startsWith(';');
  const text = line.replace(/^;+\s*/, '').trim();
  if (text === '' || text.length > 80 || /^(?:ok|wait|busy:|T:|X:)/i.test(text)) return null;
  if (!marked && !/^\s*echo:.*:\s*$/i.test(raw)) return null;
  return text.replace(/:\s*$/, '').trim();
}
