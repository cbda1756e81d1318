import { GRBL } from './grbl.ts';
import { KLIPPER } from './klipper.ts';
import { MARLIN, MARLIN_1 } from './marlin.ts';
import { PRUSA } from './prusa.ts';
import { REPETIER } from './repetier.ts';
import { REPRAPFIRMWARE, REPRAPFIRMWARE_2 } from './reprapfirmware.ts';
import { SMOOTHIE } from './smoothie.ts';
import type { Speech, SpeechName } from './speech.ts';

/** Every dialect that the simulator speaks. */
export const SPEECHES: Readonly<Record<SpeechName, Speech>> = {
  marlin: MARLIN,
  marlin1: MARLIN_1,
  prusa: PRUSA,
  repetier: REPETIER,
  smoothie: SMOOTHIE,
  reprapfirmware: REPRAPFIRMWARE,
  reprapfirmware2: REPRAPFIRMWARE_2,
  klipper: KLIPPER,
  grbl: GRBL,
};
