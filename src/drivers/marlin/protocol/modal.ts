import { word } from './motion.ts';

/** What holds on at a printer until another command changes it, beyond motion: for what is shown, and for the way back from a pause. */
export interface Modal {
  /** Speed of the part's fan, 0–255; null as long as nothing has set it. */
  readonly fan: number | null;
  readonly tool: number;
  /** M220 and M221, percent. */
  readonly feedPercent: number;
  readonly flowPercent: number;
  /** M290 so far, mm. */
  readonly babystepMm: number;
}

export const PLAIN_MODAL: Modal = { fan: null, tool: 0, feedPercent: 100, flowPercent: 100, babystepMm: 0 };

const FAN_FULL = 255;

/** A command goes out. The same object when nothing changes, which is so for nearly all lines. PURE. */
export function followModal(modal: Modal, command: string): Modal {
  const first = command.charCodeAt(0);
  if (first === 0x54 /* T */) return /^T\d{1,2}$/.test(command) ? { ...modal, tool: Number(command.slice(1)) } : modal;
  if (first !== 0x4d /* M */) return modal;
  switch (Number.parseInt(command.slice(1), 10)) {
    case 106:
      return isPartFan(command) ? { ...modal, fan: within(word(command, 'S') ?? FAN_FULL, 0, FAN_FULL) } : modal;
    case 107:
      return isPartFan(command) ? { ...modal, fan: 0 } : modal;
    case 220:
      return { ...modal, feedPercent: word(command, 'S') ?? modal.feedPercent };
    case 221:
      return { ...modal, flowPercent: word(command, 'S') ?? modal.flowPercent };
    case 290:
      return { ...modal, babystepMm: modal.babystepMm + (word(command, 'Z') ?? 0) };
    default:
      return modal;
  }
}

/** `P1` and above are fans of the chamber and the electronics. */
const isPartFan = (command: string): boolean => (word(command, 'P') ?? 0) === 0;

const within = (value: number, from: number, to: number): number => Math.min(to, Math.max(from, value));
