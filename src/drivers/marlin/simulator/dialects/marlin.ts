import { statusWithoutPauses } from '../card-printing.ts';
import { unknown } from '../host-commands.ts';
import { judgeLine, judgeStrictly } from '../line-rules.ts';
import { identifiesAs } from './identity.ts';
import { MARLIN_CARD, NO_BYTES, NO_COMMANDS, type Said, type Speech } from './speech.ts';

/** `Error:…, Last Line: L`, `Resend: L+1`, `ok`. */
export function marlinComplaint(reason: string, lastN: number): readonly Said[] {
  return [
    { kind: 'other', line: `Error:${reason}, Last Line: ${lastN}` },
    { kind: 'resend', line: `Resend: ${lastN + 1}` },
    { kind: 'resend-ok', line: 'ok' },
  ];
}

/** Marlin 2.1. */
export const MARLIN: Speech = {
  name: 'marlin',
  greeting: ({ options }, cause) => [
    'start',
    cause,
    'Marlin 2.1.3 (Croft simulator)',
    'echo: Last Updated: 2026-01-01 | Author: (none, simulated)',
    'echo: Compiled: Jan  1 2026',
    `echo: Free Memory: 4096  PlannerBufferBytes: ${options.plannerBlocks * 80}`,
  ],
  judge: judgeLine,
  complaint: marlinComplaint,
  flushes: true,
  oksWhenTaken: () => false,
  ok: () => 'ok',
  commands: NO_COMMANDS,
  unknown,
  busy: (what) => `echo:busy: ${what}`,
  heating: (report, left) => ` ${report} W:${left}`,
  report: (report) => ` ${report}`,
  lastWords: (complaint) => [
    ...(complaint === null ? [] : [complaint]),
    '//action:poweroff',
    'Error:Printer halted. kill() called!',
  ],
  whileHalted: () => null,
  answersBlankLines: false,
  card: MARLIN_CARD,
  realTime: NO_BYTES,
};

/** Marlin 1.1: a line that came already is complained about; neither capabilities nor an emergency parser; a kill in two lines. */
export const MARLIN_1: Speech = {
  ...MARLIN,
  name: 'marlin1',
  card: { ...MARLIN_CARD, endsWriting: (text) => text.includes('M29') },
  greeting: (_, cause) => [
    'start',
    `echo:${cause}`,
    'Marlin 1.1.9',
    'echo: Last Updated: 2018-07-31 | Author: (none, simulated)',
    'echo: Free Memory: 4096  PlannerBufferBytes: 1232',
  ],
  judge: judgeStrictly,
  commands: identifiesAs(
    'FIRMWARE_NAME:Marlin 1.1.9 (Croft simulator) SOURCE_CODE_URL:https://github.com/MarlinFirmware/Marlin PROTOCOL_VERSION:1.0',
    [],
    [['M27', statusWithoutPauses]],
  ),
  lastWords: (complaint) => [
    ...(complaint === null ? [] : ['Error:0', ': Extruder switched off. MAXTEMP triggered !']),
    'Error:Printer halted. kill() called!',
  ],
};
