import type { ApiKeys } from './accounts/keys.ts';
import type { Cameras } from './cameras/cameras.ts';
import type { Events } from './events/events.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { AutoDownload } from './downloads/auto-download.ts';
import type { Downloads } from './downloads/downloads.ts';
import type { PrinterListings } from './downloads/printer-listings.ts';
import type { History } from './history/history.ts';
import type { Library } from './library/library.ts';
import type { Shelf } from './library/shelf.ts';
import type { WatchFolders } from './library/watch-folders.ts';
import type { Macros } from './operate/macros.ts';
import type { Materials } from './materials/materials.ts';
import type { FoundPorts } from './printers/found-ports.ts';
import type { Printers } from './printers/printers.ts';
import type { Problems } from './problems/problems.ts';
import type { Queue } from './queue/queue.ts';
import type { Spoolman } from './spoolman/spoolman.ts';
import type { Continuations } from './recovery/continuations.ts';
import type { Settings } from './settings/settings.ts';
import type { Wishes } from './queue/wishes.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

/** Everything that a combinator does, one line each. */
export interface Features {
  readonly events: Events;
  readonly problems: Problems;
  readonly settings: Settings;
  readonly printers: Printers;
  readonly foundPorts: FoundPorts;
  readonly queue: Queue;
  readonly wishes: Wishes;
  readonly library: Library;
  readonly shelf: Shelf;
  readonly watchFolders: WatchFolders;
  readonly fleet: Fleet;
  readonly keys: ApiKeys;
  readonly materials: Materials;
  readonly webhooks: Webhooks;
  readonly history: History;
  readonly macros: Macros;
  readonly downloads: Downloads;
  readonly spoolman: Spoolman;
  readonly printerListings: PrinterListings;
  readonly autoDownload: AutoDownload;
  readonly cameras: Cameras;
  readonly continuations: Continuations;
}
