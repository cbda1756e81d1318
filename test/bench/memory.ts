import { temporaryData } from '../harness/croft.ts';
import { squareGcode } from '../harness/files.ts';
import { addReadyPrinter, inPhase, machinePid, startBuiltCroft, upload } from './farm.ts';
import { privateMegabytes, type Result, round } from './measure.ts';
import { startSimulatedFarm } from './simulated-farm.ts';

/** What one machine process shares with nobody: idle, and after a print of some thousand lines. */
export async function measureMemory(): Promise<readonly Result[]> {
  await using data = temporaryData();
  await using farm = await startSimulatedFarm(1, { speed: 100_000, advancedOk: true });
  await using croft = await startBuiltCroft(data.path);
  const id = await addReadyPrinter(croft, 'Printer 1', farm.urls[0] ?? '');
  const figure = (name: string, goal: number): Result => {
    const value = round(privateMegabytes(machinePid(id)), 1);
    return { name, value, unit: 'MB', reference: null, goal: `≤ ${goal} MB`, met: value <= goal };
  };
  // A machine gives back what its start has left behind when it has been quiet for five seconds.
  await new Promise((resolve) => setTimeout(resolve, 7_000));
  const idle = figure('machine process from dist, idle, private memory', 12.5);
  const digest = await upload(croft.address, 'square.gcode', squareGcode('square', 200, 40));
  await croft.ask('mutation($input: AddJobInput!) { addJob(input: $input) { id } }', { input: { digest } });
  await inPhase(croft, id, 'AWAITING_RETRIEVAL');
  return [idle, figure('machine process from dist, after a print of 8,000 lines, private memory', 22)];
}
