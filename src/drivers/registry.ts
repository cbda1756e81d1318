import type { CreateDriver, DriverManifest } from './driver.ts';
import { keepingSecrets } from './kept-secrets.ts';
import { manifest as bambu } from './bambu/manifest.ts';
import { manifest as duet } from './duet/manifest.ts';
import { manifest as elegoo } from './elegoo/manifest.ts';
import { manifest as elegooCc2 } from './elegoo-cc2/manifest.ts';
import { manifest as moonraker } from './moonraker/manifest.ts';
import { manifest as octoprint } from './octoprint/manifest.ts';
import { manifest as prusaConnect } from './prusa-connect/manifest.ts';
import { manifest as prusalink } from './prusalink/manifest.ts';
import { manifest as marlin, simulatedManifest as simulated } from './marlin/manifest.ts';

/**
 * Every driver, by the name of its folder: the only file that loads one. Manifests are data and always here; the code of a
 * driver is loaded by the machine that needs it, so that no process pays for the others (quality.md §8).
 */
export const manifests: ReadonlyMap<string, DriverManifest> = new Map(
  [marlin, moonraker, prusalink, prusaConnect, octoprint, bambu, duet, elegoo, elegooCc2, simulated].map((m) => [
    m.name,
    m,
  ]),
);

const loaders: Readonly<Record<string, () => Promise<{ readonly createDriver: CreateDriver }>>> = {
  marlin: () => import('./marlin/create-driver.ts'),
  bambu: () => import('./bambu/driver.ts'),
  duet: () => import('./duet/driver.ts'),
  elegoo: () => import('./elegoo/driver.ts'),
  'elegoo-cc2': () => import('./elegoo-cc2/driver.ts'),
  moonraker: () => import('./moonraker/driver.ts'),
  octoprint: () => import('./octoprint/driver.ts'),
  'prusa-connect': () => import('./prusa-connect/driver.ts'),
  prusalink: () => import('./prusalink/driver.ts'),
  // A Marlin whose bed can be asked; everything else is the same driver.
  simulated: async () => ({ createDriver: (await import('./marlin/create-driver.ts')).createSimulatedDriver }),
};

/** Loads a driver's code. Null for a name that no folder has: a newer farm may speak of drivers that this machine lacks. */
export async function loadDriver(
  name: string,
): Promise<{ manifest: DriverManifest; createDriver: CreateDriver } | null> {
  const manifest = manifests.get(name);
  const load = loaders[name];
  if (manifest === undefined || load === undefined) return null;
  return { manifest, createDriver: keepingSecrets(manifest, (await load()).createDriver) };
}
