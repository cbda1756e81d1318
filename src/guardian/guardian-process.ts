/**
 * The process that `ensureGuardian` starts: `runGuardian` and nothing else, so that it stays small and hardly ever
 * changes. It has a process group of its own; a hang-up of a terminal is not meant for it.
 */
import { runGuardian } from './main.ts';

const ending = new AbortController();
process.on('SIGTERM', () => ending.abort());
process.on('SIGINT', () => ending.abort());
process.on('SIGHUP', () => {});

process.exitCode = await runGuardian(process.argv.slice(2), ending.signal);
// Children's descriptors and half-closed sockets must not keep an ended guardian beside the next one.
process.exit();
