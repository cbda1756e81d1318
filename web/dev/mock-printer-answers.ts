const setting = (text: string, meaning: string | null) => ({
  command: text.split(' ')[0] ?? '',
  meaning,
  text,
  values: [],
});

const SETTINGS = {
  groups: [
    { title: 'Steps per unit', lines: [setting('M92 X80.00 Y80.00 Z400.00 E93.00', 'steps per mm')] },
    {
      title: 'Acceleration (units/s2) (P<print-accel> R<retract-accel> T<travel-accel>)',
      lines: [
        setting(
          'M204 P1000.00 R1000.00 T1000.00',
          'acceleration of prints (P), retractions (R) and travels (T), mm/s²',
        ),
      ],
    },
    { title: 'Hotend PID', lines: [setting('M301 P22.20 I1.08 D114.00', 'heating of the nozzle (PID)')] },
    {
      title: 'Auto Bed Leveling',
      lines: [setting('M420 S1 Z10.00', 'levelling of the bed'), setting('M421 I0 J0', null)],
    },
  ],
};

const MESH = {
  rows: Array.from({ length: 7 }, (_, y) =>
    Array.from({ length: 7 }, (__, x) =>
      x === 6 && y === 6 ? null : 0.012 * ((x - 3) ** 2 + (y - 3) ** 2) - 0.11 + 0.01 * x,
    ),
  ),
};

const CARD = [
  { path: 'BENCHY~1.GCO', name: 'Benchy, 0.2 mm.gcode', sizeBytes: 5_909_969 },
  {
    path: 'ORDERS/CUSTOM~1.GCO',
    name: 'customer_4711_housing_lower_half_v12_FINAL_final2_0.2mm_PETG_MK4IS_7h42m.gcode',
    sizeBytes: 81_233_400,
  },
  { path: 'CUBE.GCO', name: 'CUBE.GCO', sizeBytes: null },
];

const CONTINUATION = {
  printId: 'print-1',
  name: 'bracket-left_0.2mm_PETG.gcode',
  bedId: 'journal-1.14',
  no: null,
  place: {
    layers: 212,
    stoppedIn: 87,
    certain: true,
    layer: 87,
    z: 17.4,
    lowest: 17.4,
    highest: 17.8,
    asksHeight: true,
    bed: 80,
    nozzle: 240,
    chamber: 0,
    lift: 5,
    prime: 5,
  },
};

const GCODE_FILES = [
  { digest: 'a'.repeat(64), name: 'customer_4711_housing_lower_half_v12_FINAL_0.2mm.gcode', sizeBytes: 5_909_969 },
  { digest: 'b'.repeat(64), name: 'Hinge left.gcode', sizeBytes: 812_334 },
  { digest: 'c'.repeat(64), name: 'cube.gcode', sizeBytes: 91_022 },
];

/** What a printer says when it is asked; null for every other question. */
export function printerAnswer(query: string): unknown {
  if (query.includes('query Continuation')) return { continuation: CONTINUATION };
  if (query.includes('ReadFirmwareSettings')) return { readFirmwareSettings: SETTINGS };
  if (query.includes('ReadBedMesh')) return { readBedMesh: MESH };
  if (query.includes('query CardUploads')) return { cardUploads: [] };
  if (query.includes('query FilesForCard')) return { files: { items: GCODE_FILES } };
  return query.includes('ReadCard') ? { readCard: CARD } : null;
}
