import type { CardWriter } from '#drivers/card-writer';
import type { Driver } from '#drivers/driver';
import { FileRefused } from '#drivers/printer-files';
import type { CommandKind } from '#model/command';
import type { PhaseKind } from '#model/phase';
import type { WishedUpload } from './card-uploads.ts';
import type { Intake } from './intake.ts';
import type { MachineState } from './machine-state.ts';

/** Whatever makes a driver say something, or ends it. A stop goes before everything (MA5); what is refused is decided again. */
export const WAITS_FOR_CARD: ReadonlySet<CommandKind> = new Set([
  'start',
  'manual',
  'answer',
  'eject',
  'configure',
  'restart',
]);

/** No print is open, and none can come from here but by `start`. */
const FREE: ReadonlySet<PhaseKind> = new Set(['ready', 'unverified', 'awaiting-retrieval']);

/** The card of the driver of this moment. Throws when nothing can be brought there now. */
export function cardNow(at: {
  readonly state: MachineState;
  readonly driver: Driver | null;
  readonly writesCard: boolean;
}): CardWriter {
  const { state, driver } = at;
  if (at.writesCard) throw new FileRefused('busy', 'Another file is on its way to the card.');
  if (!FREE.has(state.phase.kind))
    throw new FileRefused('busy', 'A print is open, or the printer is not ready for anything.');
  if (state.printer.kind !== 'reachable') throw new FileRefused('unreachable', 'The printer is out of sight.');
  const card = driver?.card;
  if (card === undefined)
    throw new FileRefused('not-supported', 'This printer takes no files for a card over its connection.');
  return card;
}

/** MA12, MA15: whole, verified and past the gate before a byte of it goes out, as a print would be. */
export async function broughtToCard(
  { file, name, replace }: WishedUpload,
  parts: {
    readonly card: CardWriter;
    readonly intake: Intake;
    readonly judgedBy: Readonly<Record<string, unknown>>;
    readonly signal: AbortSignal;
    readonly told: (bytes: number | null) => void;
  },
): Promise<void> {
  const { card, intake, signal, told } = parts;
  const abandon = (): void => intake.abandon();
  signal.addEventListener('abort', abandon, { once: true });
  told(null);
  const fetched = await intake.fetch(file, parts.judgedBy).finally(() => signal.removeEventListener('abort', abandon));
  if (fetched.kind === 'abandoned' || signal.aborted) throw new FileRefused('cancelled', 'It was cancelled.');
  if (fetched.kind === 'failed') throw new FileRefused('refused', fetched.error.message);
  await card.write({ path: intake.pathOf(file.digest), sizeBytes: file.sizeBytes, name, replace }, signal, told);
}
