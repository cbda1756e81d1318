/** How this printer may misbehave; all may be changed while it runs. */
export interface Switches {
  /** Credentials of both kinds; the Raspberry Pi has its own user and realm. */
  password: string;
  /** A nonce is good for so many requests; then it is stale. */
  nonceUses: number;
  /** Orders are answered this long before they take effect, ms. */
  slowMs: number;
  /** After an accepted start it calls itself idle for so long, ms: the preview. */
  previewMs: number;
  /** After an accepted start it shows this and no job, until the print is begun at its panel, or refused there. */
  waitsAtPanel: 'BUSY' | 'ATTENTION' | null;
  /** The job that has ended is shown until the next one begins. */
  keepsEndedJob: boolean;
  /** Everything is answered this much later, ms. */
  latencyMs: number;
  /** The next starts are answered with these, one after the other. */
  refuseStarts: { readonly code: number; readonly message: string }[];
  /** A start is obeyed, and answered with this. */
  failsAfterStart: number | null;
  /** Orders to a job are answered with 500, obeyed or not. */
  failsOrders: 'obeyed' | 'ignored' | null;
  /** A start is answered 204, and nothing happens. */
  ignoreStart: boolean;
  /** The connection breaks between a start and its answer. */
  dropAtStart: boolean;
  refusePause: boolean;
  /** The next uploads are answered with these, one after the other, when all of it has come. */
  refuseUploads: { readonly code: number; readonly message: string }[];
  /** The upload breaks after this many bytes. */
  cutUploadAt: number | null;
  /** So many bytes of the next file are stored, and 201 is answered. */
  storeOnly: number | null;
  /** Downloads break after this many bytes. */
  cutDownloadAt: number | null;
  /** No stick is in it. */
  hasStorage: boolean;
  /** The print will ask for another filament in so many seconds. */
  changeIn: number | null;
  /** A stop is refused. */
  refusesStops: boolean;
  /** Connections stay open and nothing comes any more. */
  isSilent: boolean;
  /** A Raspberry Pi answers 503 for a minute after it was switched on. */
  isStarting: boolean;
  /** The next questions of state are answered with these. */
  nonsense: string[];
}

export const noFaults = (): Switches => ({
  password: 'secret-1',
  nonceUses: 50,
  slowMs: 0,
  previewMs: 0,
  waitsAtPanel: null,
  keepsEndedJob: false,
  latencyMs: 0,
  refuseStarts: [],
  failsAfterStart: null,
  failsOrders: null,
  ignoreStart: false,
  dropAtStart: false,
  refusePause: false,
  refuseUploads: [],
  cutUploadAt: null,
  storeOnly: null,
  cutDownloadAt: null,
  hasStorage: true,
  changeIn: null,
  refusesStops: false,
  isSilent: false,
  isStarting: false,
  nonsense: [],
});
