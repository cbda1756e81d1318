import type { PrinterId } from '#model/ids';
import { askerOf } from '../accounts/asker.ts';
import { type Args, pageOf, text } from '../api/arguments.ts';
import type { RequestContext } from '../api/graphql.ts';
import { iso, upperSnake, type View } from '../api/views.ts';
import type { Features } from '../features.ts';
import type { DownloadRow } from './downloads.ts';

type Parts = Pick<
  Features,
  'downloads' | 'printerListings' | 'printerPictures' | 'autoDownload' | 'library' | 'settings'
>;

/** Files of printers, and what is fetched from them, as the API shows them. */
export function downloadResolvers(
  { downloads, printerListings, printerPictures, autoDownload, library, settings }: Parts,
  printerArg: (value: unknown) => PrinterId,
) {
  function downloadView(row: DownloadRow): View {
    const now = downloads.progress(row.id);
    return {
      id: row.id,
      printerId: row.printer_id,
      path: row.path,
      status: upperSnake(row.status),
      gotBytes: row.status === 'complete' ? (row.size_bytes ?? 0) : (now?.gotBytes ?? 0),
      sizeBytes: now?.sizeBytes ?? row.size_bytes,
      digest: row.digest,
      error: row.error,
      by: row.by,
      printId: row.print_id,
      requestedAt: iso(row.requested_at),
      endedAt: row.ended_at === null ? null : iso(row.ended_at),
    };
  }

  async function shown(printer: PrinterId): Promise<View> {
    const { supported, auto, listedAt, problem, files, unshown } = await printerListings.show(printer);
    const pictureAt = await printerPictures.addresses(printer);
    const items = files.map(async ({ path, sizeBytes, modifiedAt, digest, downloadId }) => ({
      path,
      sizeBytes,
      modifiedAt: modifiedAt === null ? null : iso(modifiedAt),
      digest,
      thumbnail: digest === null ? (pictureAt?.(path) ?? null) : await pictureOf(digest),
      download: downloadId === null ? null : downloadView(await downloads.get(downloadId)),
    }));
    return {
      printerId: printer,
      supported,
      autoDownload: auto,
      seenAt: listedAt === null ? null : iso(listedAt),
      problem,
      items: await Promise.all(items),
      unshown,
    };
  }

  async function pictureOf(digest: string): Promise<string | null> {
    const row = await library.get(digest as Parameters<typeof library.get>[0]);
    return row === null || row.thumbnail === null ? null : `/api/files/${digest}/thumbnail?size=small`;
  }

  const settingsView = (): View => {
    const { downloadsAtOnce, printerFilesSeconds } = settings.current();
    return { atOnce: downloadsAtOnce, lookEverySeconds: printerFilesSeconds };
  };

  return {
    Query: {
      printerFiles: ({ printerId }: Args) => shown(printerArg(printerId)),
      async downloads(args: Args) {
        const { first } = pageOf(args);
        const printer = text(args.printerId);
        return (await downloads.list(printer === null ? null : printerArg(printer), first)).map(downloadView);
      },
      downloadSettings: settingsView,
    },
    Mutation: {
      async refreshPrinterFiles({ printerId }: Args) {
        const printer = printerArg(printerId);
        await printerListings.look(printer);
        return shown(printer);
      },
      async downloadPrinterFile({ printerId, path }: Args, context?: RequestContext) {
        return downloadView(
          await downloads.get(await downloads.request(printerArg(printerId), String(path), askerOf(context))),
        );
      },
      async cancelDownload({ id }: Args, context?: RequestContext) {
        await downloads.cancel(String(id), askerOf(context));
        return downloadView(await downloads.get(String(id)));
      },
      async deletePrinterFile({ printerId, path }: Args, context?: RequestContext) {
        const printer = printerArg(printerId);
        await printerListings.delete(printer, String(path), askerOf(context));
        return shown(printer);
      },
      async setAutoDownload({ printerId, enabled }: Args) {
        const printer = printerArg(printerId);
        await printerListings.setAuto(printer, enabled === true);
        await autoDownload.wake();
        return shown(printer);
      },
      async setDownloadSettings({ atOnce, lookEverySeconds }: Args, context?: RequestContext) {
        const { version } = await settings.load();
        await settings.change(
          version,
          {
            ...(typeof atOnce === 'number' ? { downloadsAtOnce: atOnce } : {}),
            ...(typeof lookEverySeconds === 'number' ? { printerFilesSeconds: lookEverySeconds } : {}),
          },
          askerOf(context),
        );
        return settingsView();
      },
    },
  };
}
