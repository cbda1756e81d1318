import { parseArgs } from 'node:util';
import { systemChance } from '#lib/chance';
import { systemClock } from '#lib/clock';
import { takeProcessLock } from '#lib/lock';
import { PRECEDENCE, takePrecedence } from '#lib/precedence';
import { createSmallLog, descriptorDestination } from '#lib/small-log';
import { Guardian } from './guardian.ts';
import { EXIT_GUARDIAN_RUNS_ALREADY, GUARDIAN_LOCK, lockNote } from './protocol.ts';

const USAGE = 'guardian --runtime <folder of the sockets> --data <folder of the data>';

/**
 * The guardian process: `--runtime <folder> --data <folder>`, both existing. Resolves with the exit code: 0 after a
 * shutdown or `signal`, EXIT_GUARDIAN_RUNS_ALREADY when another guardian holds the lock of the data folder, 1 for
 * wrong arguments. Machines never end with it, but for those that a shutdown ended.
 */
export async function runGuardian(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const log = createSmallLog({ level: 'info', name: 'guardian', destination: descriptorDestination(2) });
  const folders = readFolders(argv);
  if (folders === null) {
    process.stderr.write(`usage: ${USAGE}\n`);
    return 1;
  }
  const lock = await takeProcessLock(folders.dataFolder, GUARDIAN_LOCK, lockNote(folders.runtimeFolder));
  if (lock === 'taken') return EXIT_GUARDIAN_RUNS_ALREADY;
  await using _held = lock;
  if (!takePrecedence(PRECEDENCE.guardianAndMachines))
    log.info('the host grants no precedence; on a busy host an emergency stop takes longer');
  const finished = Promise.withResolvers<void>();
  await using _guardian = await Guardian.open({
    folders,
    clock: systemClock,
    chance: systemChance,
    log,
    onFinished: finished.resolve,
  });
  if (signal.aborted) finished.resolve();
  signal.addEventListener('abort', () => finished.resolve(), { once: true });
  await finished.promise;
  log.info('guardian ends');
  return 0;
}

function readFolders(argv: readonly string[]): { runtimeFolder: string; dataFolder: string } | null {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { runtime: { type: 'string' }, data: { type: 'string' } },
    });
    if (values.runtime === undefined || values.data === undefined) return null;
    return { runtimeFolder: values.runtime, dataFolder: values.data };
  } catch {
    return null;
  }
}
