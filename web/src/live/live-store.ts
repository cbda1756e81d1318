import type { FarmState } from './farm-state.ts';
import { mergePatch } from './merge-patch.ts';

/** How the page stands with the server. `lost`: what is shown was true at `since`. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly since: number; readonly tries: number };

export interface FarmUpdate {
  readonly sequence: string;
  readonly snapshot?: unknown;
  readonly patch?: unknown;
}

/** One conversation with the server: updates until it ends. `closed` is called once. */
export type OpenStream = (
  after: string | null,
  /** Printers whose measurements are wanted. */
  measured: readonly string[],
  told: { readonly opened: () => void; readonly update: (update: FarmUpdate) => void; readonly closed: () => void },
) => () => void;

export interface LiveStore {
  /** Null until the first snapshot. */
  state(): FarmState | null;
  connection(): Connection;
  subscribe(listener: () => void): () => void;
  /** Somebody looks at the measurements of this printer until the returned function is called: those of others are not asked for. */
  look(printerId: string): () => void;
  /** Tries again now instead of waiting. */
  retry(): void;
  stop(): void;
}

interface Surroundings {
  readonly open: OpenStream;
  readonly now: () => number;
  readonly later: (ms: number, act: () => void) => () => void;
  readonly fraction: () => number;
}

/** In the live state the fields of an entry (`printers.<id>.<field>`) begin at this depth: a null there is a value. */
const ENTRY_FIELDS = 2;
/** First wait and longest wait between tries; a thousand open tabs must not return in the same second. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** Cards that come into sight together, and those that a scroll passes by, are one question. */
const LOOK_MS = 120;
/** As many as the server takes; no screen shows more. */
const LOOKED_AT_LIMIT = 500;

/**
 * The live state of the farm: resumes where it was after a lost connection, and never shows old data as live. Readers compare
 * by identity: a patch makes new objects only along its path.
 */
export function createLiveStore({ open, now, later, fraction }: Surroundings): LiveStore {
  let state: FarmState | null = null;
  let sequence: string | null = null;
  let connection: Connection = { kind: 'connecting' };
  let close: () => void = () => {};
  let cancelWait: () => void = () => {};
  let stopped = false;
  /** How often each printer is looked at on this page. */
  const looks = new Map<string, number>();
  let asked: ReadonlySet<string> = new Set();
  let looking = false;
  const listeners = new Set<() => void>();

  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  function connect(): void {
    cancelWait();
    close();
    let over = false;
    const measured = [...looks.keys()].slice(0, LOOKED_AT_LIMIT);
    asked = new Set(measured);
    const end = open(sequence, measured, {
      opened: () => {},
      update: (update) => {
        if (over) return;
        take(update);
      },
      closed: () => {
        if (over) return;
        over = true;
        if (!stopped) lost();
      },
    });
    close = () => {
      over = true;
      end();
    };
  }

  /** Asks for the measurements of those who have come into sight; what is told of those who have left it does no harm. */
  function askForLooks(): void {
    looking = false;
    if (connection.kind !== 'live' || stopped) return;
    const wanted = [...looks.keys()].slice(0, LOOKED_AT_LIMIT);
    if (wanted.some((id) => !asked.has(id))) connect();
  }

  function take(update: FarmUpdate): void {
    if (update.snapshot !== null && update.snapshot !== undefined) state = update.snapshot as FarmState;
    else if (state !== null) state = mergePatch(state, update.patch ?? {}, ENTRY_FIELDS) as FarmState;
    sequence = update.sequence;
    connection = { kind: 'live' };
    tell();
    if (!looking) askForLooks();
  }

  function lost(): void {
    const tries = connection.kind === 'lost' ? connection.tries + 1 : 1;
    connection = { kind: 'lost', since: connection.kind === 'lost' ? connection.since : now(), tries };
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1)) * (0.5 + fraction() / 2);
    cancelWait = later(wait, connect);
    tell();
  }

  connect();
  return {
    state: () => state,
    connection: () => connection,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    look(printerId) {
      looks.set(printerId, (looks.get(printerId) ?? 0) + 1);
      if (!asked.has(printerId) && !looking) {
        looking = true;
        later(LOOK_MS, askForLooks);
      }
      return () => {
        const left = (looks.get(printerId) ?? 1) - 1;
        if (left === 0) looks.delete(printerId);
        else looks.set(printerId, left);
      };
    },
    retry() {
      if (connection.kind === 'lost') connect();
    },
    stop() {
      stopped = true;
      cancelWait();
      close();
    },
  };
}
