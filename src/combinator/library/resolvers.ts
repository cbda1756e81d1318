import type { Storage } from '#storage/storage';
import { fileView, metadataView, type View } from '../api/views.ts';
import { platesOf } from '../queue/store.ts';
import type { FarmSchema } from '../schema.ts';
import type { KeptMetadata } from './kept-metadata.ts';
import { type Library, type LibraryRow, parseDigest } from './library.ts';
import { ofPlate } from './plate-metadata.ts';

type Args = Readonly<Record<string, unknown>>;

/** The library's part of the API beside the list of files. */
export function libraryResolvers({
  storage,
  features: { library },
}: {
  readonly storage: Storage<FarmSchema>;
  readonly features: { readonly library: Library };
}) {
  async function detail(row: LibraryRow): Promise<View> {
    return { file: fileView(row), plates: await plates(row) };
  }

  async function plates(row: LibraryRow): Promise<readonly View[]> {
    const metadata = row.metadata === null ? null : (JSON.parse(row.metadata) as KeptMetadata);
    const readable = new Set(await platesOf(storage.read, row.digest));
    return (metadata?.plates ?? []).map((plate) => ({
      index: plate.index,
      name: plate.name,
      printable: readable.has(plate.index),
      outside: plate.outside,
      thumbnail: row.thumbnail === null ? null : `/api/files/${row.digest}/thumbnail?plate=${plate.index}`,
      metadata: metadataView(ofPlate(metadata as KeptMetadata, plate.index)),
    }));
  }

  return {
    Query: {
      async fileDetail({ digest }: Args) {
        const row = await library.get(parseDigest(String(digest)));
        return row === null ? null : detail(row);
      },
    },
  };
}
