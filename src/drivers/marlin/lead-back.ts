import type { Modal } from './protocol/modal.ts';
import { type PausePlace, heatAgain, returnTo } from './protocol/park.ts';
import type { RunParts } from './run-parts.ts';

export interface LeadBackParts extends Pick<RunParts, 'telemetry'> {
  readonly place: PausePlace;
  readonly modal: () => Modal;
  /** Something may have moved the head since the pause. */
  readonly strayed: boolean;
  /** What the printer's owner has sent before the head goes back. */
  readonly script: readonly string[];
  /** Null when it will never be sent. */
  readonly ask: (command: string) => Promise<readonly string[] | null>;
  /** The print is still about to go on. */
  readonly stands: () => boolean;
}

/** From where a pause has left the printer to the state that the next line of the file wants; false when it was cut short. */
export async function leadBack(parts: LeadBackParts): Promise<boolean> {
  const { place, script } = parts;
  // A script may purge, which wants the heat.
  if (script.length > 0) {
    const now = await stateNow(parts);
    if (now === null || !(await say([...heatAgain(place, now.targets), ...script], parts))) return false;
  }
  const now = await stateNow(parts);
  if (now === null) return false;
  return say(parts.strayed || script.length > 0 ? returnTo(place, now) : heatAgain(place, now.targets), parts);
}

async function stateNow({ ask, telemetry, modal }: LeadBackParts) {
  if ((await ask('M105')) === null) return null;
  return { targets: telemetry.targets(modal().tool), fan: modal().fan };
}

async function say(commands: readonly string[], { ask, stands }: LeadBackParts): Promise<boolean> {
  for (const command of commands) if (!stands() || (await ask(command)) === null) return false;
  return stands();
}
