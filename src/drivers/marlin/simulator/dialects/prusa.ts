import { judgePrusa } from '../line-rules.ts';
import { temperatureReport } from '../board.ts';
import { statusWithoutPauses } from '../card-printing.ts';
import { identifiesAs } from './identity.ts';
import { MARLIN } from './marlin.ts';
import { MARLIN_CARD, type Speech } from './speech.ts';

/** Prusa's firmware for 8 bits (MK2, MK3): strict about numbers and checksums, `busy` without `echo:`, junk glued to temperatures. */
export const PRUSA: Speech = {
  ...MARLIN,
  name: 'prusa',
  card: { ...MARLIN_CARD, endsWriting: (text) => text.includes('M29'), acknowledgesM29: false },
  greeting: (_, cause) => [
    'start',
    `echo:${cause}`,
    'echo: 3.13.3-7094',
    'echo: Last Updated: Jan  1 2024 | Author: (none, simulated)',
  ],
  judge: judgePrusa,
  commands: identifiesAs(
    'FIRMWARE_NAME:Prusa-Firmware 3.13.3 based on Marlin FIRMWARE_URL:https://github.com/prusa3d/Prusa-Firmware PROTOCOL_VERSION:1.0',
    ['AUTOREPORT_TEMP:1', 'AUTOREPORT_FANS:1', 'AUTOREPORT_POSITION:1', 'EXTENDED_M20:1', 'PRUSA_MMU2:1'],
    [
      [
        'M105',
        (board) => {
          board.acknowledge(`ok ${temperatureReport(board)}pS_XYZ:5`);
          return 'acked';
        },
      ],
      ['M27', statusWithoutPauses],
    ],
  ),
  busy: (what) => `busy: ${what}`,
  heating: (report, left) => `${report} W:${left}`,
  report: (report) => `${report} pS_XYZ:5`,
};
