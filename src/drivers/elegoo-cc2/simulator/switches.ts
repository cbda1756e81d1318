/** How this printer may misbehave; all may be changed while it runs. */
export interface Switches {
  /** Null: none is set at its screen. */
  accessCode: string | null;
  /** Orders are answered this long before they take effect, ms. */
  slowMs: number;
  /** The next start is answered with this error. */
  refuseStart: number | null;
  /** Pauses are answered with the error 1009. */
  refusePause: boolean;
  /** A start is answered with 0, and nothing happens. */
  ignoreStart: boolean;
  /** The connection breaks between a start and its answer. */
  dropAtStart: boolean;
  /** A start is obeyed, and answered with an error that nobody knows. */
  errsAtStart: boolean;
  /** The upload breaks after this many bytes in all. */
  cutUploadAt: number | null;
  /** A byte of the next upload is spoilt on the way. */
  spoilsUpload: boolean;
  /** It looks at no MD5, as older firmwares do. */
  ignoresMd5: boolean;
  /** The last byte of the next upload is lost, and it says yes all the same. */
  losesByte: boolean;
  /** There is no room for a file. */
  isMemoryFull: boolean;
  /** So long after an upload it still shows that it takes one, ms. */
  takesFileMs: number;
  /** Nothing is told of a print that has ended, but by the history. */
  forgetsEnd: boolean;
  /** The history is empty. */
  hasNoHistory: boolean;
  /** Nobody answers the question who it is. */
  isMute: boolean;
  /** A stop is refused. */
  refusesStops: boolean;
  /** So many clients are registered already. */
  strangers: number;
  /** An order to switch the light is answered with 0, and nothing happens. */
  ignoresLight: boolean;
  /** The next change of its state is told to nobody. */
  losesChange: boolean;
  /** Connections stay open and nothing comes any more. */
  isSilent: boolean;
}

export const noFaults = (): Switches => ({
  accessCode: null,
  slowMs: 0,
  refuseStart: null,
  refusePause: false,
  ignoreStart: false,
  dropAtStart: false,
  errsAtStart: false,
  cutUploadAt: null,
  spoilsUpload: false,
  ignoresMd5: false,
  losesByte: false,
  isMemoryFull: false,
  takesFileMs: 0,
  forgetsEnd: false,
  hasNoHistory: false,
  isMute: false,
  refusesStops: false,
  strangers: 0,
  ignoresLight: false,
  losesChange: false,
  isSilent: false,
});
