import type {
  EnergySettingsQuery,
  HistoryQuery,
  PrinterUseQuery,
  PrintStatisticsQuery,
} from '../src/graphql/operations.generated.ts';

type PastPrint = HistoryQuery['history']['items'][number];

interface Known {
  readonly id: string;
  readonly name: string;
}

/** What the history asks; null for any other question. A farm without printers has printed nothing. */
export function historyAnswer(query: string, printers: readonly Known[]): unknown {
  const some = printers.slice(0, 6);
  if (query.includes('query History('))
    return {
      history: { endCursor: null, items: some.flatMap((printer, i) => [past(printer, i), past(printer, i + 6)]) },
    };
  if (query.includes('query PrinterUse(')) return { printerUse: some.map(use) };
  if (query.includes('query PrintStatistics')) return { printStatistics: statistics(some) };
  if (query.includes('query EnergySettings')) return ENERGY;
  return null;
}

const ENERGY: EnergySettingsQuery = {
  energySettings: {
    version: 3,
    watts: 110,
    kwhPrice: 0.31,
    currency: '€',
    printers: [{ printerId: 'p1', watts: 340 }],
  },
};

const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

function past({ id, name }: Known, i: number): PastPrint {
  const failed = i % 5 === 3;
  return {
    id: `past-${i}`,
    found: i === 5,
    printerId: id,
    printerName: name,
    name: ['bracket.gcode', 'hinge-left.gcode', 'lamp-shade.gcode'][i % 3] ?? 'part.gcode',
    digest: `d${i % 3}`,
    fileName: null,
    thumbnail: i === 4 ? null : `/api/pictures/${i}`,
    warnings: i === 2 ? ['It says nothing of the temperature of the bed.'] : [],
    startedAt: hoursAgo(4 + i * 5),
    endedAt: hoursAgo(1 + i * 5),
    seconds: 10_800,
    outcome: failed ? 'FAILED' : 'FINISHED',
    fromLayer: i === 4 ? 118 : null,
    reason: failed ? 'ADHESION' : null,
    note: failed ? 'One corner came off.' : null,
    stutter: STUTTERS[i] ?? null,
    correlationId: `flow-${i}`,
    error: null,
    card: i === 4 ? { path: 'PARTS/HINGE~1.GCO', sizeBytes: null } : null,
    pictures: i < 4 ? [{ url: `/api/pictures/${i}`, camera: 'Shelf', at: hoursAgo(1 + i * 5) }] : [],
    timelapses: filmsOf(i),
    spools:
      i % 4 === 1
        ? []
        : [
            { spoolId: 's1', code: 'AB30XY', title: 'Prusament Galaxy Black', grams: 37.4, unsure: failed },
            ...(i % 4 === 2
              ? [{ spoolId: 's2', code: 'QK71PD', title: 'Polymaker PVA', grams: 4.2, unsure: false }]
              : []),
          ],
    energyKwh: i % 4 === 1 ? 1.02 : 0.33,
    cost: i % 4 === 1 ? 0.316 : 1.22,
  };
}

const STUTTERS: readonly PastPrint['stutter'][] = [
  { underruns: 0, standstillSeconds: 0, seenBy: 'PRINTER' },
  { underruns: 1_204, standstillSeconds: 88.4, seenBy: 'MODEL' },
];

/** A video, one that is being made, and frames of which none could be made. */
function filmsOf(i: number): PastPrint['timelapses'] {
  const film = { id: `film-${i}`, camera: 'Shelf', frames: 212, video: null, archive: null, trouble: null };
  if (i === 0) return [{ ...film, state: 'VIDEO', video: '/api/timelapses/film-0.mp4' }];
  if (i === 1) return [{ ...film, state: 'WAITING' }];
  if (i !== 6) return [];
  const trouble = {
    message: 'No video was made: ffmpeg is not installed on the computer that Croft runs on.',
    remedy: 'Install ffmpeg there (apt install ffmpeg, brew install ffmpeg), and press “Make the video now”.',
  };
  return [{ ...film, state: 'FRAMES', archive: '/api/timelapses/film-6.zip', trouble }];
}

const tally = (i: number) => ({
  finished: 12 - i,
  failed: i % 3,
  cancelled: i % 2,
  hours: 41.5 - i * 5,
  successRate: (12 - i) / (12 - i + (i % 3)),
  grams: 1450 - i * 210,
  energyKwh: 13.1 - i * 1.7,
  cost: 48.2 - i * 7.1,
});

/** The third came a week ago, and the second is often out of order. */
function use({ id, name }: Known, i: number): PrinterUseQuery['printerUse'][number] {
  const hours = Array.from({ length: 30 }, (_, day) => (i === 2 && day < 23 ? 0 : day === 29 ? 10 : 24));
  const down = hours.map((all, day) => (i === 1 && day % 9 > 6 ? all * 0.4 : 0));
  const printed = hours.map((all, day) => (all - (down[day] ?? 0)) * (0.35 + 0.3 * Math.sin(day * 1.7 + i * 2) ** 2));
  return { printerId: id, name, hours, printed, down };
}

function statistics(printers: readonly Known[]): PrintStatisticsQuery['printStatistics'] {
  return {
    printers: printers.map(({ id, name }, i) => ({ ...tally(i), printerId: id, name, utilisation: 0.62 - i * 0.08 })),
    files: ['bracket.gcode', 'customer_4711_housing_lower_half_v12_FINAL.gcode', 'hinge-left.gcode'].map((name, i) => ({
      ...tally(i),
      digest: `d${i}`,
      name,
    })),
    materials: ['PLA', 'PETG', null].map((type, i) => ({ ...tally(i), type })),
    days: Array.from({ length: 20 }, (_, i) => ({
      ...tally(i % 6),
      day: `${hoursAgo(i * 24).slice(0, 10)}T00:00:00.000Z`,
    })),
    reasons: [
      { reason: 'ADHESION', count: 4 },
      { reason: 'FILAMENT_TANGLED', count: 1 },
    ],
  };
}
