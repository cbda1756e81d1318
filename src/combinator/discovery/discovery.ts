import type { DriverManifest } from '#drivers/driver';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { rest } from '#lib/rest';
import type { Storage } from '#storage/storage';
import type { Printers } from '../printers/printers.ts';
import type { FarmSchema } from '../schema.ts';
import type { FoundPrinter } from './gathered.ts';
import { type Standing, standings } from './match.ts';
import type { OpenRadio } from './radio.ts';
import { createSearch } from './search.ts';

/** A found printer, and what is still to be told before it can be added. */
export interface OfferedPrinter extends FoundPrinter {
  readonly standing: Standing;
  /** Titles of the options that it needs and nobody can find out. */
  readonly needs: readonly string[];
}

export interface FoundPrinters {
  readonly printers: readonly OfferedPrinter[];
  /** Why some may be missing. */
  readonly troubles: readonly string[];
}

/** However many shout at once, the whole list goes to a page so often and no more. */
export const PACE_MS = 250;

/** CO5: printers that announce themselves are proposed. Nothing is added, changed or asked of them by itself. */
export interface Discovery extends AsyncDisposable {
  /** The list now, and again after each change, until `signal`; the networks are searched for as long. */
  watch(signal: AbortSignal): AsyncGenerator<FoundPrinters>;
}

export function createDiscovery(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly printers: Pick<Printers, 'list' | 'manifests'>;
  readonly openRadio: OpenRadio;
  readonly clock: Clock;
  readonly log: Log;
}): Discovery {
  const { storage, printers, openRadio, clock, log } = parts;
  const { manifests } = printers;
  const search = createSearch({ manifests, openRadio, clock, log });

  async function offers(): Promise<FoundPrinters> {
    const found = search.list();
    const rows = await printers.list();
    const kept = await storage.read.selectFrom('printer_identity').selectAll().execute();
    const identities = new Map(kept.map((row) => [row.printer_id, row.identity]));
    const known = rows.map(({ id, driver, options }) => ({
      id,
      driver,
      options: JSON.parse(options) as Record<string, unknown>,
      identity: identities.get(id) ?? null,
    }));
    const standing = standings(found, known, manifests);
    return {
      printers: found.map((each, i) => ({
        ...each,
        standing: standing[i] ?? { kind: 'new' },
        needs: needsOf(manifests.get(each.driver), each.options),
      })),
      troubles: search.troubles,
    };
  }

  return {
    async *watch(signal) {
      let isStale = true;
      let told = '';
      let nextAt = Number.NEGATIVE_INFINITY;
      let resolve: () => void = () => {};
      const wake = (): void => {
        isStale = true;
        resolve();
      };
      using _looking = search.look(wake);
      using _printers = storage.listen('printer', wake);
      signal.addEventListener('abort', wake, { once: true });
      try {
        while (!signal.aborted) {
          const waitMs = nextAt - clock.monotonic();
          if (isStale && waitMs > 0) await rest(clock, waitMs, signal);
          else if (isStale) {
            isStale = false;
            nextAt = clock.monotonic() + PACE_MS;
            const list = await offers();
            const text = JSON.stringify(list);
            if (text !== told) yield list;
            told = text;
          } else {
            await new Promise<void>((done) => (resolve = done));
          }
        }
      } finally {
        signal.removeEventListener('abort', wake);
      }
    },
    [Symbol.asyncDispose]: () => search[Symbol.asyncDispose](),
  };
}

function needsOf(manifest: DriverManifest | undefined, options: Readonly<Record<string, unknown>>): readonly string[] {
  const schema = (manifest?.optionsSchema ?? {}) as {
    readonly required?: readonly string[];
    readonly properties?: Readonly<Record<string, { readonly title?: string }>>;
  };
  return (schema.required ?? [])
    .filter((name) => options[name] === undefined)
    .map((name) => schema.properties?.[name]?.title ?? name);
}
