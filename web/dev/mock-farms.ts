import type { FarmEvent, FarmState, Job, LibraryFile, Print, Printer, Problem } from '../src/live/farm-state.ts';
import { FROM, planOf, SLOTTED } from './mock-slots.ts';
import { FOUND } from './mock-found.ts';
import type { FoundPort } from '../src/printer/port-words.ts';
import { printerFiles } from './mock-printer-files.ts';
import { LONG, LONG_FILE, minutesAgo } from './mock-names.ts';
import { spools, uses } from './mock-spools.ts';
import { MACROS } from './mock-macros.ts';
import type { MockFarm } from './mock-server.ts';
import { UNREACHED } from './mock-unreached.ts';

/** The farms that the page is looked at with: every state that a person can meet, and the ugly ones on purpose. */

const file = (i: number, changes: Partial<LibraryFile> = {}): LibraryFile => ({
  digest: `d${i}`,
  name: FILES[i % FILES.length] ?? 'part.gcode',
  sizeBytes: 640_000 + i * 731_000,
  addedAt: minutesAgo(60 + i),
  thumbnail: `/api/pictures/${i}`,
  metadataProblem: null,
  warnings: [],
  metadata: {
    slicer: 'PrusaSlicer',
    slicerVersion: '2.9.3',
    printerModel: 'MK4S',
    printTimeSeconds: 1800 + i * 1370,
    filamentMm: 4200,
    filamentGrams: 12.4 + i * 3,
    filamentTypes: ['PLA'],
    filamentColours: ['#d9822b'],
    layerHeight: 0.2,
    layerCount: 180,
    objectHeight: 36,
    nozzleDiameter: 0.4,
    nozzleTemperature: 215,
    bedTemperature: 60,
  },
  ...changes,
});
const FILES = ['bracket.gcode', 'hinge-left.gcode', 'cable-clip x12.gcode', 'lamp-shade.gcode', 'gear-20t.gcode'];

const print = (i: number, changes: Partial<Print> = {}): Print => ({
  id: `print-${i}`,
  jobId: 'job-0',
  printerId: `p${i}`,
  name: FILES[i % FILES.length] ?? 'part.gcode',
  status: 'PRINTING',
  outcome: null,
  found: false,
  progress: ((i * 37) % 97) / 100,
  remainingSeconds: 300 + ((i * 977) % 20_000),
  layer: 20 + i,
  cancelWished: false,
  pauseWished: false,
  assignedAt: minutesAgo(40),
  startedAt: minutesAgo(39),
  endedAt: null,
  file: file(i),
  card: null,
  error: null,
  slots: [],
  ...changes,
});

const printer = (i: number, changes: Partial<Printer> = {}): Printer => ({
  id: `p${i}`,
  name: `Printer ${i}`,
  driver: 'marlin',
  secretsSet: [],
  emergencyStop: 'immediate',
  model: 'Ender 3 V2',
  tags: ['pla'],
  simulated: false,
  held: false,
  options: { connection: '/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0', baud: 115_200 },
  clearing: 'OPERATOR',
  version: 1,
  configurationPending: false,
  phase: 'READY',
  phaseSince: minutesAgo(12),
  reachable: true,
  unreachableSince: null,
  unreachableReason: null,
  link: 'CONNECTED',
  linkSince: minutesAgo(300),
  process: 'RUNNING',
  portTrouble: null,
  machineVersion: '0.1.0',
  attention: null,
  pauseNumber: null,
  pauseReason: null,
  stopNumber: null,
  stopPending: false,
  notice: null,
  dialog: null,
  overrides: null,
  stutter: null,
  bed: { state: 'CLEAR', bedId: null, reason: null, since: minutesAgo(30), confirmed: false },
  error: null,
  print: null,
  spools:
    i % 3 === 0
      ? [
          {
            spoolId: `s${i}`,
            slot: 0,
            name: 'Acme Galaxy Black',
            type: 'PLA',
            colours: ['#25282B'],
            remainingGrams: 640,
          },
        ]
      : [],
  temperatures: [
    { name: 'T0', actual: 24.3, target: 0 },
    { name: 'B', actual: 23.9, target: 0 },
  ],
  position: null,
  line: { linesSent: 18_204, resends: 3, window: 4, probes: 1 },
  slots: [],
  ...changes,
});

const port = (tty: string, changes: Partial<FoundPort> = {}): FoundPort => ({
  path: `/dev/serial/by-path/pci-0000:00:14.0-usb-0:1.4:1.0-${tty}`,
  device: `/dev/${tty}`,
  knownBy: 'SOCKET',
  manufacturer: null,
  product: null,
  vendorId: '1a86',
  productId: '7523',
  serialNumber: null,
  socket: '1-1.4',
  trouble: null,
  printerId: null,
  ...changes,
});

const hot = [
  { name: 'T0', actual: 214.7, target: 215 },
  { name: 'B', actual: 60.1, target: 60 },
];
const occupied = (i: number): Printer['bed'] => ({
  state: 'OCCUPIED',
  bedId: `bed-${i}`,
  reason: null,
  since: minutesAgo(4),
  confirmed: false,
});
const unknown = (i: number, reason: string): Printer['bed'] => ({ ...occupied(i), state: 'UNKNOWN', reason });
const printing = (i: number, changes: Partial<Printer> = {}): Printer =>
  printer(i, {
    phase: 'PRINTING',
    temperatures: hot,
    print: print(i),
    bed: { ...occupied(i), bedId: null },
    position: { x: 104.2, y: 88.1, z: 12.4 },
    ...changes,
  });

/** Every phase, and every way in which a printer can be away. */
const everyPhase: readonly Printer[] = [
  printing(1, { name: 'Bracken' }),
  printing(2, {
    name: 'Heather',
    phase: 'PREPARING',
    print: print(2, { progress: 0, remainingSeconds: null, layer: null }),
    temperatures: [
      { name: 'T0', actual: 148, target: 215 },
      { name: 'B', actual: 52, target: 60 },
    ],
  }),
  printing(3, {
    name: 'Gorse',
    phase: 'PAUSED',
    pauseNumber: 2,
    pauseReason: 'The filament ran out.',
    attention: 'The print is paused.',
  }),
  printing(4, { name: 'Thistle', phase: 'PAUSING', print: print(4, { pauseWished: true }) }),
  printing(5, { name: 'Sorrel', phase: 'RESUMING' }),
  printing(6, { name: 'Rowan', phase: 'CANCELLING', print: print(6, { cancelWished: true }) }),
  printer(7, {
    name: 'Fern',
    driver: 'prusa-connect',
    clearing: 'AT_PRINTER',
    phase: 'AWAITING_RETRIEVAL',
    bed: occupied(7),
    attention: 'Take the object off the bed and confirm it.',
    print: print(7, { progress: null, status: 'AWAITING_RETRIEVAL', outcome: 'FINISHED', endedAt: minutesAgo(4) }),
  }),
  printer(8, {
    name: 'Clover',
    phase: 'UNVERIFIED',
    bed: unknown(8, 'Croft has not seen this bed since it was added.'),
    attention: 'Look at the bed and confirm that it is clear.',
  }),
  printer(9, {
    name: 'Sedge',
    phase: 'FAULTED',
    bed: unknown(9, 'The printer was reset in the middle of a print.'),
    attention: 'Look at the bed and confirm that it is clear.',
    error: {
      code: 'printer-reset',
      message: 'The printer was reset in the middle of a print.',
      remedy: 'Check power and cable. Take off what is on the bed, then confirm that it is clear.',
      at: minutesAgo(2),
    },
    print: print(9, { progress: null, outcome: 'FAILED', status: 'FAILED' }),
  }),
  printer(10, {
    name: 'Burdock',
    phase: 'STOPPED',
    stopNumber: 1,
    bed: unknown(10, 'An emergency stop.'),
    attention: 'Recover the printer when the danger is over.',
  }),
  printer(11, {
    name: 'Teasel',
    phase: 'CONNECTING',
    reachable: false,
    unreachableSince: minutesAgo(8),
    unreachableReason: 'The printer fell silent. Is it switched on and plugged in?',
    temperatures: [],
  }),
  printer(12, { name: 'Yarrow', phase: 'ADOPTING', print: print(12, { progress: null }), temperatures: hot }),
  printer(13, {
    name: 'Nettle',
    link: 'NETWORK_DISCONNECTED',
    linkSince: minutesAgo(14),
    phase: 'PRINTING',
    print: print(13),
    temperatures: hot,
    bed: { ...occupied(13), bedId: null },
  }),
  printer(14, {
    name: 'Vetch',
    link: 'NEVER_CONNECTED',
    phase: 'OFFLINE',
    temperatures: [],
    line: null,
    process: 'STARTING',
  }),
  printer(15, { name: 'Mallow', held: true }),
  printer(16, { name: 'Campion', phase: 'CLEARING', temperatures: hot }),
  printer(17, {
    name: 'Tansy',
    simulated: true,
    tags: ['pla', 'large'],
    clearing: 'SIMULATED_SENSOR',
    model: 'Simulated Marlin',
  }),
  printing(18, {
    name: 'Yew',
    print: print(18, { name: LONG_FILE }),
    configurationPending: true,
    notice: 'Filament changed at layer 12.',
    dialog: {
      id: 'dialog-1',
      text: 'Filament change: load the new filament, then continue <b>when its colour comes</b>.',
      choices: ['Purge more', 'Continue'],
      since: minutesAgo(1),
    },
    overrides: {
      feedPercent: 110,
      flowPercent: 97,
      fanPercent: 80,
      babyStepMm: -0.03,
      pauseAtLayer: 42,
      pauseAtHeight: null,
      objects: [
        { id: '0', name: 'clip-left.stl', skipped: true, current: false },
        { id: '1', name: 'clip-right.stl', skipped: false, current: true },
        { id: '2', name: LONG_FILE, skipped: false, current: false },
      ],
    },
    stutter: { underruns: 1_204, standstillSeconds: 88.4, seenBy: 'MODEL' },
    temperatures: [...hot, { name: 'C', actual: 41, target: 45 }],
  }),
  printer(19, {
    name: 'Dock',
    phase: 'AWAITING_RETRIEVAL',
    bed: { ...occupied(19), confirmed: true },
    print: print(19, { progress: null, outcome: 'CANCELLED', status: 'AWAITING_RETRIEVAL' }),
  }),
];

const byId = <Entry extends { readonly id: string }>(all: readonly Entry[]): Record<string, Entry> =>
  Object.fromEntries(all.map((one) => [one.id, one]));

const state = (parts: {
  printers?: readonly Printer[];
  jobs?: readonly Job[];
  problems?: readonly Problem[];
  demonstration?: boolean;
}): FarmState => ({
  farm: { name: 'Croft', version: '0.1.0', demonstration: parts.demonstration ?? false, startedAt: minutesAgo(600) },
  printers: byId(parts.printers ?? []),
  jobs: byId(parts.jobs ?? []),
  jobOrder: (parts.jobs ?? []).map((job) => job.id),
  problems: byId(parts.problems ?? []),
  filesChanged: 1,
  spoolsChanged: 0,
});

const job = (i: number, changes: Partial<Job> = {}): Job => ({
  id: `job-${i}`,
  name: FILES[i % FILES.length] ?? 'part.gcode',
  copies: 1 + (i % 4) * 3,
  completed: i % 4,
  active: 0,
  troubled: 0,
  priority: i === 0 ? 10 : 0,
  tags: [],
  printerIds: [],
  status: 'TO_DO',
  version: 1,
  createdAt: minutesAgo(30 + i),
  file: file(i),
  card: null,
  waiting: [],
  material: { check: 'AS_FILE', type: null, colour: null },
  takenGrams: i % 2 ? 84.2 : null,
  materialCost: i % 2 ? 2.11 : null,
  prints: [],
  plate: null,
  slots: [],
  ...changes,
});

const reasons = (count: number): Job['waiting'] =>
  Array.from({ length: count }, (_, i) => ({
    printerId: `p${i}`,
    code: ['busy', 'awaiting-retrieval', 'printer-unreachable', 'tags-missing'][i % 4] ?? 'busy',
    text:
      [
        `Printer ${i} is printing bracket.gcode.`,
        `Printer ${i} still carries its last print.`,
        `Printer ${i} does not answer.`,
        `Printer ${i} lacks the tags petg, large.`,
      ][i % 4] ?? '',
  }));

const jobs: readonly Job[] = [
  job(0, {
    status: 'ACTIVE',
    active: 2,
    copies: 12,
    completed: 5,
    waiting: reasons(3),
    prints: [print(1), print(2, { progress: 0.2 })],
  }),
  job(1, {
    waiting: [{ printerId: null, code: 'no-printers', text: 'No printer carries the tag petg.' }],
    tags: ['petg', 'large'],
  }),
  job(2, { waiting: reasons(1) }),
  job(3, { waiting: reasons(24), name: LONG_FILE, file: file(3, { thumbnail: null, metadata: null }) }),
  job(70, {
    name: 'Hinge left.gcode',
    file: null,
    card: { path: 'PARTS/HINGE~1.GCO', sizeBytes: 812_334 },
    copies: 1,
    completed: 0,
    takenGrams: null,
    printerIds: ['p1'],
    waiting: [{ printerId: 'p1', code: 'busy', text: 'Printer 1 is busy.' }],
    prints: [
      print(1, {
        status: 'CANCELLED',
        outcome: 'NEVER_STARTED',
        file: null,
        card: { path: 'PARTS/HINGE~1.GCO', sizeBytes: 812_334 },
        error: {
          code: 'file-unavailable',
          message: 'There is no “PARTS/HINGE~1.GCO” on the card any more.',
          remedy: 'See what the message says.',
          at: minutesAgo(4),
        },
      }),
    ],
  }),
  job(4, { status: 'HELD', waiting: [{ printerId: null, code: 'held', text: 'It is on hold.' }] }),
  job(5, {
    status: 'NEEDS_ATTENTION',
    troubled: 2,
    prints: [
      print(9, {
        status: 'FAILED',
        outcome: 'FAILED',
        error: {
          code: 'printer-reset',
          message: 'The printer was reset in the middle of a print.',
          remedy: 'Check power and cable.',
          at: minutesAgo(2),
        },
      }),
      print(8, { id: 'print-lost', status: 'LOST', outcome: 'UNKNOWN' }),
    ],
  }),
  ...Array.from({ length: 14 }, (_, i) => job(6 + i, { waiting: reasons(2 + (i % 5)) })),
];

const problem = (i: number, changes: Partial<Problem> = {}): Problem => ({
  id: `problem-${i}`,
  code: 'printer-reset',
  message: 'The printer was reset in the middle of a print.',
  cause: 'The printer started anew in the middle of a print: power, its reset button, or a glitch on the cable.',
  remedy: 'Check power and cable. Take off what is on the bed, then confirm that it is clear.',
  printerId: 'p9',
  printId: null,
  jobId: null,
  firstAt: minutesAgo(90),
  lastAt: minutesAgo(2 + i),
  count: 1,
  ...changes,
});

const event = (i: number, name: string, payload: unknown, printerId: string | null): FarmEvent => ({
  cursor: String(1000 - i),
  name,
  at: minutesAgo(i * 2),
  correlationId: i % 3 === 0 ? null : `trace-${i % 4}`,
  printerId,
  printId: null,
  jobId: null,
  payload,
});

const events: readonly FarmEvent[] = [
  event(1, 'print-started', { name: 'bracket.gcode' }, 'p1'),
  event(2, 'bed-cleared', { by: 'a person', how: 'operator' }, 'p1'),
  event(
    3,
    'print-ended',
    { name: LONG_FILE, outcome: 'failed', error: { message: 'The printer was reset in the middle of a print.' } },
    'p9',
  ),
  event(4, 'printer-error', { error: { message: 'The printer was reset in the middle of a print.' } }, 'p9'),
  event(5, 'job-created', { name: 'hinge-left.gcode', copies: 12 }, null),
  event(6, 'library-file-added', { name: 'hinge-left.gcode' }, null),
  event(7, 'file-upload-failed', { name: 'notes.gcode', message: 'The file holds no G-code.' }, null),
  event(8, 'emergency-stop', { stopNumber: 1, by: 'combinator' }, 'p10'),
  event(9, 'command-refused', { command: 'clear', reason: 'stale-bed' }, 'p7'),
  event(10, 'print-adopted', { gapMs: 640 }, 'p12'),
  ...Array.from({ length: 30 }, (_, i) =>
    event(11 + i, 'printer-phase-changed', { from: 'ready', to: 'preparing' }, `p${(i % 19) + 1}`),
  ),
].reverse();

export const crowd = (count: number): readonly Printer[] =>
  Array.from({ length: count }, (_, i) => {
    const name = i % 9 === 4 ? `${LONG}-${i}` : `Row ${1 + (i % 12)} · Place ${1 + Math.floor(i / 12)}`;
    if (i % 11 === 3) return printer(i, { ...everyPhase[6], id: `p${i}`, name });
    if (i % 17 === 5) return printer(i, { ...everyPhase[8], id: `p${i}`, name });
    return i % 5 === 0
      ? printer(i, { name })
      : printing(i, {
          name,
          tags: i % 9 === 4 ? ['pla', 'high-temperature-hotend', 'large-format', 'second-workshop'] : ['pla'],
        });
  });

const library: readonly LibraryFile[] = [
  ...Array.from({ length: 6 }, (_, i) => file(i)),
  file(6, {
    thumbnail: null,
    name: LONG_FILE,
    warnings: ['The file asks for 260 °C; that is more than 2 of your printers allow.'],
  }),
  file(7, {
    thumbnail: null,
    metadata: null,
    name: 'by-hand.gcode',
    metadataProblem: 'Nothing in the file says how long it takes.',
  }),
];

/** A board that says who it is, one that does not, one that a printer has, one of another user, and one of the computer. */
const ports: readonly FoundPort[] = [
  port('ttyACM0', {
    manufacturer: 'Prusa Research (prusa3d.com)',
    product: 'Original Prusa i3 MK3',
    serialNumber: 'CZPX4719X004XC12345',
    knownBy: 'SERIAL_NUMBER',
    path: '/dev/serial/by-id/usb-Prusa_Research__prusa3d.com__Original_Prusa_i3_MK3_CZPX4719X004XC12345-if00',
  }),
  port('ttyUSB0', { product: 'USB Serial' }),
  port('ttyUSB1', { product: 'USB Serial', socket: '1-1.4.2', printerId: 'p1' }),
  port('ttyUSB2', {
    manufacturer: 'FTDI',
    product: 'FT232R USB UART',
    serialNumber: 'A50285BI',
    knownBy: 'SERIAL_NUMBER',
    trouble: 'Croft may not open it: add its user to the group of the device (often dialout) and log in again.',
  }),
  port('ttyS0', { vendorId: null, productId: null, socket: null, knownBy: 'DEVICE', path: '/dev/ttyS0' }),
];

export const FARMS = {
  empty: { state: state({}) },
  slots: {
    state: state({
      printers: [
        printing(1, {
          ...SLOTTED,
          print: print(1, {
            slots: FROM,
          }),
        }),
      ],
      jobs: [
        job(1, {
          waiting: [{ printerId: 'p1', code: 'slot-choice', text: planOf('p1').reason }],
        }),
      ],
    }),
    files: library,
    spools,
  },
  unreached: { state: state({ printers: UNREACHED.map((each, i) => printer(i + 1, each)) }) },
  few: {
    state: state({ printers: everyPhase, jobs: jobs.slice(0, 3), problems: [] }),
    files: library,
    events,
    ports,
    found: FOUND,
    spools,
    uses,
    macros: MACROS,
  },
  crowd: { state: state({ printers: crowd(300), jobs }), files: library, events, macros: MACROS },
  problems: {
    printerFiles,
    state: state({
      printers: [
        ...everyPhase.slice(7, 11),
        printer(30, {
          name: 'Hazel',
          process: 'CRASH_LOOPING',
          link: 'NETWORK_DISCONNECTED',
          linkSince: minutesAgo(6),
          phase: 'READY',
        }),
        printer(31, {
          name: LONG,
          link: 'NETWORK_DISCONNECTED',
          linkSince: minutesAgo(200),
          phase: 'PRINTING',
          print: print(31, { name: LONG_FILE }),
        }),
        printing(1, { name: 'Bracken' }),
      ],
      jobs: jobs.slice(4, 6),
      problems: [
        problem(0),
        problem(1, {
          code: 'machine-crash-looping',
          printerId: 'p30',
          count: 14,
          message: 'The machine process of Hazel keeps crashing.',
          cause: 'The process that drives the printer ends again and again as soon as it is started.',
          remedy: 'Look into machine.log in the printer’s folder; the settings of the printer are the usual cause.',
        }),
        problem(2, {
          code: 'disk-full',
          printerId: null,
          message: 'The disk of the library is full.',
          cause: 'A disk has no room left.',
          remedy: 'Make room; what waits goes on by itself.',
        }),
      ],
    }),
    events,
  },
  jobs: { state: state({ printers: everyPhase, jobs }), files: library, events },
  demonstration: {
    state: state({
      demonstration: true,
      printers: [
        printing(1, { name: 'Barley', simulated: true, model: 'Simulated Marlin' }),
        printer(2, { name: 'Oat', simulated: true }),
        printer(3, {
          name: 'Rye',
          simulated: true,
          phase: 'UNVERIFIED',
          bed: unknown(3, 'Croft has not seen this bed since it was added.'),
          attention: 'Look at the bed and confirm that it is clear.',
        }),
      ],
    }),
    files: library,
    events,
    uploadFault: {
      code: 'not-gcode',
      message: 'notes.gcode holds no G-code.',
      remedy: 'Slice the model and drop the file that your slicer writes. Nothing was stored.',
    },
  },
} as const satisfies Readonly<Record<string, MockFarm>>;
