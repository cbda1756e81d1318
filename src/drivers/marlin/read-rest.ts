import { open } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import type { WayBack } from '#drivers/rest-of-file';
import { type RestOfFile, isNozzleHeight } from '#model/continuation';
import type { PrinterErrorCode } from '#model/phase';
import { RestReader } from './protocol/rest-reader.ts';
import type { MarlinOptions } from './manifest.ts';
import type { RunParts } from './run-parts.ts';

const PIECE_BYTES = 64 * 1024;

/**
 * The way back to where the rest of a file begins, or a sentence why there is none: the file is asked again, whatever an offer said.
 * Rejects when it cannot be read, or with the signal's reason.
 */
async function readRest(
  path: string,
  { line, zMm }: RestOfFile,
  { recovering, scripts }: Pick<MarlinOptions, 'recovering' | 'scripts'>,
  signal: AbortSignal,
): Promise<WayBack | string> {
  if (recovering.height === 'no') return 'The settings of this printer do not allow it to go on after a power loss.';
  if ((zMm === null) !== (recovering.height === 'top')) return 'It was not said at which height the nozzle stands.';
  if (zMm !== null && !isNozzleHeight(zMm)) return `No nozzle stands at ${zMm} mm.`;
  const reader = new RestReader(recovering, { taken: line, sent: line, leftOut: false, led: false }, scripts.start);
  await using file = await open(path, 'r');
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  for (let position = 0; ; ) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    reader.push(buffer.subarray(0, bytesRead));
    await turn();
  }
  const plan = reader.end();
  const index = plan.layers.findIndex((layer) => layer.line === line);
  const layer = plan.layers[index];
  if (layer === undefined) return `No layer of the file begins with its command ${line + 1}.`;
  if (layer.no !== null) return `Nothing of the file can be printed from layer ${layer.number} on (${layer.no.why}).`;
  return plan.wayBack(index, zMm);
}

/** What a firmware says instead of moving an axis that it has not homed. */
const REFUSES_TO_MOVE = /\bhome\b.*\bfirst\b/i;

/** The same for a driver, as the reason for which a print does not begin. */
export async function wayBackTo(
  rest: RestOfFile,
  path: string,
  { dialect, options }: Pick<RunParts, 'dialect' | 'options'>,
  signal: AbortSignal,
): Promise<WayBack | { readonly code: PrinterErrorCode; readonly message: string }> {
  if (dialect.numbers === 'ordered')
    return { code: 'file-refused', message: 'This firmware counts no lines: nobody can say where a print stood.' };
  try {
    const way = await readRest(path, rest, options, signal);
    return typeof way === 'string' ? { code: 'file-refused', message: way } : way;
  } catch (error) {
    return { code: 'file-unavailable', message: `The file cannot be read: ${(error as Error).message}` };
  }
}

/**
 * Sends the way back, each step when the one before is done. Resolves with the step that the printer refused and its words; null when all
 * were taken, or somebody has ended it.
 * @param ask null when it was ended
 */
export async function sendInTurn(
  commands: readonly string[],
  ask: (command: string) => Promise<readonly string[] | null> | null,
): Promise<string | null> {
  for (const command of commands) {
    const replies = await ask(command);
    if (replies === null) return null;
    const refusal = replies.find((line) => REFUSES_TO_MOVE.test(line));
    if (refusal !== undefined) return `${command}: ${refusal}`;
  }
  return null;
}
