/** How this printer may misbehave; all may be changed while it runs. */
export interface Switches {
  /** Without it every call answers 401; null trusts everybody. */
  apiKey: string | null;
  /** The one user who may log in; null where nobody has to. */
  user: { readonly username: string; readonly password: string } | null;
  /** How long the token of a login counts, s. */
  tokenSeconds: number;
  /** The component `history` is loaded. */
  hasHistory: boolean;
  /** Commands wait this long behind what Klipper is doing, ms. */
  queueMs: number;
  /** The next starts are answered with these, one after the other. */
  refuseStarts: { readonly code: number; readonly message: string }[];
  /** A start is answered “ok”, and nothing happens. */
  ignoreStart: boolean;
  /** A start begins, and is answered with this all the same. */
  failAfterStart: { readonly code: number; readonly message: string } | null;
  /** The connection breaks between a start and its answer. */
  dropAtStart: boolean;
  refusePause: boolean;
  /** Nothing is configured that leaves objects out. */
  hasNoObjects: boolean;
  /** An order to leave an object out is answered “ok”, and the object printed all the same. */
  deafToSkips: boolean;
  /** So many WebSockets at once; the next is refused. */
  places: number;
  /** Calls of this method are never answered. */
  hangs: string | null;
  /** Each upload is read and refused with this. */
  refuseUpload: { readonly code: number; readonly message: string } | null;
  /** The upload breaks after this many bytes. */
  cutUploadAt: number | null;
  /** Uploads are neither read nor answered. */
  stallsUploads: boolean;
  /** The upload answers with another size than was sent. */
  lieAboutSize: boolean;
  /** A download breaks after this many bytes of it, so many times. */
  cutDownload: { readonly at: number; times: number } | null;
  /** A download says that it is this much longer than it is. */
  lieAboutDownload: number;
  /** A download pauses for this long between two pieces, ms. */
  slowDownloadMs: number;
  /** Downloads begin at the beginning, whatever part is asked for. */
  ignoreRange: boolean;
  refuseRestart: boolean;
  /** A device that its configuration names and the printer hangs on; `jammed`: told and not done. */
  power: { readonly device: string; readonly isLocked: boolean; readonly isJammed: boolean; isOn: boolean } | null;
  /** What Klipper finds wrong in its configuration whenever it starts; null for nothing. */
  brokenConfiguration: string | null;
  /** A restart ends Klipper, and nothing brings it back. */
  staysAway: boolean;
  /** A stop is refused. */
  refusesStops: boolean;
  /** Sockets stay open and nothing comes any more, pongs included. */
  isSilent: boolean;
  /** The emergency stop is not heard this many times. */
  deafToStops: number;
}

export const NO_FAULTS: Switches = {
  apiKey: null,
  user: null,
  tokenSeconds: 3_600,
  hasHistory: true,
  queueMs: 0,
  refuseStarts: [],
  failAfterStart: null,
  ignoreStart: false,
  dropAtStart: false,
  refusePause: false,
  hasNoObjects: false,
  deafToSkips: false,
  places: 50,
  hangs: null,
  refuseUpload: null,
  cutUploadAt: null,
  stallsUploads: false,
  lieAboutSize: false,
  cutDownload: null,
  lieAboutDownload: 0,
  slowDownloadMs: 0,
  ignoreRange: false,
  refuseRestart: false,
  power: null,
  brokenConfiguration: null,
  staysAway: false,
  refusesStops: false,
  isSilent: false,
  deafToStops: 0,
};
