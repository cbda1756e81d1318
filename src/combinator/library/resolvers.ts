import type { Storage } from '#storage/storage';
import { askerOf } from '../accounts/asker.ts';
import type { RequestContext } from '../api/graphql.ts';
import { LIST_LIMIT } from '../api/limits.ts';
import { fileView, iso, metadataView, type View } from '../api/views.ts';
import { platesOf } from '../queue/store.ts';
import type { FarmSchema } from '../schema.ts';
import type { Settings } from '../settings/settings.ts';
import type { KeptMetadata } from './kept-metadata.ts';
import { type FileKind, isModel } from './kinds.ts';
import { type Library, type LibraryRow, parseDigest } from './library.ts';
import { ofPlate } from './plate-metadata.ts';
import { shelfErrors } from './shelf-errors.ts';
import type { Shelf } from './shelf.ts';
import type { LibraryOrder } from './store.ts';
import type { WatchFolders } from './watch-folders.ts';

type Args = Readonly<Record<string, unknown>>;

const KINDS: Readonly<Record<FileKind, string>> = {
  gcode: 'GCODE',
  bgcode: 'BGCODE',
  '3mf': 'THREE_MF',
  stl: 'STL',
  step: 'STEP',
  'model-3mf': 'THREE_MF_MODEL',
};

const metadataOf = (row: LibraryRow): KeptMetadata | null =>
  row.metadata === null ? null : (JSON.parse(row.metadata) as KeptMetadata);

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const texts = (value: unknown): readonly string[] => (value ?? []) as readonly string[];

/** The library's part of the API beside the plain list of files. */
export function libraryResolvers(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly features: {
    readonly library: Library;
    readonly shelf: Shelf;
    readonly settings: Settings;
    readonly watchFolders: WatchFolders;
  };
}) {
  const { storage } = parts;
  const { library, shelf, settings, watchFolders } = parts.features;

  async function entries(rows: readonly LibraryRow[]): Promise<readonly View[]> {
    const tags = await shelf.tagsOf(rows.map(({ digest }) => digest));
    return rows.map((row) => ({
      file: fileView(row),
      kind: KINDS[row.kind as FileKind],
      printable: !isModel(row.kind),
      folder: row.folder,
      tags: tags.get(row.digest) ?? [],
      version: row.version,
      plateCount: metadataOf(row)?.plates?.length ?? 0,
      trashedAt: row.trashed_at === null ? null : iso(row.trashed_at),
    }));
  }

  async function detail(row: LibraryRow): Promise<View> {
    const about = await shelf.about(row);
    const [entry] = await entries([row]);
    return {
      file: fileView(row),
      entry,
      plates: await plates(row),
      facts: metadataOf(row),
      sources: about.sources.map((source) => ({ ...source, at: iso(source.at) })),
      versions: await entries(about.versions),
      linked: await entries(about.linked),
    };
  }

  async function plates(row: LibraryRow): Promise<readonly View[]> {
    const metadata = metadataOf(row);
    if (metadata?.plates === undefined) return [];
    const readable = new Set(await platesOf(storage.read, row.digest));
    return metadata.plates.map((plate) => ({
      index: plate.index,
      name: plate.name,
      printable: readable.has(plate.index),
      outside: plate.outside,
      thumbnail: row.thumbnail === null ? null : `/api/files/${row.digest}/thumbnail?plate=${plate.index}`,
      metadata: metadataView(ofPlate(metadata, plate.index)),
    }));
  }

  async function usage(): Promise<View> {
    const [trash, disk] = [await shelf.trash(), await library.usage()];
    return {
      ...disk,
      quotaGigabytes: settings.current().libraryQuotaGb,
      trashedFiles: trash.files,
      trashedBytes: trash.bytes,
    };
  }

  function digestsOf(value: unknown) {
    const digests = texts(value);
    if (digests.length > LIST_LIMIT) throw shelfErrors.tooMany({ limit: LIST_LIMIT });
    return digests.map(parseDigest);
  }

  return {
    Query: {
      async fileDetail({ digest }: Args) {
        const row = await library.get(parseDigest(String(digest)));
        return row === null ? null : detail(row);
      },
      async library({ search, folder, tag, trashed, order, first, after }: Args) {
        if (!Number.isInteger(first) || Number(first) < 1 || Number(first) > LIST_LIMIT)
          throw shelfErrors.tooMany({ limit: LIST_LIMIT });
        const page = await library.list({
          search: text(search),
          folder: text(folder),
          tag: text(tag),
          trashed: trashed === true,
          order: String(order).toLowerCase() as LibraryOrder,
          first: Number(first),
          after: text(after) === null ? null : parseDigest(String(after)),
        });
        return {
          items: await entries(page.items),
          total: page.total,
          endCursor: page.items.at(-1)?.digest ?? null,
          hasMore: page.hasMore,
        };
      },
      libraryFolders: () => shelf.folders(),
      libraryTags: () => shelf.tags(),
      libraryUsage: usage,
      watchFolders: () => watchFolders.list(),
    },
    Mutation: {
      async moveFiles({ digests, folder }: Args) {
        await shelf.move(digestsOf(digests), String(folder));
        return digests;
      },
      async tagFiles({ digests, add, remove }: Args) {
        await shelf.tag(digestsOf(digests), { add: texts(add), remove: texts(remove) });
        return digests;
      },
      async renameFile({ digest, name }: Args) {
        await shelf.rename(parseDigest(String(digest)), String(name));
        return digest;
      },
      weldArcs: ({ digest, resolutionMm, maxRadiusMm }: Args) =>
        library.weldArcs(parseDigest(String(digest)), {
          resolutionMm: Number(resolutionMm),
          maxRadiusMm: Number(maxRadiusMm),
        }),
      async trashFiles({ digests }: Args, context?: RequestContext) {
        await shelf.discard(digestsOf(digests), askerOf(context));
        return digests;
      },
      async restoreFiles({ digests }: Args, context?: RequestContext) {
        await shelf.restore(digestsOf(digests), askerOf(context));
        return digests;
      },
      async emptyTrash() {
        let gone = 0;
        for (;;) {
          const more = await shelf.purge(Number.MAX_SAFE_INTEGER);
          gone += more;
          if (more === 0) return gone;
        }
      },
      addFolder: ({ path }: Args) => shelf.addFolder(String(path)),
      renameFolder: ({ from, to }: Args) => shelf.renameFolder(String(from), String(to)),
      async removeFolder({ path }: Args) {
        await shelf.removeFolder(String(path));
        return path;
      },
      async linkModel({ model, sliced, linked }: Args) {
        await shelf.link(parseDigest(String(model)), parseDigest(String(sliced)), linked !== false);
        return model;
      },
      addWatchFolder: ({ path, folder }: Args) => watchFolders.add(String(path), String(folder ?? '')),
      async removeWatchFolder({ id }: Args) {
        await watchFolders.remove(String(id));
        return id;
      },
      async setLibraryQuota({ gigabytes }: Args, context?: RequestContext) {
        const { version } = await settings.load();
        await settings.change(version, { libraryQuotaGb: Number(gigabytes) }, askerOf(context));
        return usage();
      },
    },
  };
}
