import type { Handler } from './board.ts';
import { CALIBRATION_COMMANDS } from './calibration-commands.ts';
import { CARD_COMMANDS } from './card-commands.ts';
import { CARD_PRINT_COMMANDS } from './card-printing.ts';
import { HEAT_COMMANDS } from './heat-commands.ts';
import { HOST_COMMANDS } from './host-commands.ts';
import { MOTION_COMMANDS } from './motion-commands.ts';

/** Every command that the simulated firmware knows, by name. */
export const COMMANDS: ReadonlyMap<string, Handler> = new Map([
  ...MOTION_COMMANDS,
  ...HEAT_COMMANDS,
  ...HOST_COMMANDS,
  ...CALIBRATION_COMMANDS,
  ...CARD_COMMANDS,
  ...CARD_PRINT_COMMANDS,
]);
