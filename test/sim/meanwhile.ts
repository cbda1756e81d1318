import type { DeviceBody } from './device-body.ts';
import type { SimFarm } from './farm.ts';
import type { MachineHost } from './machine-host.ts';

/** What happens to a printer, by chance, while a file is on its way to it. */
const CHANCES = { panel: 0.25, blind: 0.3, pause: 0.15, cancel: 0.1, kill: 0.1, stop: 0.03 };
const SOON_MS = 5_000;
const BLIND = { leastMs: 9_000, spreadMs: 9_000 };
/** A print from the panel begins and ends while nobody sees the printer. */
const UNSEEN = { chance: 0.7, lastsMs: 1_000 };
const SEEN = { leastMs: 500, spreadMs: 6_000 };

/** Two things by chance fall into the same way of a file once in a thousand farms: these are held up until both have been. */
const TROUBLED = { chance: 0.4, firstMs: 1_500, thenMs: { leastMs: 1_000, spreadMs: 4_000 }, leavesMs: 3_000 };
/** Longer than it takes to be missed and to print something meanwhile. */
const LONG_BLIND = { leastMs: 10_500, spreadMs: 4_000 };

const TROUBLES = ['a pause', 'a print from the panel', 'out of sight', 'a cancel', 'its machine killed'] as const;
type Trouble = (typeof TROUBLES)[number];

/** The one, and then the other. A pause behind a cancel is refused, and so is a second of its kind. */
export const PAIRS: readonly (readonly [Trouble, Trouble])[] = TROUBLES.flatMap((first) =>
  TROUBLES.filter((then) => then !== first && first !== 'a cancel' && first !== 'its machine killed').map(
    (then) => [first, then] as const,
  ),
);
export const pairName = ([first, then]: readonly [Trouble, Trouble]): string =>
  `while a file is on its way: ${first}, then ${then}`;

/** BE1, BE3: between the decision to print and the start of it lies a file's way, on which much may happen to the bed. */
export function meanwhile(farm: SimFarm, host: MachineHost, body: DeviceBody): void {
  if (farm.chance.fraction() < TROUBLED.chance) oneThenAnother(farm, host, body);
  else byChance(farm, host, body);
}

const isOpen = (farm: SimFarm, host: MachineHost, body: DeviceBody): boolean =>
  !farm.people.tidying && body.isReceiving && host.phase !== 'stopped';

const tell = (farm: SimFarm, host: MachineHost, what: string): void =>
  farm.tell(`${what} at ${farm.nameOf(host)} while its file is on its way`);

const atPanel = (farm: SimFarm, body: DeviceBody, lastsMs: number): boolean =>
  body.beginAtPanel(`panel-${Math.round(farm.time.monotonic())}`, lastsMs);

function byChance(farm: SimFarm, host: MachineHost, body: DeviceBody): void {
  const { fraction } = farm.chance;
  const soon = (chance: number, what: string, act: () => void): void => {
    if (fraction() >= chance) return;
    farm.time.schedule(SOON_MS * fraction(), () => {
      if (!isOpen(farm, host, body)) return;
      farm.tally(`while a file is on its way: ${what}`);
      tell(farm, host, what);
      act();
    });
  };
  soon(CHANCES.pause, 'a pause', () => farm.do('pause', host));
  soon(
    CHANCES.panel,
    'a print from the panel',
    () => void atPanel(farm, body, SEEN.leastMs + SEEN.spreadMs * fraction()),
  );
  soon(CHANCES.blind, 'out of sight', () => {
    body.hideState(true);
    farm.untilCalm(BLIND.leastMs + BLIND.spreadMs * fraction(), () => body.hideState(false));
    if (fraction() < UNSEEN.chance && atPanel(farm, body, UNSEEN.lastsMs))
      farm.tally('a print from the panel that nobody saw');
  });
  soon(CHANCES.cancel, 'a cancel', () => farm.do('cancelPrint', host));
  soon(CHANCES.kill, 'its machine killed', () => host.kill());
  soon(CHANCES.stop, 'an emergency stop', () => farm.do('stop', host));
}

/** The file is not there before both have been, and what they began is over. */
function oneThenAnother(farm: SimFarm, host: MachineHost, body: DeviceBody): void {
  const { fraction } = farm.chance;
  if (!isOpen(farm, host, body)) return;
  const pair = farm.pick(PAIRS) ?? PAIRS[0];
  if (pair === undefined) return;
  const [first, then] = pair;
  body.holdFiles(true);
  /** How long it lasts. */
  const strike = (what: Trouble): number => {
    tell(farm, host, what);
    if (what === 'a pause') farm.do('pause', host);
    if (what === 'a cancel') farm.do('cancelPrint', host);
    if (what === 'its machine killed') host.kill();
    if (what === 'a print from the panel') void atPanel(farm, body, SEEN.leastMs);
    if (what !== 'out of sight') return 0;
    const ms = LONG_BLIND.leastMs + LONG_BLIND.spreadMs * fraction();
    body.hideState(true);
    farm.untilCalm(ms, () => body.hideState(false));
    if (then !== 'a print from the panel' && atPanel(farm, body, UNSEEN.lastsMs))
      farm.tally('a print from the panel that nobody saw');
    return ms;
  };
  const betweenMs = TROUBLED.thenMs.leastMs + TROUBLED.thenMs.spreadMs * fraction();
  farm.time.schedule(TROUBLED.firstMs * fraction(), () => {
    if (!isOpen(farm, host, body)) return body.holdFiles(false);
    const firstMs = strike(first);
    farm.time.schedule(betweenMs, () => {
      let lastsMs = firstMs - betweenMs;
      if (isOpen(farm, host, body)) {
        farm.tally(pairName(pair));
        lastsMs = Math.max(lastsMs, strike(then));
      }
      farm.untilCalm(Math.max(0, lastsMs) + TROUBLED.leavesMs * fraction(), () => body.holdFiles(false));
    });
  });
}
