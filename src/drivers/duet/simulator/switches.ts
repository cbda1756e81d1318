/** How this board may misbehave; all may be changed while it runs. */
export interface Switches {
  password: string;
  /** Nobody else may log in. */
  isFull: boolean;
  /** G-code takes effect this long after it was taken, ms. */
  slowMs: number;
  /** The next start is refused with this reply. */
  refuseStart: string | null;
  /** The board says this of something else when a start has begun. */
  saysBeside: string | null;
  /** A start is taken, and nothing happens. */
  ignoreStart: boolean;
  /** The connection breaks between a start and its answer. */
  dropAtStart: boolean;
  /** The upload breaks after this many bytes. */
  cutUploadAt: number | null;
  /** So many bytes of the next file are stored, and nobody says so. */
  storeOnly: number | null;
  /** A download breaks after this many bytes. */
  cutDownloadAt: number | null;
  /** A byte of the next upload is lost on the way. */
  spoilsUpload: boolean;
  /** So many questions are answered 503: out of memory. */
  outOfMemory: number;
  /** The end of a print says nothing of how it ended. */
  isForgetful: boolean;
  /** An order to leave an object out is taken, and the object printed all the same. */
  deafToSkips: boolean;
  /** The power supply is not switched, whatever was taken. */
  hasDeadPower: boolean;
  /** A stop is refused. */
  refusesStops: boolean;
  /** Connections stay open and nothing comes any more. */
  isSilent: boolean;
  /** The next questions of state are answered with these, or these are pushed. */
  nonsense: string[];
}

export const noFaults = (): Switches => ({
  password: 'reprap',
  isFull: false,
  slowMs: 0,
  refuseStart: null,
  saysBeside: null,
  ignoreStart: false,
  dropAtStart: false,
  cutUploadAt: null,
  storeOnly: null,
  cutDownloadAt: null,
  spoilsUpload: false,
  outOfMemory: 0,
  isForgetful: false,
  deafToSkips: false,
  hasDeadPower: false,
  refusesStops: false,
  isSilent: false,
  nonsense: [],
});
