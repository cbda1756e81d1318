/** How this printer may misbehave; all may be changed while it runs. */
export interface Switches {
  /** Orders are answered this long before they take effect, ms. */
  slowMs: number;
  /** The next start is answered with this Ack. */
  refuseStart: number | null;
  /** Pauses are answered with Ack 1. */
  refusePause: boolean;
  /** A start is answered with Ack 0, and nothing happens. */
  ignoreStart: boolean;
  /** The connection breaks between a start and its answer. */
  dropAtStart: boolean;
  /** The upload breaks after this many bytes in all. */
  cutUploadAt: number | null;
  /** A byte of the next upload is spoilt on the way. */
  spoilsUpload: boolean;
  /** Nothing is told of a print that has ended, but by the history. */
  forgetsEnd: boolean;
  /** The history is empty. */
  hasNoHistory: boolean;
  /** Nobody answers the question who it is. */
  isMute: boolean;
  /** A stop is refused. */
  refusesStops: boolean;
  /** There is no light, and nothing is said of one. */
  hasNoLight: boolean;
  /** Whatever is asked of the light switches it to the other state. */
  togglesLight: boolean;
  /** An order to switch the light is answered with Ack 0, and nothing happens. */
  ignoresLight: boolean;
  /** Connections stay open and nothing comes any more. */
  isSilent: boolean;
}

export const noFaults = (): Switches => ({
  slowMs: 0,
  refuseStart: null,
  refusePause: false,
  ignoreStart: false,
  dropAtStart: false,
  cutUploadAt: null,
  spoilsUpload: false,
  forgetsEnd: false,
  hasNoHistory: false,
  isMute: false,
  refusesStops: false,
  hasNoLight: false,
  togglesLight: false,
  ignoresLight: false,
  isSilent: false,
});
