import type { ReadyWord } from './ready-button.ts';

/**
 * The states that Prusa's firmware shows by the same names over PrusaLink and to Prusa Connect, and what they mean. PURE.
 * (prusa3d/Prusa-Firmware-Buddy, src/connect/render.cpp; prusa3d/Prusa-Link-Web, spec/openapi.yaml)
 */
export const PRUSA_STATES = [
  'IDLE',
  'BUSY',
  'PRINTING',
  'PAUSED',
  'FINISHED',
  'STOPPED',
  'ERROR',
  'ATTENTION',
  'READY',
  'UNKNOWN',
] as const;
export type PrusaState = (typeof PRUSA_STATES)[number];

/** How a print from the panel ended, as far as the printer shows it. */
export function outcomeShown(state: PrusaState): 'finished' | 'cancelled' | 'failed' | 'unknown' {
  if (state === 'FINISHED') return 'finished';
  if (state === 'STOPPED') return 'cancelled';
  return state === 'ERROR' ? 'failed' : 'unknown';
}

const QUIET: ReadonlySet<PrusaState> = new Set(['IDLE', 'READY', 'FINISHED', 'STOPPED']);

/** Nothing moves, and nothing is asked whose answer may set it in motion. */
export const isQuiet = (state: PrusaState): boolean => QUIET.has(state);

/** Nothing moves, whatever stands on the bed. */
export const isAtRest = (state: PrusaState, hasJob: boolean): boolean =>
  isQuiet(state) || state === 'ERROR' || (state === 'ATTENTION' && !hasJob);

/** How that stands to the “ready” which a person sets at the printer's screen. */
export function readyWordOf(state: PrusaState): ReadyWord {
  if (state === 'READY') return 'ready';
  return isQuiet(state) ? 'rest' : 'other';
}

/** Why nothing is started now, for a person. `asks`: what it does in ATTENTION, and where that is answered. */
export function doingOf(state: PrusaState, asks: string): string {
  if (state === 'ATTENTION') return `${asks}: answer that first`;
  if (state === 'BUSY') return 'it is busy at its panel';
  return state === 'PRINTING' || state === 'PAUSED' ? 'it has another print' : `its state is ${state}`;
}

/** Sooner nobody stays for it. */
const CHANGE_TOLD_SECONDS = 3_600;

/** That a print will stop for a person with another filament; null where it will not, or not within the hour. */
export function filamentChangeWords(state: PrusaState, inSeconds: number | null): string | null {
  if (state !== 'PRINTING' || inSeconds === null || inSeconds > CHANGE_TOLD_SECONDS) return null;
  const minutes = Math.ceil(inSeconds / 60);
  return minutes > 1
    ? `In about ${minutes} min it waits for another filament.`
    : 'Within a minute it waits for another filament.';
}
