import { cardReport, endsPaused, fileInformation, selecting } from '../card-printing.ts';
import { type Handler, positionReport } from '../board.ts';
import { openForWriting } from '../card-writing.ts';
import { judgeReprap, judgeReprapXor } from '../line-rules.ts';
import { MARLIN } from './marlin.ts';
import { MARLIN_CARD, type Speech } from './speech.ts';

const identity = (version: string, date: string): string =>
  `FIRMWARE_NAME: RepRapFirmware for Duet 2 WiFi/Ethernet FIRMWARE_VERSION: ${version} ELECTRONICS: Duet WiFi 1.02 or later FIRMWARE_DATE: ${date}`;

/** RepRapFirmware over USB: no greeting, numbers are not compared, a line with a bad checksum vanishes without a word. */
export const REPRAPFIRMWARE: Speech = {
  ...MARLIN,
  name: 'reprapfirmware',
  card: { ...MARLIN_CARD, lineEnd: '\n', cannotWrite: 'Error: Failed to write to file. Drive may be full.' },
  greeting: () => [],
  judge: judgeReprap,
  complaint: () => [],
  flushes: false,
  commands: new Map<string, Handler>([
    ['M115', (board) => board.say(identity('3.4.5', '2022-11-30'))],
    [
      'M114',
      (board) => {
        const [place = '', steps = ''] = positionReport(board).split(' Count ');
        const { x, y, z, e } = board.motion.position;
        board.say(
          `${place} E0:${e.toFixed(1)} Count ${steps.replaceAll(/[XYZ]:/g, '')} Machine ${x.toFixed(3)} ${y.toFixed(3)} ${z.toFixed(3)} Bed comp 0.000`,
        );
      },
    ],
    ['M0', endsPaused],
    // It emulates Marlin, of before that said a length.
    ['M23', selecting(() => ['File opened'])],
    ['M36', fileInformation],
    ['M28', openForWriting(true)],
    ['M27', (board) => board.say(cardReport(board).replace(/^Not.*/, '$&.'))],
  ]),
  unknown: (board, { name }) => board.say(`Error: Bad command: ${name}`),
  busy: () => null,
  heating: (report) => report,
  lastWords: (complaint) => [
    complaint === null
      ? 'Emergency Stop! Reset the controller to continue.'
      : 'Error: Heating fault on heater 1, temperature excursion exceeded 15.0C',
    'Error: Printer halted, reset it by M999',
  ],
};

/** RepRapFirmware 2, which knows no CRC. */
export const REPRAPFIRMWARE_2: Speech = {
  ...REPRAPFIRMWARE,
  name: 'reprapfirmware2',
  judge: judgeReprapXor,
  commands: new Map<string, Handler>([
    ...REPRAPFIRMWARE.commands,
    ['M115', (board) => board.say(identity('2.05.1', '2020-02-09b1'))],
  ]),
};
