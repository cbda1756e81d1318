import { acceptMachineLink } from '#agent/link';
import { createEvents, type Events } from '#combinator/events/events';
import { createEmergencyStop, type EmergencyStop } from '#combinator/fleet/emergency-stop';
import { createFleet, type Fleet } from '#combinator/fleet/fleet';
import { createMaterials } from '#combinator/materials/materials';
import { createPrinters, type Printers } from '#combinator/printers/printers';
import { createSecretBox } from '#combinator/secrets/secret-box';
import { createSecrets } from '#combinator/secrets/secrets';
import { createProblems } from '#combinator/problems/problems';
import { type Continuations, createContinuations } from '#combinator/recovery/continuations';
import { createQueue, type Queue } from '#combinator/queue/queue';
import { createWishes, type Wishes } from '#combinator/queue/wishes';
import type { FarmSchema } from '#combinator/schema';
import { createSettings } from '#combinator/settings/settings';
import type { Chance } from '#lib/chance';
import { silentLog } from '#lib/small-log';
import type { PrinterId } from '#model/ids';
import type { Storage } from '#storage/storage';
import type { MemoryNetwork } from '#transport/memory';
import { COMBINATOR } from './machine-host.ts';
import { SIMULATED_DEVICE } from './device-driver.ts';
import { SIMULATED } from './simulated-driver.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What becomes of the next transaction: the process dies around its commit, or the database fails there. */
export type TransactionFate = 'die-before-commit' | 'die-after-commit' | 'busy' | 'told-of-failure';

/** One combinator process of the simulation. */
export interface CombinatorProcess {
  readonly events: Events;
  readonly printers: Printers;
  readonly queue: Queue;
  readonly wishes: Wishes;
  readonly continuations: Continuations;
  readonly fleet: Fleet;
  readonly stop: EmergencyStop;
  readonly isAlive: boolean;
  /** Meets the next transaction; `fallen` is called when it has. */
  fate(fate: TransactionFate | null, fallen?: () => void): void;
  kill(): void;
  /** SIGTERM. Resolves when it has ended. */
  end(): Promise<void>;
}

export interface CombinatorParts {
  readonly storage: Storage<FarmSchema>;
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly network: MemoryNetwork;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The library's disk gives wrong bytes. */
  readonly spoilsFiles: () => boolean;
  readonly guardian: (printer: PrinterId, stopNumber: number | null) => void;
  readonly onDeath: () => void;
  readonly onFeedback: () => void;
  /** The reason of a refusal, null for an acceptance. */
  readonly onAnswer: (refused: string | null) => void;
}

/** Never: how a call of a process that has died ends. */
const never = <T>(): Promise<T> => new Promise<T>(() => {});

export function startCombinator(parts: CombinatorParts): CombinatorProcess {
  const { network, chance, files } = parts;
  const clock = parts.time.process(0);
  const log = silentLog;
  const listening = new DisposableStack();
  let alive = true;
  let fate: { readonly kind: TransactionFate; readonly fallen: () => void } | null = null;

  const inner = parts.storage;
  const storage: Storage<FarmSchema> = {
    engine: inner.engine,
    read: inner.read,
    get counts() {
      return inner.counts;
    },
    async transaction(work) {
      if (!alive) return never();
      const met = fate;
      fate = null;
      met?.fallen();
      if (met?.kind === 'busy') throw new Error('SQLITE_BUSY: database is locked');
      try {
        const result = await inner.transaction(async (tx) => {
          if (!alive) throw new Error('dead');
          const done = await work(tx);
          if (met?.kind === 'die-before-commit') kill();
          if (!alive) throw new Error('dead');
          return done;
        });
        if (met?.kind === 'die-after-commit') kill();
        if (!alive) return never();
        if (met?.kind === 'told-of-failure') throw new Error('SQLITE_IOERR: told after the commit');
        return result;
      } catch (error) {
        if (!alive) return never();
        throw error;
      }
    },
    notify(channel, name) {
      if (alive) inner.notify(channel, name);
    },
    listen: (channel, handler) => listening.use(inner.listen(channel, handler)),
    scrub: () => inner.scrub(),
    async [Symbol.asyncDispose]() {},
  };

  const manifests = new Map([SIMULATED, SIMULATED_DEVICE].map((each) => [each.name, each]));
  const events = createEvents({ storage, clock, log });
  const problems = createProblems({ storage, events, clock, chance });
  const queue = createQueue({ storage, events, clock, chance });
  const settings = createSettings({ storage, events });
  const materials = createMaterials({ storage, events, problems, settings, clock, chance });
  const box = createSecretBox([Buffer.alloc(32, 'key of the simulation')]);
  const secrets = createSecrets({ storage, box, problems, manifests, log });
  const printers = createPrinters({ storage, events, queue, materials, secrets, manifests, clock, chance });
  const wishes = createWishes({ storage, events, queue, clock });
  const fleet = createFleet({ storage, events, problems, printers, queue, materials, manifests, clock, chance, log });
  const library = {
    read: async (digest: string, offset: number, length: number) =>
      files.get(digest)?.subarray(offset, offset + length) ?? 'unknown-file',
  } as const;
  const continuations = createContinuations({ storage, events, queue, printers, library, manifests, clock, chance });
  const stop = createEmergencyStop({ fleet, wishes, guardian: parts.guardian });

  const listener = network.listen(COMBINATOR, (channel) =>
    acceptMachineLink(channel, {
      clock,
      nextEpoch: (printer, highest) => printers.nextEpoch(printer, highest),
      async readFile(digest, offset, length) {
        const bytes = files.get(digest);
        if (bytes === undefined) return 'unknown-file';
        const piece = bytes.slice(offset, offset + length);
        if (parts.spoilsFiles()) piece[0] = 0x4d;
        return piece;
      },
      onWelcomed: (link) => fleet.linked(link),
      onSnapshot: (link, snapshot) => fleet.heard(link, snapshot),
      onAnswer: (_link, id, answer) => {
        parts.onAnswer(answer.kind === 'refused' ? answer.reason : null);
        fleet.answered(id, answer);
      },
      onFeedback: parts.onFeedback,
      onHistory: () => {},
      onClosed: (link, reason) => fleet.unlinked(link, reason),
    }),
  );

  function kill(): void {
    if (!alive) return;
    alive = false;
    clock.end();
    listening.dispose();
    void listener[Symbol.asyncDispose]();
    for (const connection of network.connections) connection.cut();
    parts.onDeath();
  }

  return {
    events,
    printers,
    queue,
    wishes,
    continuations,
    fleet,
    stop,
    get isAlive() {
      return alive;
    },
    fate(kind, fallen = () => {}) {
      fate = kind === null ? null : { kind, fallen };
    },
    kill,
    async end() {
      await listener[Symbol.asyncDispose]();
      await fleet[Symbol.asyncDispose]();
      kill();
    },
  };
}
