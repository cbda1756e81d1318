import { fileProblem } from './file-problem.ts';
import { type FileSource, found, type Read, refusedAt } from './file-source.ts';
import type { Inflate } from './inflate.ts';
import type { FileWarning, Plate, PrintFileMetadata, Thumbnail } from './print-file.ts';
import { type PlateFacts, readPlateFacts } from './plate-facts.ts';
import { plateMetadata, projectConfig, sharedMetadata } from './sliced-plate.ts';
import { pictureHeader, THUMBNAIL_MAX_PIXELS } from './thumbnails.ts';
import { readZipDirectory, readZipEntry, readZipEntryBeginning, type ZipEntry } from './zip.ts';

/** Plates that are read of one file; slicers allow 36. */
const PLATES_MAX = 64;
/** Descriptions are some KB, a configuration 56 KB. */
const TEXT_MAX_BYTES = 4 * 1024 * 1024;
const PICTURE_MAX_BYTES = 4 * 1024 * 1024;
/** So much of a plate's deflated G-code is looked at: its header is in the first line or two. */
const BEGINNING_BYTES = 4096;

const SLICE_INFO = 'Metadata/slice_info.config';
const MODEL_SETTINGS = 'Metadata/model_settings.config';
const PROJECT_SETTINGS = 'Metadata/project_settings.config';

/** What is inside a ZIP archive of the 3MF family. */
export type ThreeMf =
  | { readonly kind: 'sliced'; readonly metadata: PrintFileMetadata }
  /** A model or a project that has not been sliced: nothing to print, but it has pictures to show. */
  | { readonly kind: 'project'; readonly thumbnails: readonly Thumbnail[] };

/**
 * Reads what a `.gcode.3mf` (Bambu Studio, OrcaSlicer) says of each of its plates, from the small descriptions beside the
 * G-code, which stays packed but for its first lines. What the plates say alike is said of the file too; the rest is unknown
 * there, because a print is one plate.
 */
export async function readThreeMf(source: FileSource, inflate: Inflate): Promise<Read<ThreeMf>> {
  const directory = await readZipDirectory(source);
  if (directory.kind === 'refused') return directory;
  const archive: Archive = { source, inflate, entries: directory.value };
  const sliced = slicedPlates(archive.entries);
  if (sliced.length > PLATES_MAX) return refusedAt('file', 'archive-unsafe', `${sliced.length} plates`);
  if (sliced.length === 0) return found(await readProject(archive));
  const described = await describedPlates(archive);
  if (described.kind === 'refused') return described;
  const settings = await textOf(archive, PROJECT_SETTINGS);
  if (settings.kind === 'refused') return settings;
  const config = projectConfig(settings.value);
  if (config === null) return refusedAt(`entry "${PROJECT_SETTINGS}"`, 'archive-xml', 'no JSON object');
  const warnings: FileWarning[] = [];
  const plates: Plate[] = [];
  const wholes: PrintFileMetadata[] = [];
  for (const { index, entry } of sliced) {
    const facts = described.value.find((plate) => plate.index === index) ?? null;
    const beginning = await readZipEntryBeginning(source, entry, inflate, BEGINNING_BYTES);
    const pictures = await platePictures(archive, index, warnings);
    const whole = plateMetadata({ facts, config, beginning });
    warnings.push(...whole.warnings);
    wholes.push(whole);
    plates.push(plateOf(index, entry, facts, whole, pictures));
  }
  return found({ kind: 'sliced', metadata: { ...sharedMetadata(wholes, plates), warnings } });
}

/** A sliced 3MF, or why it is none. */
export async function readSlicedThreeMf(source: FileSource, inflate: Inflate): Promise<Read<PrintFileMetadata>> {
  const result = await readThreeMf(source, inflate);
  if (result.kind === 'refused') return result;
  if (result.value.kind === 'sliced') return found(result.value.metadata);
  return { kind: 'refused', problem: fileProblem('not-sliced', 'no Metadata/plate_N.gcode in it') };
}

interface Archive {
  readonly source: FileSource;
  readonly inflate: Inflate;
  readonly entries: ReadonlyMap<string, ZipEntry>;
}

/** The plates that hold G-code, by their numbers. */
export function slicedPlates(
  entries: ReadonlyMap<string, ZipEntry>,
): readonly { readonly index: number; readonly entry: ZipEntry }[] {
  return [...entries.values()]
    .flatMap((entry) => {
      const index = /^Metadata\/plate_(\d{1,3})\.gcode$/.exec(entry.name)?.[1];
      return index === undefined ? [] : [{ index: Number(index), entry }];
    })
    .sort((a, b) => a.index - b.index);
}

/** '' for an entry that is not there. */
async function textOf({ source, inflate, entries }: Archive, name: string): Promise<Read<string>> {
  const entry = entries.get(name);
  if (entry === undefined) return found('');
  const content = await readZipEntry(source, entry, inflate, TEXT_MAX_BYTES);
  return content.kind === 'refused' ? content : found(new TextDecoder().decode(content.value));
}

async function describedPlates(archive: Archive): Promise<Read<readonly PlateFacts[]>> {
  const texts: string[] = [];
  for (const name of [SLICE_INFO, MODEL_SETTINGS]) {
    const text = await textOf(archive, name);
    if (text.kind === 'refused') return text;
    texts.push(text.value);
  }
  const [info = '', settings = ''] = texts;
  return readPlateFacts([
    { name: SLICE_INFO, text: info },
    { name: MODEL_SETTINGS, text: settings },
  ]);
}

async function readProject(archive: Archive): Promise<ThreeMf> {
  const thumbnails: Thumbnail[] = [];
  for (let index = 1; index <= PLATES_MAX; index++) {
    if (!archive.entries.has(`Metadata/plate_${index}.png`)) continue;
    thumbnails.push(...(await platePictures(archive, index, [])));
  }
  for (const name of ['Metadata/thumbnail.png', 'Thumbnails/thumbnail.png'])
    thumbnails.push(...(await pictureOf(archive, name, [])));
  return { kind: 'project', thumbnails };
}

async function platePictures(archive: Archive, index: number, warnings: FileWarning[]): Promise<readonly Thumbnail[]> {
  const large = await pictureOf(archive, `Metadata/plate_${index}.png`, warnings);
  return [...large, ...(await pictureOf(archive, `Metadata/plate_${index}_small.png`, warnings))];
}

/** A damaged picture is left out with a warning: the plate prints as well without it. */
async function pictureOf(
  { source, inflate, entries }: Archive,
  name: string,
  warnings: FileWarning[],
): Promise<readonly Thumbnail[]> {
  const entry = entries.get(name);
  if (entry === undefined) return [];
  const content = await readZipEntry(source, entry, inflate, PICTURE_MAX_BYTES);
  const bytes = content.kind === 'refused' ? null : content.value;
  const header = bytes === null ? null : pictureHeader(bytes);
  if (bytes !== null && header !== null && Math.max(header.width, header.height) <= THUMBNAIL_MAX_PIXELS)
    return [{ ...header, bytes }];
  warnings.push({ code: 'thumbnail-damaged', message: `the picture ${name} is damaged or too large and was left out` });
  return [];
}

function plateOf(
  index: number,
  entry: ZipEntry,
  facts: PlateFacts | null,
  whole: PrintFileMetadata,
  thumbnails: readonly Thumbnail[],
): Plate {
  return {
    index,
    name: facts?.name ?? null,
    entry: entry.name,
    printTimeSeconds: whole.printTimeSeconds,
    firstLayerTimeSeconds: whole.firstLayerTimeSeconds,
    weightGrams: facts?.weightGrams ?? null,
    filaments: whole.filaments,
    layerCount: whole.layerCount,
    objectHeightMm: whole.objectHeightMm,
    nozzleDiametersMm: whole.nozzleDiametersMm,
    temperatures: whole.temperatures,
    supports: whole.supports,
    objects: whole.objects,
    outside: facts?.outside ?? null,
    thumbnails,
  };
}
