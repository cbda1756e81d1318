/** What a printer does otherwise than it should, or than is comfortable. */
export interface Switches {
  /** As its settings file gave it; without one it asks to be registered. */
  token: string;
  /** A stop is refused. */
  refusesStops: boolean;
  /** The connection stays open, and nothing is said on it. */
  isSilent: boolean;
  /** From its yes to the deed, ms. */
  slowMs: number;
  /** The next starts are refused with these words. */
  refuseStarts: string[];
  /** It says yes to the next start and does nothing. */
  ignoreStart: boolean;
  /** The next start takes effect, and nothing is said of it. */
  loseStartAnswer: boolean;
  /** It answers a start before it knows that it has a job. */
  answersEarly: boolean;
  /** It is idle for so long behind an accepted start, ms: a preview. */
  previewMs: number;
  /** It asks before it begins. */
  asksBeforeStart: boolean;
  refusePause: boolean;
  /** A USB drive is in it. */
  hasStorage: boolean;
  /** Sent instead of what it has to say. */
  nonsense: string[];
  /** Each event is said twice: the first time its being taken was lost. */
  repeatsEvents: boolean;
  /** The next transfers break off behind so many bytes, each once. */
  cutTransfersAt: number[];
  /** Its drive has no room: at once, or in the middle of a transfer. */
  isFull: 'at-once' | 'on-the-way' | null;
  /** Whatever it says comes so much later, ms of the world. */
  latencyMs: number;
  /** So much of a file is kept, whatever was sent. */
  storeOnly: number | null;
  /** Nobody hears of the end of a transfer. */
  losesTransferEnd: boolean;
  /** It tells of no job while it recovers from a crash. */
  hidesJobWhileBusy: boolean;
  /** What its tools hold, by its own words; one alone is no changer. */
  tools: string[];
  /** They are places of an MMU. */
  hasMmu: boolean;
  /** The one in use, from 1 on; 0 for none. */
  activeTool: number;
  /** Its history is gone with its power. */
  forgetsJobs: boolean;
}

export const noFaults = (): Switches => ({
  token: 'Ab3dEf6hIj9kLm2nOp5q',
  refusesStops: false,
  isSilent: false,
  slowMs: 0,
  refuseStarts: [],
  ignoreStart: false,
  loseStartAnswer: false,
  answersEarly: false,
  previewMs: 0,
  asksBeforeStart: false,
  refusePause: false,
  hasStorage: true,
  nonsense: [],
  repeatsEvents: false,
  cutTransfersAt: [],
  isFull: null,
  latencyMs: 0,
  storeOnly: null,
  losesTransferEnd: false,
  hidesJobWhileBusy: false,
  tools: ['PLA'],
  hasMmu: false,
  activeTool: 0,
  forgetsJobs: false,
});
