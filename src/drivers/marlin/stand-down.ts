import { can } from './identity.ts';
import { GO_ON, QUICK_STOP, heatersOff } from './protocol/emergency.ts';
import { canMove } from './protocol/motion.ts';
import type { Numbering } from './protocol/numbering.ts';
import type { Position } from './protocol/spool-state.ts';
import type { RunParts } from './run-parts.ts';

export interface StandDownParts extends Pick<RunParts, 'talk' | 'identity' | 'options' | 'dialect'> {
  /** The print has moved something. */
  readonly moved: boolean;
  /** The print ended otherwise meanwhile: an emergency stop, or a printer that was lost. */
  readonly isOver: () => boolean;
  /** What the printer's owner has sent then, with where the head stands; null where nothing is to be sent. */
  readonly script: ((place: Position | null) => readonly string[]) | null;
}

/** Heaters off, head still, the script, motors free; false when it came to nothing. Heating and questions are cut short where the firmware can. */
export async function standDown(parts: StandDownParts): Promise<boolean> {
  const { talk, identity, options, dialect, isOver } = parts;
  talk.event({ kind: 'hold' });
  if (can(identity, 'EMERGENCY_PARSER')) {
    talk.writeRaw(GO_ON);
    if (parts.moved) talk.writeRaw(QUICK_STOP);
  }
  const { tools, hasChamberHeater: chamber } = options;
  const cold = heatersOff({ tools, chamber });
  const asked = (dialect.heats ? [...cold, 'M107'] : ['M5']).map((command) => talk.ask(command));
  const place = await talk.settle();
  await Promise.all(asked);
  if (place === 'lost' || isOver()) return false;
  const script = parts.script?.(place) ?? [];
  if (script.length > 0) {
    // Whatever it heats is off again in the end.
    const done = await talk.askAll([...script, ...(dialect.heats ? cold : [])]);
    if (!done || (await talk.settle()) === 'lost' || isOver()) return false;
  }
  if (dialect.heats) await talk.ask('M84');
  return !isOver();
}

/**
 * Whether a cancel script has its numbers on disk. From then on a process that takes over sends the rest of it by them, and must not
 * begin it a second time.
 */
export class CancelScript {
  #lines: readonly string[] = [];
  #isNumbered: boolean;

  constructor(isNumbered: boolean) {
    this.#isNumbered = isNumbered;
  }

  /** It is about to be sent; nothing where that was done already. */
  begin(fill: () => readonly string[]): readonly string[] {
    if (!this.#isNumbered) this.#lines = fill();
    return this.#lines;
  }

  /** Whether what it sends moves the head. */
  get moves(): boolean {
    return this.#lines.some(canMove);
  }

  /** With this numbering on disk. */
  isNumberedIn({ exceptions }: Numbering): boolean {
    const [first] = this.#lines;
    for (let from = exceptions.length - 1; first !== undefined && from >= 0 && !this.#isNumbered; from--)
      this.#isNumbered = this.#lines.every((text, i) => exceptions[from + i]?.text === text);
    return this.#isNumbered;
  }
}
