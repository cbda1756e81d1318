import type { ServerResponse } from 'node:http';
import { defineErrors, errorEntry, UserError } from '#lib/user-error';
import type { Cameras } from '../cameras/cameras.ts';

/** Which cameras, and the least time between two pictures of each of them. */
export interface Watch {
  readonly ids: readonly string[];
  readonly everyMs: number;
}

/** A wall shows what is in sight; more than this is no screen, and would be a way to open every camera of the farm. */
const CAMERAS_LIMIT = 100;
const EVERY_LIMIT_MS = 3_600_000;
/** A picture that came too early is shown this much late at most. */
const TURN_MS = 250;

const errors = defineErrors({
  badWatch: errorEntry<{ field: string; rule: string }>({
    code: 'bad-watch',
    cause: ({ field, rule }) => `“${field}” has to be ${rule}.`,
    remedy: 'Ask as in /api/cameras/watch?id=ID&id=ID&every=1500, with ids that the query cameras has given.',
    field: ({ field }) => field,
    rule: ({ rule }) => rule,
  }),
});

/** `?id=…&id=…&every=1500`. Throws where it is none. */
export function readWatch(query: Readonly<Record<string, unknown>>): Watch {
  const ids = [query.id ?? []].flat().map(String);
  const everyMs = Number(query.every ?? 0);
  if (ids.length === 0 || ids.length > CAMERAS_LIMIT)
    throw errors.badWatch({ field: 'id', rule: `1 to ${CAMERAS_LIMIT} cameras` });
  if (!(everyMs >= 0 && everyMs <= EVERY_LIMIT_MS))
    throw errors.badWatch({ field: 'every', rule: `0 to ${EVERY_LIMIT_MS} milliseconds` });
  return { ids: [...new Set(ids)], everyMs };
}

/**
 * Many cameras over one connection: a browser opens six to one host, and six cameras that hang would take them all. What is sent is a line
 * of JSON, `{"id":…,"bytes":…}` and behind it so many bytes of a JPEG, or `{"id":…,"trouble":{"message":…,"remedy":…}}`. A camera that is
 * changed meanwhile is shown as it is then. One who is slow gets fewer pictures of each.
 */
export function watchCameras(raw: ServerResponse, cameras: Cameras, { ids, everyMs }: Watch): void {
  const looks = new Map<string, Disposable>();
  /** The newest of each that was not sent; in the order in which they came. */
  const waiting = new Map<string, Buffer>();
  const sentAt = new Map<string, number>();

  function send(): void {
    for (const [id, jpeg] of waiting) {
      if (raw.writableNeedDrain) return;
      if (performance.now() - (sentAt.get(id) ?? Number.NEGATIVE_INFINITY) < everyMs) continue;
      waiting.delete(id);
      sentAt.set(id, performance.now());
      raw.write(`${JSON.stringify({ id, bytes: jpeg.length })}\n`);
      raw.write(jpeg);
    }
  }

  function fail(id: string, { message, remedy }: { readonly message: string; readonly remedy: string }): void {
    waiting.delete(id);
    sentAt.delete(id);
    raw.write(`${JSON.stringify({ id, trouble: { message, remedy } })}\n`);
  }

  async function look(id: string): Promise<void> {
    try {
      const relay = await cameras.relay(id);
      if (raw.destroyed) return;
      const looking = relay.watch({
        frame(jpeg) {
          waiting.set(id, jpeg);
          send();
        },
        trouble: (reason) => fail(id, reason),
        ended: () => void look(id),
      });
      looks.set(id, looking);
    } catch (error) {
      if (!raw.destroyed)
        fail(
          id,
          error instanceof UserError
            ? error
            : { message: 'The camera could not be read.', remedy: 'Look into the log of Croft.' },
        );
    }
  }

  const turns = everyMs > 0 ? setInterval(send, Math.min(TURN_MS, everyMs)) : undefined;
  raw.on('drain', send);
  raw.on('close', () => {
    clearInterval(turns);
    for (const looking of looks.values()) looking[Symbol.dispose]();
  });
  for (const id of ids) void look(id);
}
