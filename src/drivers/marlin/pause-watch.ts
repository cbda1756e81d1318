import type { PauseAt } from '#model/adjustment';
import { type ProgressTrack, track } from './protocol/progress.ts';

/** A pause that a person wishes at a layer or a height: holds back the line that would begin it. */
export class PauseWatch {
  readonly #pause: (reason: string) => void;
  #at: PauseAt | null = null;
  #isDue = false;
  /** The pause that is being made: on disk until the machine has it, or a kill in between would lose it. */
  #makes: PauseAt | null = null;
  /** A process before this one has paused before this line. */
  #pausedBefore: number | null = null;

  /** @param pause asks for the pause; not from within the spooler, which asks for a line. */
  constructor(pause: (reason: string) => void) {
    this.#pause = pause;
  }

  get at(): PauseAt | null {
    return this.#at;
  }

  set at(wish: PauseAt | null) {
    this.#at = wish;
  }

  /** What the disk is to know. */
  get noted(): PauseAt | null {
    return this.#at ?? this.#makes;
  }

  /** The print was taken over, paused before this line. */
  takenOverBefore(line: number): void {
    this.#pausedBefore = line;
  }

  /** The machine has it. */
  made(): void {
    this.#makes = null;
  }

  /** Whether the line that goes out next waits for a pause. `before`: what holds before it. */
  holds(index: number, text: string, before: ProgressTrack): boolean {
    if (this.#at === null || !this.#begins(text, before)) return false;
    if (index === this.#pausedBefore) {
      this.#at = null;
      return false;
    }
    if (!this.#isDue) queueMicrotask(() => this.#now());
    this.#isDue = true;
    return true;
  }

  /** Whether this line is the first that prints where a pause is wished. */
  #begins(text: string, before: ProgressTrack): boolean {
    const { layer, layerZ } = track(before, text, 0);
    const at = this.#at;
    if (layer === before.layer || at === null) return false;
    return at.kind === 'layer' ? layer >= at.layer : layerZ >= at.mm;
  }

  #now(): void {
    this.#isDue = false;
    const at = this.#at;
    if (at === null) return;
    this.#pause(at.kind === 'layer' ? `Layer ${at.layer} comes next.` : `The height of ${at.mm} mm is reached.`);
  }

  /** The pause begins. */
  makes(): void {
    this.#makes = this.#at;
    this.#at = null;
  }
}
