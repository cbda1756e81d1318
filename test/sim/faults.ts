import type { PhaseKind } from '#model/phase';
import type { TransactionFate } from './combinator.ts';
import type { SimFarm } from './farm.ts';
import type { DiskPoint, MachineHost } from './machine-host.ts';

/** Strikes one machine or the whole farm; what goes on for a while is ended by `ended` when the faults end. */
export type Strike = (farm: SimFarm, host: MachineHost) => void;

/** Between these times. */
const lasting = (farm: SimFarm, leastMs: number, spreadMs: number): number =>
  leastMs + spreadMs * farm.chance.fraction();

/** Begins something and ends it after a while, or when all faults end. */
function forAWhile(farm: SimFarm, ms: number, begin: () => void, end: () => void): void {
  begin();
  farm.untilCalm(ms, end);
}

const dieAtDisk =
  (point: DiskPoint, how: 'kill' | 'power'): Strike =>
  (farm, host) => {
    host.deathAt = { point, die: () => (how === 'kill' ? host.kill() : cutPower(farm)) };
  };

const meet =
  (fate: TransactionFate): Strike =>
  (farm, host) => {
    const before = host.phase;
    farm.combinator.fate(fate, () => {
      if (before === 'awaiting-retrieval' && fate === 'busy')
        farm.tally('S7 the database was busy when a print had ended');
    });
  };

/** Host and combinator lose their power together (F5); the printers are on another fuse. */
function cutPower(farm: SimFarm): void {
  const { fraction } = farm.chance;
  for (const host of farm.hosts) host.cutPower(fraction);
  farm.holdCombinator();
  const backMs = lasting(farm, 500, 6_000);
  farm.time.schedule(backMs, () => {
    // Both start orders (F6).
    const isMachineFirst = fraction() < 0.5;
    farm.tally(isMachineFirst ? 'F6 machines start first' : 'F6 the combinator starts first');
    if (!isMachineFirst) farm.startCombinator();
    for (const host of farm.hosts) host.powerBack();
    if (isMachineFirst) farm.time.schedule(lasting(farm, 500, 5_000), () => farm.startCombinator());
  });
}

/** Half open: nothing moves and nobody is told (S9, F13); what was under way turns up in a later link, in any order. */
function hold(farm: SimFarm, host: MachineHost, direction?: 'to-listener' | 'to-dialer'): void {
  const connection = farm.network.connections.findLast(({ from }) => from === host.printerId);
  if (connection === undefined) return;
  connection.hold(direction);
  farm.untilCalm(lasting(farm, 200, 7_000), () =>
    connection.cut({ late: 0.9, doubled: 0.3, afterMs: [1_000, 21_000] }),
  );
}

export const FAULTS = {
  'machine killed': (_farm, host) => host.kill(),
  'machine crashed': (_farm, host) => host.crash(),
  'machine ended': (_farm, host) => host.end(),
  'machine killed before a write': dieAtDisk('before-write', 'kill'),
  'machine killed before a sync': dieAtDisk('before-sync', 'kill'),
  'machine killed after a sync': dieAtDisk('after-sync', 'kill'),
  'machine disk full': (farm, host) =>
    forAWhile(
      farm,
      lasting(farm, 1_000, 15_000),
      () => (host.isFull = true),
      () => (host.isFull = false),
    ),
  'machine disk wiped': (_farm, host) => host.wipe(),
  'machine clock set': (farm, host) => {
    host.skewMs = (farm.chance.fraction() - 0.5) * 2 * 3_600_000;
    host.setClock();
  },
  'power cut': (farm) => cutPower(farm),
  'power cut before a sync': dieAtDisk('before-sync', 'power'),
  'combinator killed': (farm) => farm.killCombinator(),
  'combinator ended': (farm) => farm.endCombinator(),
  'combinator killed before a commit': meet('die-before-commit'),
  'combinator killed after a commit': meet('die-after-commit'),
  'database busy': meet('busy'),
  'database failed after a commit': meet('told-of-failure'),
  'link cut': (farm, host) => farm.cutLink(host),
  'link half open': (farm, host) => hold(farm, host),
  'link deaf one way': (farm, host) => hold(farm, host, farm.chance.fraction() < 0.5 ? 'to-listener' : 'to-dialer'),
  'network parted for a minute': (farm, host) =>
    forAWhile(
      farm,
      60_000,
      () => farm.network.block(host.printerId),
      () => farm.network.unblock(host.printerId),
    ),
  'every link cut, back in any order': (farm) => {
    for (const host of farm.hosts) {
      farm.network.block(host.printerId);
      farm.untilCalm(lasting(farm, 0, 8_000), () => farm.network.unblock(host.printerId));
    }
    for (const each of farm.network.connections) each.cut({ late: 0.5, doubled: 0.2, afterMs: [1_000, 21_000] });
  },
  'printer reset': (_farm, { body }) => body.reset('watchdog'),
  'printer reset while its machine is dead': (_farm, host) => {
    host.kill();
    host.body.reset('watchdog');
  },
  'printer without power': (farm, { body }) =>
    forAWhile(
      farm,
      lasting(farm, 500, 12_000),
      () => body.power(false),
      () => body.power(true),
    ),
  'printer replays its last print': (farm, { body }) => {
    body.reset('PowerUp');
    farm.time.schedule(1_500, () => {
      if (body.beginAtPanel(`replay-${Math.round(farm.time.monotonic())}`, lasting(farm, 2_000, 10_000)))
        farm.tally('S3 the printer replayed a print by itself');
    });
  },
  'printer silent': (farm, { body }) =>
    forAWhile(
      farm,
      lasting(farm, 2_000, 20_000),
      () => body.silence(true),
      () => body.silence(false),
    ),
  'printer does not move': (farm, { body }) =>
    forAWhile(
      farm,
      lasting(farm, 15_000, 25_000),
      () => body.refuseToMove(true),
      () => body.refuseToMove(false),
    ),
  'printer unplugged': (farm, { body }) =>
    forAWhile(
      farm,
      lasting(farm, 500, 15_000),
      () => body.plug(false),
      () => body.plug(true),
    ),
  'printer fails': (_farm, { body }) => body.failPrint(),
  'printer runs out of filament': (_farm, { body }) => body.runOut(),
  'print begun at the panel': (farm, { body }) => {
    if (body.beginAtPanel(`panel-${Math.round(farm.time.monotonic())}`, lasting(farm, 2_000, 15_000)))
      farm.tally('F18 a print begun at the panel');
  },
  'library gives wrong bytes': (farm) =>
    forAWhile(
      farm,
      lasting(farm, 1_000, 10_000),
      () => (farm.spoilsFiles = true),
      () => (farm.spoilsFiles = false),
    ),
  'emergency stop pressed': (farm, host) => farm.do('stop', host),
} satisfies Readonly<Record<string, Strike>>;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

/** Every phase that this farm can be in; nothing clears beds by itself yet. */
export const STRUCK_PHASES = [
  'connecting',
  'adopting',
  'preparing',
  'printing',
  'pausing',
  'paused',
  'resuming',
  'cancelling',
  'unverified',
  'ready',
  'awaiting-retrieval',
  'faulted',
  'stopped',
] as const satisfies readonly PhaseKind[];
export type StruckPhase = (typeof STRUCK_PHASES)[number];

/** A fault that shall meet a phase. */
export interface Aim {
  readonly fault: FaultName;
  readonly phase: StruckPhase;
}

export const CELLS: readonly Aim[] = FAULT_NAMES.flatMap((fault) => STRUCK_PHASES.map((phase) => ({ fault, phase })));

/** What leads to a phase that does not come by itself: done when a printer prints, or stands ready. */
export const WAYS: Partial<Readonly<Record<StruckPhase, (farm: SimFarm, host: MachineHost) => void>>> = {
  pausing: (farm, host) => farm.do('pause', host),
  paused: (farm, host) => farm.do('pause', host),
  resuming: (farm, host) => farm.do('pause', host),
  cancelling: (farm, host) => farm.do('cancelPrint', host),
  stopped: (farm, host) => farm.do('stop', host),
  faulted: (_farm, host) => host.body.reset('watchdog'),
  adopting: (_farm, host) => host.kill(),
  connecting: (_farm, host) => host.kill(),
  unverified: (_farm, host) => host.body.reset('watchdog'),
};
