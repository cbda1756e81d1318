import type { SimulatorLaunch } from '../../src/drivers/marlin/simulator/simulator-client.ts';
import { until } from '../harness/croft.ts';
import { squareGcode } from '../harness/files.ts';
import { type FarmPrinter, KillFarm } from './farm.ts';
import { look, type PrinterSeen } from './person.ts';

/** A farm with one printer, whose bed a person has just confirmed. Its board resets when its port is opened, unless told otherwise. */
export async function readyFarm(
  launch: SimulatorLaunch = {},
  settings: Readonly<Record<string, unknown>> = {},
): Promise<{ farm: KillFarm; printer: FarmPrinter }> {
  const farm = await KillFarm.open();
  try {
    await farm.startCombinator();
    const printer = await farm.addPrinter('Ada', { speed: 60, resetOnOpen: true, ...launch }, undefined, settings);
    await confirm(farm, 'UNVERIFIED');
    await seen(farm, 'READY');
    return { farm, printer };
  } catch (error) {
    // Nobody else can close it: its guardian and its simulator would live on, and the test file with them.
    await farm[Symbol.asyncDispose]();
    throw error;
  }
}

export const seen = (farm: KillFarm, ...phases: readonly string[]): Promise<PrinterSeen> =>
  until(`the printer is ${phases.join(' or ')}`, async () => {
    const { printers } = await look(farm).catch(() => ({ printers: [] as readonly PrinterSeen[] }));
    return printers.find(({ phase }) => phases.includes(phase));
  });

/** Somebody takes the object off and says so. */
export async function confirm(farm: KillFarm, ...phases: readonly string[]): Promise<void> {
  const { id, bed } = await until('a bed to confirm', async () => {
    const printer = await seen(farm, ...phases);
    return printer.reachable && printer.bed.bedId !== null && printer;
  });
  await farm.printers[0]?.simulator.control({ command: 'remove-object' });
  await farm.ask('mutation ($id: ID!, $bed: ID!) { confirmBedClear(printerId: $id, bedId: $bed) { id } }', {
    id,
    bed: bed.bedId,
  });
}

/** Somebody clears a fault. A board that does not show its restart leads to a second question (BE8), and is answered. */
export async function confirmFault(farm: KillFarm): Promise<void> {
  await confirm(farm, 'FAULTED');
  const { phase } = await seen(farm, 'READY', 'UNVERIFIED', 'PRINTING');
  if (phase === 'UNVERIFIED') await confirm(farm, 'UNVERIFIED');
}

/** A print is under way, with lines of it executed. */
export async function printing(farm: KillFarm, printer: FarmPrinter, layers = 12): Promise<void> {
  const laid = async (): Promise<number> =>
    (await printer.simulator.records()).filter((each) => each.kind === 'bed' && each.event === 'object').length;
  const before = await laid();
  await farm.addJob(await farm.upload('token.gcode', squareGcode('token', layers, 12)));
  await until('motion', async () => (await laid()) > before);
}

export const outcomes = async (farm: KillFarm): Promise<readonly (string | null)[]> =>
  (await farm.evidence(false)).prints.map(({ outcome }) => outcome);
