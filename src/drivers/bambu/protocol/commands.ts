import type { Adjustment } from '#model/adjustment';
import type { FilamentMapping } from './ams.ts';
import type { Fields } from './report.ts';

/** What is asked of a printer: the kind of the message, and its body without the number that the session gives it. */
export interface Command {
  readonly kind: 'print' | 'system' | 'info' | 'pushing';
  readonly body: Fields & { readonly command: string };
}

const print = (command: string, more: Fields = {}): Command => ({ kind: 'print', body: { command, ...more } });

export const pause = print('pause', { param: '' });
export const resume = print('resume', { param: '' });
export const stop = print('stop', { param: '' });
export const clearError = print('clean_print_error');
export const askEverything: Command = { kind: 'pushing', body: { command: 'pushall', version: 1, push_target: 1 } };
export const askVersion: Command = { kind: 'info', body: { command: 'get_version' } };
export const wakeReports: Command = { kind: 'pushing', body: { command: 'start' } };

export const gcodeLines = (lines: readonly string[]): Command =>
  print('gcode_line', { param: `${lines.join('\n')}\n` });

/** All fields every time: some firmwares ignore a shorter one. */
export const light = (mode: 'on' | 'off'): Command => ({
  kind: 'system',
  body: {
    command: 'ledctrl',
    led_node: 'chamber_light',
    led_mode: mode,
    led_on_time: 500,
    led_off_time: 500,
    loop_times: 0,
    interval_time: 0,
  },
});

/** Silent, standard, sport, ludicrous: what the printer has instead of percent. */
export const SPEED_PERCENTS: readonly number[] = [50, 100, 124, 166];

export function speedLevelNearest(percent: number): number {
  const distances = SPEED_PERCENTS.map((each) => Math.abs(each - percent));
  return distances.indexOf(Math.min(...distances)) + 1;
}

export const speed = (level: number): Command => print('print_speed', { param: String(level) });

export const skipObject = (id: string): Command => print('skip_objects', { obj_list: [Number(id)] });

/** The case light's own G-code, which these printers do not know, becomes their command. */
export function lightOf(lines: readonly string[]): 'on' | 'off' | null {
  const [line, ...more] = lines;
  const match = /^\s*M355\s+S([01])\s*$/i.exec(line ?? '');
  if (match === null || more.length > 0) return null;
  return match[1] === '1' ? 'on' : 'off';
}

/** What makes a change at the printer, or why there is nothing. */
export function adjustmentCommand(
  change: Exclude<Adjustment, { kind: 'skip-object' }>,
): Command | { readonly trouble: string } {
  switch (change.kind) {
    case 'feed':
      return speed(speedLevelNearest(change.percent));
    case 'fan':
      return gcodeLines([`M106 P1 S${Math.round((change.percent / 100) * 255)}`]);
    case 'target':
      if (change.heater === 'nozzle') return gcodeLines([`M104 S${Math.round(change.celsius)}`]);
      if (change.heater === 'bed') return gcodeLines([`M140 S${Math.round(change.celsius)}`]);
      return { trouble: 'The chamber’s temperature is set at the printer’s screen.' };
    case 'flow':
    case 'baby-step':
      return { trouble: 'A Bambu Lab printer takes no such change: set it in the slicer.' };
    case 'pause-at':
      return { trouble: 'The printer prints by itself: let the slicer put the pause into the file.' };
  }
}

export interface ProjectFile {
  readonly taskId: string;
  /** As it was uploaded, below `/`. */
  readonly remoteName: string;
  /** What the printer's screen calls it. */
  readonly title: string;
  readonly plate: number;
  /** Of the plate's G-code, in capital letters. */
  readonly md5: string;
  readonly mapping: FilamentMapping;
  readonly checks: PrintChecks;
}

/** What the printer does before it prints. */
export interface PrintChecks {
  readonly bedLevelling: boolean;
  readonly flowCalibration: boolean;
  readonly vibrationCalibration: boolean;
  readonly timelapse: boolean;
}

/** A P2S has no check of its vibrations, and takes no start that asks for one. `model`: as the printer names itself. */
export const checksFor = (checks: PrintChecks, model: string | null): PrintChecks =>
  /\bP2S\b/i.test(model ?? '') ? { ...checks, vibrationCalibration: false } : checks;

/** The start of a print, as slicers send it. Booleans are booleans: a number is a nozzle's place to an H2D Pro. */
export function projectFile({ taskId, remoteName, title, plate, md5, mapping, checks }: ProjectFile): Command {
  return print('project_file', {
    param: `Metadata/plate_${plate}.gcode`,
    url: `ftp://${remoteName}`,
    file: remoteName,
    md5,
    subtask_name: title,
    bed_type: 'auto',
    timelapse: checks.timelapse,
    bed_leveling: checks.bedLevelling,
    auto_bed_leveling: checks.bedLevelling ? 1 : 0,
    flow_cali: checks.flowCalibration,
    extrude_cali_flag: checks.flowCalibration ? 1 : 0,
    vibration_cali: checks.vibrationCalibration,
    layer_inspect: false,
    nozzle_offset_cali: 0,
    use_ams: mapping.useAms,
    ams_mapping: mapping.trays,
    ams_mapping2: mapping.places,
    cfg: '0',
    profile_id: '0',
    project_id: taskId,
    subtask_id: taskId,
    task_id: taskId,
  });
}
