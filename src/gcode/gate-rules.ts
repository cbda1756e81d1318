import type { FileProblemCode } from './file-problem.ts';

/** The three kinds of heaters that have a limit. */
export type Heater = 'nozzle' | 'bed' | 'chamber';

/** Commands that set a temperature, and the letters that carry it. `B` is the ceiling of Marlin's automatic mode. */
export const heatingCommands: Readonly<Record<string, { readonly heater: Heater; readonly letters: string }>> = {
  M104: { heater: 'nozzle', letters: 'SRB' },
  M109: { heater: 'nozzle', letters: 'SRB' },
  M140: { heater: 'bed', letters: 'SR' },
  M190: { heater: 'bed', letters: 'SR' },
  M141: { heater: 'chamber', letters: 'SR' },
  M191: { heater: 'chamber', letters: 'SR' },
  // RepRapFirmware: tool temperatures, active and standby. Marlin reads G10 as a retraction, where S is 0 or 1.
  G10: { heater: 'nozzle', letters: 'SR' },
  M568: { heater: 'nozzle', letters: 'SR' },
};

/** Marlin: `I` takes the temperature from a preset that only the printer knows. */
export const PRESET_LETTER = 'I';

/** Klipper's long commands that heat `HEATER` to `TARGET`. */
export const heatingMacros: ReadonlySet<string> = new Set(['SET_HEATER_TEMPERATURE', 'PID_CALIBRATE', 'MPC_CALIBRATE']);

/** Whatever begins a print, or repeats one, by itself. MA15: only the command `start` prints, so nothing switches this off. */
export const startingCommands: ReadonlySet<string> = new Set(['M23', 'M24', 'M32', 'M808']);

/** The same in words: Klipper's virtual SD card, Smoothieware's `play`. */
export const startingMacros: ReadonlySet<string> = new Set(['SDCARD_PRINT_FILE', 'SDCARD_LOOP_BEGIN', 'PLAY']);

/**
 * Blocked unless a printer's settings say otherwise: what outlives the print, or takes away what protects it. Firmware update
 * (M997); stored settings (M500, M502); cold extrusion (M302); autotuning, which heats by itself (M303, M306); what a sensor
 * means and what a heater may do (M143, M305, M308); pins behind the firmware's back (M42 with I, M43); writing to and deleting
 * from the card (M28, M30, M928); stored macros, which hide commands from this gate (M810–M819); debug codes (D…).
 */
export const defaultBlockedCommands: readonly string[] = [
  ['M28', 'M30', 'M42', 'M43', 'M143', 'M302', 'M303', 'M305', 'M306', 'M308', 'M500', 'M502', 'M928', 'M997'],
  Array.from({ length: 10 }, (_, i) => `M${810 + i}`),
  ['D'],
].flat();

/** Coldest extrusion that M302 may set, °C: every common filament is solid below it. */
const COLD_EXTRUSION_MIN = 150;

/** Blocked commands of which only some forms do harm; `text` is what follows the number, in upper case. */
export const harmlessForms: Readonly<Record<string, (text: string) => boolean>> = {
  // `M302 P1` and `M302 S0` allow cold extrusion, and so does the bare command in old firmware.
  M302: (text) => {
    const temperature = /^S *(\d{1,3})(?:\.\d*)?$/.exec(text);
    return /^P *0$/.test(text) || (temperature !== null && Number(temperature[1]) >= COLD_EXTRUSION_MIN);
  },
  // `I1` ignores the protection of heater pins.
  M42: (text) => /^[^I]*$/.test(text) && /^[A-Z0-9. ]*$/.test(text),
  // Without `T` it only sets values of the model.
  M306: (text) => /^(?:[A-SU-Z] *-?[0-9.]+ *)+$/.test(text),
};

/** The one command whose rest is text in every firmware, whatever it says. */
export const TEXT_COMMAND = 'M117';

/** Commands that may carry a message; firmwares with several commands on a line execute those in it. */
export const messageCommands: ReadonlySet<string> = new Set(['M0', 'M1', 'M16', 'M75', 'M118', 'M291']);

/** Commands that use G or M as ordinary letters (Bambu Lab's tones). */
export const commandsWithInnerLetters: ReadonlySet<string> = new Set(['M1006']);

export const tooHot: Readonly<Record<Heater, FileProblemCode>> = {
  nozzle: 'nozzle-too-hot',
  bed: 'bed-too-hot',
  chamber: 'chamber-too-hot',
};
