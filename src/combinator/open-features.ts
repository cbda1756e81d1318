import { join } from 'node:path';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import type { PrinterId } from '#model/ids';
import type { PrinterFileAnswer, PrinterFileAsk } from '#model/printer-file';
import type { Storage } from '#storage/storage';
import { createApiKeys } from './accounts/keys.ts';
import { openCameras } from './cameras/cameras.ts';
import { createPrinterCameras } from './cameras/printer-cameras.ts';
import { openTimelapses } from './cameras/timelapses.ts';
import { createCardPrints } from './card-prints/card-prints.ts';
import { createDiscovery } from './discovery/discovery.ts';
import { createKeyRequests } from './discovery/key-requests.ts';
import type { OpenRadio } from './discovery/radio.ts';
import { createTrials, type TryPrinter } from './discovery/trials.ts';
import { createAutoDownload } from './downloads/auto-download.ts';
import { createArchivePictures } from './downloads/archive-pictures.ts';
import { createDownloads } from './downloads/downloads.ts';
import { createPrinterListings } from './downloads/printer-listings.ts';
import { createPrinterPictures } from './downloads/printer-pictures.ts';
import type { Features } from './features.ts';
import { createHistory } from './history/history.ts';
import { openLibrary } from './library/library.ts';
import { createReadAgain } from './library/read-again.ts';
import { createShelf } from './library/shelf.ts';
import { openWatchFolders } from './library/watch-folders.ts';
import { createCardUploads } from './operate/card-uploads.ts';
import { createMacros } from './operate/macros.ts';
import { createPrinterMacros } from './operate/printer-macros.ts';
import { createPrinterImport } from './printer-import/printer-import.ts';
import { createFoundPorts } from './printers/found-ports.ts';
import { createContinuations } from './recovery/continuations.ts';
import type { FarmSchema } from './schema.ts';
import type { Secrets } from './secrets/secrets.ts';
import { quotaOf } from './settings/settings.ts';
import { createSpoolman } from './spoolman/spoolman.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

/** What decides over prints; the rest of the farm is built around it. */
export interface Heart
  extends Pick<Features, 'events' | 'problems' | 'settings' | 'printers' | 'queue' | 'wishes' | 'materials' | 'fleet'> {
  readonly storage: Storage<FarmSchema>;
  readonly secrets: Secrets;
}

export interface Surroundings {
  /** Below it lie the library, the pictures and the timelapses. */
  readonly folder: string;
  /** Asks the machine of a printer about its files; never rejects. */
  readonly ask: (printer: PrinterId, ask: PrinterFileAsk) => Promise<PrinterFileAnswer | Uint8Array>;
  readonly openRadio: OpenRadio;
  readonly tryPrinter: TryPrinter;
  /** The program that makes videos. */
  readonly ffmpeg: string;
  readonly clock: Clock;
  /** The clock of what waits for the disk, the network and cameras. */
  readonly ioClock: Clock;
  readonly chance: Chance;
  readonly log: Log;
}

export interface OpenFeatures extends AsyncDisposable {
  readonly features: Features;
}

/** Everything that a combinator does, around its heart. Errors: those of the folders (`storage-full`, …). */
export async function openFeatures(heart: Heart, around: Surroundings): Promise<OpenFeatures> {
  const { storage, events, problems, settings, secrets, printers, queue, wishes, materials } = heart;
  const { folder, ask, clock, ioClock, chance, log } = around;
  const { manifests } = printers;
  await using opening = new AsyncDisposableStack();

  const library = opening.use(
    await openLibrary({
      storage,
      events,
      problems,
      folder: join(folder, 'library'),
      clock: ioClock,
      chance,
      log,
      quotaBytes: () => quotaOf(settings.current()),
    }),
  );
  const shelf = createShelf({ storage, library, events, clock: ioClock, log });
  const watchFolders = opening.use(await openWatchFolders({ storage, library, problems, clock: ioClock, chance, log }));
  const webhooks = opening.use(createWebhooks({ storage, events, problems, settings, secrets, clock, chance, log }));
  const downloads = opening.use(createDownloads({ storage, events, library, settings, ask, clock, chance, log }));
  const cardUploads = opening.use(createCardUploads({ storage, events, library, ask, clock, chance, log }));
  const printerListings = opening.use(createPrinterListings({ storage, events, settings, manifests, ask, clock, log }));
  const autoDownload = opening.use(
    createAutoDownload({ storage, events, listings: printerListings, downloads, clock, log }),
  );
  const readAgain = opening.use(createReadAgain({ storage, events, library, log }));
  const spoolman = opening.use(createSpoolman({ storage, materials, secrets, clock, log }));
  const cameras = opening.use(
    await openCameras({ storage, events, secrets, folder: join(folder, 'pictures'), clock: ioClock, chance, log }),
  );
  const timelapses = opening.use(
    await openTimelapses({
      storage,
      events,
      cameras,
      folder: join(folder, 'timelapses'),
      ffmpeg: around.ffmpeg,
      clock,
      chance,
      log,
    }),
  );
  const discovery = opening.use(
    createDiscovery({ storage, printers, openRadio: around.openRadio, clock: ioClock, log }),
  );
  const features: Features = {
    events,
    problems,
    settings,
    printers,
    foundPorts: createFoundPorts({ storage, printers }),
    queue,
    wishes,
    library,
    shelf,
    watchFolders,
    fleet: heart.fleet,
    materials,
    keys: createApiKeys({ storage, events, clock }),
    webhooks,
    history: createHistory({ storage, events, settings, clock }),
    macros: createMacros({ storage, events, fleet: () => heart.fleet, clock, chance }),
    downloads,
    cardUploads,
    spoolman,
    cardPrints: createCardPrints({ storage, queue, events, manifests }),
    continuations: createContinuations({ storage, events, queue, printers, library, manifests, clock, chance }),
    printerListings,
    readAgain,
    printerPictures: createPrinterPictures({
      storage,
      printers,
      archives: createArchivePictures({ ask, isFetching: (printer) => downloads.isFetching(printer), clock: ioClock }),
    }),
    autoDownload,
    cameras,
    timelapses,
    discovery,
    printerCameras: createPrinterCameras({ printers, cameras }),
    printerMacros: createPrinterMacros({ printers }),
    printerImport: createPrinterImport({ storage, printers }),
    trials: createTrials({ manifests, tryPrinter: around.tryPrinter }),
    keyRequests: createKeyRequests({ manifests, clock: ioClock, chance }),
  };
  const opened = opening.move();
  return { features, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
