/** How this OctoPrint may misbehave; all may be changed while it runs. */
export interface Switches {
  apiKey: string;
  /** Permissions that the user of the key lacks. */
  lacks: string[];
  /** The next starts are answered with these, one after the other. */
  refuseStarts: { readonly code: number; readonly message: string }[];
  /** A start is obeyed, and answered with this. */
  failsAfterStart: number | null;
  /** A start is answered 204, and nothing happens. */
  ignoreStart: boolean;
  /** The connection breaks between a start and its answer. */
  dropAtStart: boolean;
  /** Events are not told. */
  isEventless: boolean;
  refusePause: boolean;
  /** So many bytes of the next files are stored, and 201 is answered. */
  storeOnly: number | null;
  /** The upload breaks after this many bytes. */
  cutUploadAt: number | null;
  /** Downloads break after this many bytes. */
  cutDownloadAt: number | null;
  /** So many of the next files are stored with another byte in them. */
  spoilsUploads: number;
  /** Nothing is noted of the bytes of a file. */
  hashless: boolean;
  /** Downloads bring other bytes than were stored. */
  spoilsDownload: boolean;
  /** Names get another form, as OctoPrint’s own do. */
  renames: boolean;
  /** Connections stay open and nothing comes any more. */
  isSilent: boolean;
  /** Each answer and each message is so late, ms, as over a slow wireless network. */
  latencyMs: number;
  /** So many times more the push socket is closed as soon as it has told the whole state. */
  dropsPushes: number;
  /** The emergency stop is not heard this many times. */
  deafToStops: number;
  /** Flags that came with newer versions are left out. */
  isOld: boolean;
}

export const noFaults = (): Switches => ({
  apiKey: 'key-1',
  lacks: [],
  refuseStarts: [],
  failsAfterStart: null,
  ignoreStart: false,
  dropAtStart: false,
  isEventless: false,
  refusePause: false,
  storeOnly: null,
  cutUploadAt: null,
  cutDownloadAt: null,
  spoilsUploads: 0,
  hashless: false,
  spoilsDownload: false,
  renames: false,
  isSilent: false,
  latencyMs: 0,
  dropsPushes: 0,
  deafToStops: 0,
  isOld: false,
});
