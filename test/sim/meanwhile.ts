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

/** BE1, BE3: between the decision to print and the start of it lies a file's way, on which much may happen to the bed. */
export function meanwhile(farm: SimFarm, host: MachineHost, body: DeviceBody): void {
  const { fraction } = farm.chance;
  const soon = (chance: number, what: string, act: () => void): void => {
    if (fraction() >= chance) return;
    farm.time.schedule(SOON_MS * fraction(), () => {
      if (farm.people.tidying || !body.isReceiving || host.phase === 'stopped') return;
      farm.tally(`while a file is on its way: ${what}`);
      farm.tell(`${what} at ${farm.nameOf(host)} while its file is on its way`);
      act();
    });
  };
  const atPanel = (lastsMs: number): boolean =>
    body.beginAtPanel(`panel-${Math.round(farm.time.monotonic())}`, lastsMs);
  soon(CHANCES.pause, 'a pause', () => farm.do('pause', host));
  soon(CHANCES.panel, 'a print from the panel', () => void atPanel(SEEN.leastMs + SEEN.spreadMs * fraction()));
  soon(CHANCES.blind, 'out of sight', () => {
    body.hideState(true);
    farm.untilCalm(BLIND.leastMs + BLIND.spreadMs * fraction(), () => body.hideState(false));
    if (fraction() < UNSEEN.chance && atPanel(UNSEEN.lastsMs)) farm.tally('a print from the panel that nobody saw');
  });
  soon(CHANCES.cancel, 'a cancel', () => farm.do('cancelPrint', host));
  soon(CHANCES.kill, 'its machine killed', () => host.kill());
  soon(CHANCES.stop, 'an emergency stop', () => farm.do('stop', host));
}
