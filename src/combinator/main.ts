import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type AgentHost, createAgent } from '#agent/agent';
import type { MachineProgram } from '#agent/machine-entry';
import { manifests } from '#drivers/registry';
import { PORT_BEING_OPENED } from '#guardian/protocol';
import { systemChance } from '#lib/chance';
import { systemClock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { createRush, type Rush } from '#lib/rush';
import { createTogether } from '#lib/together';
import type { PrinterId } from '#model/ids';
import { openSqlite } from '#storage/sqlite';
import { createGcodeHistory } from './api/gcode-history.ts';
import { createLiveFarm, type LiveFarm } from './api/live-farm.ts';
import { createResolvers } from './api/resolvers.ts';
import { type ApiServer, startServer } from './api/server.ts';
import { createTrialProcess } from './discovery/trials.ts';
import { createRadio, hostNetworks } from './discovery/radio.ts';
import { createEvents } from './events/events.ts';
import type { Features } from './features.ts';
import { createFlows, type Flows } from './flows.ts';
import { createEmergencyStop } from './fleet/emergency-stop.ts';
import { createFleet } from './fleet/fleet.ts';
import { createMaterials } from './materials/materials.ts';
import { createMetrics, openJobCount } from './metrics.ts';
import { createPrinters, snapshotOf } from './printers/printers.ts';
import { createProblems } from './problems/problems.ts';
import { createSecretBox } from './secrets/secret-box.ts';
import { readSecretKeys } from './secrets/key-file.ts';
import { createSecrets } from './secrets/secrets.ts';
import { createSettings } from './settings/settings.ts';
import { createQueue } from './queue/queue.ts';
import { createWishes } from './queue/wishes.ts';
import { openFeatures, type Surroundings } from './open-features.ts';
import { type FarmSchema, migrations } from './schema.ts';

export interface CombinatorOptions {
  readonly data: string;
  readonly runtime: string;
  readonly host: string;
  readonly port: number;
  /** Names under which it is reached from elsewhere; with one, every request needs an API key. */
  readonly publicUrls: readonly string[];
  /** The key of its secrets; `secret.key` in the data folder where none is named. */
  readonly secretKeyFile?: string | undefined;
  /** The built page. */
  readonly webFolder: string;
  readonly version: string;
  readonly program: MachineProgram;
  /** Network printers in one process, at the most (PR5a). */
  readonly printersPerProcess: number;
  readonly log: Log;
  /** Printers that came with the demonstration, and how it ends; null for a farm without one. */
  readonly demonstration: {
    readonly isRunning: () => boolean;
    readonly remove: () => Promise<readonly PrinterId[]>;
  } | null;
}

/** A combinator at work. Ending it ends no print (PR2). */
export interface Combinator extends AsyncDisposable {
  readonly address: string;
  readonly features: Features;
}

/** The composition root. Errors: those of the storage (`storage-in-use`, …), the socket and the server (`port-taken`, …). */
export async function startCombinator(options: CombinatorOptions): Promise<Combinator> {
  const { data, log } = options;
  const clock = systemClock;
  const chance = systemChance;
  const startedAt = clock.now();
  await using starting = new AsyncDisposableStack();

  // What is kept
  mkdirSync(join(data, 'library'), { recursive: true, mode: 0o700 });
  const storage = starting.use(
    await openSqlite<FarmSchema>({ file: join(data, 'farm.sqlite'), migrations, clock, log }),
  );

  // What the farm does
  const events = createEvents({ storage, clock, log });
  const problems = createProblems({ storage, events, clock, chance });
  const box = createSecretBox(await readSecretKeys({ data, named: options.secretKeyFile }, log));
  const secrets = createSecrets({ storage, box, problems, manifests, log });
  await secrets.begin();
  const settings = createSettings({ storage, events });
  await settings.load();
  const queue = createQueue({ storage, events, clock, chance });
  const materials = createMaterials({ storage, events, problems, settings, clock, chance });
  const rush = createRush(clock);
  const printers = createPrinters({ storage, events, queue, materials, secrets, manifests, clock, chance, rush });
  const wishes = createWishes({ storage, events, queue, clock });
  const fleet = starting.use(
    createFleet({ storage, events, problems, printers, queue, materials, manifests, clock, chance, log, rush }),
  );
  const { features } = starting.use(
    await openFeatures(
      { storage, events, problems, settings, secrets, printers, queue, wishes, materials, fleet },
      {
        folder: data,
        ask: (printer, what): ReturnType<Surroundings['ask']> => agent.askFile(printer, what),
        openRadio: createRadio({ networks: hostNetworks }),
        tryPrinter: createTrialProcess(options.program),
        ffmpeg: 'ffmpeg',
        clock,
        ioClock: clock,
        chance,
        log,
      },
    ),
  );
  const flows = starting.use(createFlows({ ...features, storage, clock, log }));

  // How it is seen
  const farm = () => ({
    name: settings.current().farmName,
    version: options.version,
    demonstration: options.demonstration?.isRunning() ?? false,
    startedAt: new Date(startedAt).toISOString(),
  });
  const live = starting.use(createLiveFarm({ storage, features, farm, clock, log }));
  const history = createGcodeHistory(() => fleet);

  // How it reaches its machines
  const agent = starting.use(
    createAgent({ ...options, host: agentHost(features, flows, live, history, rush), clock, log }),
  );
  const shares = (driver: string): boolean => manifests.get(driver)?.spooling === 'device';
  // A thousand printers that are added in a row are not each a reason to list them all.
  const wantPrinters = createTogether({
    limit: Number.POSITIVE_INFINITY,
    async answer(asked: readonly null[]) {
      const rows = await printers.list();
      agent.want(rows.map((row) => ({ id: row.id as PrinterId, shares: shares(row.driver) })));
      return asked;
    },
  });
  const added = storage.listen('farm', (notice) => {
    if (notice.kind === 'missed' || notice.name === 'printers') void wantPrinters.ask(null);
  });
  starting.defer(() => added[Symbol.dispose]());
  await agent.begin();
  await features.downloads.begin();
  await features.cardUploads.begin();
  await wantPrinters.ask(null);

  // How people and programs reach it
  const stop = createEmergencyStop({
    fleet,
    wishes,
    guardian: (printer, stopNumber) => void agent.emergencyStop(printer, stopNumber),
  });
  const removeDemonstration = async (): Promise<readonly PrinterId[]> => {
    const removed = (await options.demonstration?.remove()) ?? [];
    live.farmChanged();
    return removed;
  };
  const server: ApiServer = starting.use(
    await startServer({
      ...options,
      features,
      resolvers: createResolvers({ storage, features, live, history, farm, stop, removeDemonstration, clock }),
      metrics: createMetrics(storage, features, live),
      async health() {
        const phases = (await printers.list()).map((row) => snapshotOf(row)?.phase.kind);
        const printing = phases.filter((phase) => phase === 'printing' || phase === 'preparing').length;
        return {
          status: 'ok',
          version: options.version,
          printers: phases.length,
          printing,
          waiting: await openJobCount(storage),
        };
      },
    }),
  );

  const running = starting.move();
  return { address: server.address, features, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

function agentHost(
  features: Features,
  flows: Flows,
  live: LiveFarm,
  history: ReturnType<typeof createGcodeHistory>,
  rush: Rush,
): AgentHost {
  const { printers, library, fleet } = features;
  return {
    dialled: () => rush.came(),
    nextEpoch: (printer, highest, isStillThere) => printers.nextEpoch(printer, highest, isStillThere),
    readFile: (digest, offset, length) => library.read(digest, offset, length),
    linked(link) {
      fleet.linked(link);
      history.linked(link.printerId);
    },
    unlinked: (link, reason) => fleet.unlinked(link, reason),
    snapshot(link, snapshot) {
      fleet.heard(link, snapshot);
      flows.seen(link.printerId, snapshot.printer);
    },
    answered: (_link, id, answer) => fleet.answered(id, answer),
    feedback(printer, feedback) {
      live.feedback(printer, feedback);
      flows.feedback(printer, feedback);
    },
    history: (printer, batch) => history.heard(printer, batch),
    ports: (ports) => features.foundPorts.heard(ports),
    process(printer, state) {
      if (state === null) return live.process(printer, 'UNKNOWN', null);
      const { port } = state;
      const trouble = port.kind === 'retrying' && port.reason !== PORT_BEING_OPENED ? port.reason : null;
      flows.machineProcess(printer, state.state === 'crash-looping');
      if (state.state === 'crash-looping') return live.process(printer, 'CRASH_LOOPING', trouble);
      const isRunning = state.state === 'running';
      live.process(printer, isRunning ? 'RUNNING' : 'STARTING', trouble, isRunning ? state.build : null);
    },
  };
}
