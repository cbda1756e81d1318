import { UserError } from '#lib/user-error';
import { runSimulator } from './main.ts';

/** The simulator as a process of its own without the rest of Croft, for tests and benchmarks. */
try {
  await runSimulator(process.argv.slice(2), new AbortController().signal);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n${error.remedy}\n`);
  process.exitCode = 1;
}
