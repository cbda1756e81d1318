import type { Announcement } from '#drivers/announcement';
import type { DriverManifest } from '#drivers/driver';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { createGathered, FOUND_LIMIT, type FoundPrinter, type Gathered } from './gathered.ts';
import { MDNS, questionAbout, questionFor, servicesIn } from './mdns.ts';
import type { Aim, OpenRadio, Radio } from './radio.ts';
import { searchFor, SSDP_GROUP, ssdpMessage } from './ssdp.ts';

/** A search of the networks of this host. It runs only while somebody looks, and stores nothing. */
export interface Search extends AsyncDisposable {
  /** What is heard now, in the order in which it was heard first. */
  list(): readonly FoundPrinter[];
  readonly troubles: readonly string[];
  /** Searches until disposed; `changed` after each find. */
  look(changed: () => void): Disposable;
}

/** Printers sleep, and datagrams are lost: asked again soon, and then now and then. */
const ASK_AFTER_MS = [0, 1_000, 2_000, 4_000];
const ASK_EVERY_MS = 10_000;
/** Names asked about in one question, and until all are asked again: whoever makes names up makes Croft shout no more than that. */
const ABOUT_AT_ONCE = 8;
const ABOUT_LIMIT = 200;
/** A page that is loaded again finds what was found. */
const LINGER_MS = 3_000;
/** Whoever has not answered six questions is switched off, or elsewhere; and what a liar made up does not stay. */
const GONE_AFTER_MS = 65_000;

export function createSearch(parts: {
  readonly manifests: ReadonlyMap<string, DriverManifest>;
  readonly openRadio: OpenRadio;
  readonly clock: Clock;
  readonly log: Log;
}): Search {
  const { manifests, openRadio, clock, log } = parts;
  const lookouts = [...manifests.values()].flatMap((manifest) =>
    manifest.network?.lookout === undefined ? [] : [{ manifest, lookout: manifest.network.lookout }],
  );
  const viewers = new Set<() => void>();
  let gathered: Gathered = createGathered();
  let troubles: readonly string[] = [];
  let running: AsyncDisposable | null = null;
  let lingering: Disposable | null = null;
  /** Sockets are closed before they are opened anew. */
  let closing: Promise<void> = Promise.resolve();

  function tellViewers(): void {
    for (const changed of viewers) changed();
  }

  function hear(announcement: Announcement): void {
    for (const { manifest, lookout } of lookouts) {
      const announced = lookout.read(announcement);
      const at = announced === null ? null : (manifest.network?.addressOf(announced.options) ?? null);
      if (announced === null || at === null) continue;
      if (gathered.hear(manifest.name, announced, at, clock.monotonic())) tellViewers();
    }
  }

  async function run(): Promise<AsyncDisposable> {
    await using opened = new AsyncDisposableStack();
    const services = [...new Set(lookouts.flatMap(({ lookout }) => lookout.services ?? []))];
    const targets = lookouts.flatMap(({ lookout }) => lookout.ssdp ?? []);
    const questions = lookouts.flatMap(({ lookout }) => lookout.questions ?? []);
    const ears: readonly Aim[] = [...new Set(targets.flatMap(({ ports }) => ports))].map((port) => ({
      port,
      group: SSDP_GROUP,
    }));
    const open = async (listen: readonly Aim[], heard: Parameters<OpenRadio>[1]): Promise<Radio> => {
      const radio = opened.use(await openRadio(listen, heard));
      troubles = [...new Set([...troubles, ...radio.troubles])];
      return radio;
    };
    troubles = [];
    /** Who was asked where it is since all were asked. */
    const askedAbout = new Set<string>();
    const types = services.map((type) => `.${type}.local`);
    const mdns: Radio = await open([], ({ bytes, address }) => {
      const told = servicesIn(bytes, address);
      told.services.forEach(hear);
      const open = told.named.filter(
        (name) => !askedAbout.has(name) && types.some((type) => name.toLowerCase().endsWith(type)),
      );
      const asked = open.slice(0, Math.max(0, Math.min(ABOUT_AT_ONCE, ABOUT_LIMIT - askedAbout.size)));
      if (asked.length === 0) return;
      for (const name of asked) askedAbout.add(name);
      mdns.say(questionAbout(asked), MDNS);
    });
    const ssdp = await open(ears, ({ bytes, address }) => {
      const message = ssdpMessage(bytes, address);
      if (message !== null) hear(message);
    });
    const plain = await open([], ({ bytes, address }) =>
      hear({ kind: 'answer', address, text: bytes.toString('utf8') }),
    );
    const ask = (): void => {
      askedAbout.clear();
      if (services.length > 0) mdns.say(questionFor(services), MDNS);
      for (const { target, ports } of targets)
        for (const port of ports) ssdp.say(searchFor(target, port), { port, group: SSDP_GROUP });
      for (const { port, text } of questions) plain.say(Buffer.from(text), { port, group: null });
    };
    let timer: Disposable | null = null;
    const askAgain = (time: number): void => {
      timer = clock.schedule(ASK_AFTER_MS[time] ?? ASK_EVERY_MS, () => {
        if (gathered.forgetBefore(clock.monotonic() - GONE_AFTER_MS)) tellViewers();
        ask();
        askAgain(time + 1);
      });
    };
    askAgain(0);
    opened.defer(() => timer?.[Symbol.dispose]());
    return opened.move();
  }

  function begin(): void {
    lingering?.[Symbol.dispose]();
    lingering = null;
    if (running !== null) return;
    gathered = createGathered();
    const started = closing.then(run);
    running = { [Symbol.asyncDispose]: async () => (await started)[Symbol.asyncDispose]() };
    started.then(tellViewers, (error: unknown) => log.error({ err: error }, 'printers cannot be searched'));
  }

  function end(): void {
    const ending = running;
    running = null;
    if (ending === null) return;
    closing = (async () => ending[Symbol.asyncDispose]())().catch((error: unknown) =>
      log.error({ err: error }, 'a search of printers did not end'),
    );
  }

  return {
    list: () => gathered.list(),
    get troubles() {
      const rest = `More than ${FOUND_LIMIT} printers announce themselves; the others are not shown.`;
      return gathered.isFull ? [...troubles, rest] : troubles;
    },
    look(changed) {
      viewers.add(changed);
      begin();
      return {
        [Symbol.dispose]() {
          if (!viewers.delete(changed) || viewers.size > 0) return;
          lingering = clock.schedule(LINGER_MS, end);
        },
      };
    },
    async [Symbol.asyncDispose]() {
      lingering?.[Symbol.dispose]();
      end();
      await closing;
    },
  };
}
