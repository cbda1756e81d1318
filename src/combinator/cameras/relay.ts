import { backoffDelayMs } from '#lib/backoff';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import { BAMBU_CAMERA, readBambuCamera } from './bambu-source.ts';
import { ELEGOO_CAMERA, readElegooCamera } from './elegoo-source.ts';
import { type Turn, turned } from './jpeg-orientation.ts';
import { type CameraSource, NoPicture, readCamera } from './source.ts';
import { isReadByTool, readThroughTool } from './tool-source.ts';

/** Somebody who looks. */
export interface Viewer {
  /** A picture; whoever is too slow for one leaves it out by itself. */
  frame(jpeg: Buffer): void;
  /** Why no picture comes now; the next one says that it is over. */
  trouble?(reason: NoPicture): void;
  /** The camera was changed or removed: nothing more comes. */
  ended(): void;
}

export interface Relay extends AsyncDisposable {
  /** Pictures from now on, the newest one first where there is a fresh one. Dispose to look away. */
  watch(viewer: Viewer): Disposable;
  /** One picture, not older than two seconds. Rejects with NoPicture. */
  picture(): Promise<Buffer>;
  /** Why there are none now; null while all is well or nobody looks. */
  readonly trouble: NoPicture | null;
  readonly viewers: number;
}

/** A page that is loaded again finds its stream still open. */
const LINGER_MS = 3_000;
/** A picture of this age still shows how things are. */
const FRESH_MS = 2_000;
const PICTURE_LIMIT_MS = 12_000;
const RETRY = { firstMs: 500, capMs: 15_000 };

/** CA1: one connection to the camera, however many look, and none when nobody does. */
export function createRelay(
  source: CameraSource,
  parts: {
    readonly clock: Clock;
    readonly chance: Chance;
    readonly ffmpeg?: string;
    /** How its pictures are set right; left out: as they come. */
    readonly turn?: Turn;
  },
): Relay {
  const { clock, chance, ffmpeg = 'ffmpeg', turn = null } = parts;
  const viewers = new Set<Viewer>();
  let latest: { readonly jpeg: Buffer; readonly at: number } | null = null;
  let trouble: NoPicture | null = null;
  let reading: { readonly stop: AbortController; readonly done: Promise<void> } | null = null;
  /** Of the connection before: the next one waits for it, so that there are never two. */
  let left: Promise<void> = Promise.resolve();
  let linger: Disposable | null = null;
  const troubled = new Set<(reason: NoPicture) => void>();

  function begin(): void {
    linger?.[Symbol.dispose]();
    linger = null;
    if (reading !== null) return;
    const stop = new AbortController();
    reading = { stop, done: left.then(() => read(stop.signal)) };
    left = reading.done;
  }

  async function read(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await readOf(source)(source, {
          clock,
          signal,
          ffmpeg,
          onFrame(came) {
            if (signal.aborted) return;
            // Once, for all who look.
            const jpeg = turn === null ? came : turned(came, turn);
            attempt = 0;
            trouble = null;
            latest = { jpeg, at: clock.monotonic() };
            for (const viewer of viewers) viewer.frame(jpeg);
          },
        });
      } catch (error) {
        if (signal.aborted) return;
        trouble =
          error instanceof NoPicture ? error : new NoPicture('The camera could not be read.', 'Look into the log.');
        for (const tell of troubled) tell(trouble);
        for (const viewer of viewers) viewer.trouble?.(trouble);
        await rest(clock, backoffDelayMs(attempt, RETRY, chance), signal);
      }
    }
  }

  function end(): void {
    linger = null;
    reading?.stop.abort();
    reading = null;
    latest = null;
    trouble = null;
  }

  const fresh = (): Buffer | null =>
    latest !== null && clock.monotonic() - latest.at <= FRESH_MS ? latest.jpeg : null;

  function watch(viewer: Viewer): Disposable {
    viewers.add(viewer);
    begin();
    const now = fresh();
    if (now !== null) viewer.frame(now);
    else if (trouble !== null) viewer.trouble?.(trouble);
    return {
      [Symbol.dispose]() {
        if (!viewers.delete(viewer) || viewers.size > 0 || reading === null) return;
        linger?.[Symbol.dispose]();
        linger = clock.schedule(LINGER_MS, end);
      },
    };
  }

  return {
    watch,
    picture() {
      return new Promise((resolve, reject) => {
        const over = (): void => {
          late[Symbol.dispose]();
          troubled.delete(fail);
          looking[Symbol.dispose]();
        };
        const fail = (reason: NoPicture): void => {
          over();
          reject(reason);
        };
        const late = clock.schedule(PICTURE_LIMIT_MS, () =>
          fail(trouble ?? new NoPicture('The camera sends nothing.', 'Restart it; it is asked again by itself.')),
        );
        troubled.add(fail);
        let looking: Disposable = { [Symbol.dispose]: () => {} };
        let answered = false;
        looking = watch({
          frame(jpeg) {
            if (answered) return;
            answered = true;
            resolve(jpeg);
            // In a turn of its own: the watch that is ended here may not have been given yet.
            queueMicrotask(over);
          },
          ended: () => fail(new NoPicture('The camera was changed or removed.', 'Look again.')),
        });
      });
    },
    get trouble() {
      return trouble;
    },
    get viewers() {
      return viewers.size;
    },
    async [Symbol.asyncDispose]() {
      linger?.[Symbol.dispose]();
      end();
      for (const viewer of viewers) viewer.ended();
      viewers.clear();
      await left;
    },
  };
}

function readOf({ url }: CameraSource): typeof readThroughTool {
  if (url.startsWith(BAMBU_CAMERA)) return readBambuCamera;
  if (url.startsWith(ELEGOO_CAMERA)) return readElegooCamera;
  return isReadByTool(url) ? readThroughTool : readCamera;
}
