import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { ArcLimits } from '#gcode/arc-fit';
import type { WeldedLines } from '#gcode/arc-welder';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { FileDigest } from '#model/ids';
import type { WeldReading } from './analysis.ts';
import type { Library, LibraryRow } from './library.ts';

export interface WeldedFile extends WeldedLines {
  /** Of the new version. */
  readonly digest: FileDigest;
}

const weldErrors = defineErrors({
  onlyGcode: errorEntry<{ name: string }>({
    code: 'only-gcode',
    cause: ({ name }) => `${name} is no plain G-code file, and only such lines can be welded into arcs.`,
    remedy: 'Export plain G-code from the slicer, or let the slicer itself write arcs.',
    field: 'digest',
  }),
  nothingRound: errorEntry<{ name: string }>({
    code: 'nothing-round',
    cause: ({ name }) => `${name} has no round walls of short straight moves: there is nothing to weld.`,
    remedy: 'Print it as it is. With a coarser resolution more becomes an arc.',
    field: 'digest',
  }),
  limits: errorEntry<{ field: string; rule: string }>({
    code: 'bad-arc-limits',
    cause: ({ rule }) => rule,
    remedy: 'Leave it out to use what suits most printers: 0.05 mm, and radii up to 1,000 mm.',
    field: ({ field }) => field,
  }),
  failed: errorEntry<{ name: string; reason: string }>({
    code: 'weld-failed',
    cause: ({ name, reason }) => `${name} could not be welded: ${reason}.`,
    remedy: 'Print it as it is, or export it again from the slicer.',
  }),
});

/** A nozzle is wider than the first, and the second is a straight line to every printer. */
const RESOLUTION_MM = { least: 0.005, most: 0.2 };
const RADIUS_MM = { least: 1, most: 10_000 };

/** The welded file beside the one that it was made of; whoever made it is its source. */
export async function keepWelded(
  digest: FileDigest,
  limits: ArcLimits,
  parts: {
    readonly file: (digest: FileDigest) => Promise<LibraryRow>;
    /** Where it waits until it is taken in. */
    readonly place: string;
    readonly weld: (place: string) => Promise<WeldReading>;
    readonly upload: Library['upload'];
  },
): Promise<WeldedFile> {
  const { place, weld, upload } = parts;
  check(limits);
  const { name, kind, folder, version } = await parts.file(digest);
  if (kind !== 'gcode') throw weldErrors.onlyGcode({ name });
  try {
    const reading = await weld(place);
    if (reading.kind === 'failed') throw weldErrors.failed({ name, reason: reading.reason });
    const { lines } = reading;
    if (lines.arcs === 0) throw weldErrors.nothingRound({ name });
    const { size } = await stat(place);
    const detail = `version ${version}: ${lines.linesBefore} lines became ${lines.linesAfter}`;
    const kept = await upload(name, createReadStream(place), size, { kind: 'welded-arcs', detail, folder });
    return { digest: kept.digest, ...lines };
  } finally {
    await rm(place, { force: true });
  }
}

function check({ resolutionMm, maxRadiusMm }: ArcLimits): void {
  if (!(resolutionMm >= RESOLUTION_MM.least && resolutionMm <= RESOLUTION_MM.most)) {
    const rule = `An arc may differ from its moves by ${RESOLUTION_MM.least} to ${RESOLUTION_MM.most} mm.`;
    throw weldErrors.limits({ field: 'resolutionMm', rule });
  }
  if (!(maxRadiusMm >= RADIUS_MM.least && maxRadiusMm <= RADIUS_MM.most)) {
    const rule = `The largest radius is one of ${RADIUS_MM.least} to ${RADIUS_MM.most} mm.`;
    throw weldErrors.limits({ field: 'maxRadiusMm', rule });
  }
}
