/** What a printer shows that has a “ready” which a person sets at its own screen. */
export type ReadyWord =
  /** It stands idle, whatever lies on its bed, and “ready” is not set. */
  | 'rest'
  | 'ready'
  /** Whatever else: it prints, asks, is busy. */
  | 'other';

/**
 * Nobody takes an object off a bed within this, ms: a “ready” that comes sooner behind the end of a print is nobody's word, such as a
 * command that its file ends with.
 */
const TAKE_OFF_MS = 5_000;

/**
 * BE5: the button “ready” at a printer, as a person's word that the bed is clear. Only a press that is seen counts: the printer was seen
 * idle without it for a while, and then with it, in sight all the time. One that is found, after a print or out of sight, says nothing.
 */
export class ReadyButton {
  /** By the clock that never goes back; null while the next “ready” would prove no press. */
  #restsSince: number | null = null;
  #isPressed = false;

  /** After each look; true for a press, false when it was taken back, null when nothing has happened. */
  shows(word: ReadyWord, now: number): boolean | null {
    const wasPressed = this.#isPressed;
    const rested = this.#restsSince !== null && now - this.#restsSince >= TAKE_OFF_MS;
    this.#isPressed = word === 'ready' && (wasPressed || rested);
    this.#restsSince = word === 'rest' ? (this.#restsSince ?? now) : null;
    return this.#isPressed === wasPressed ? null : this.#isPressed;
  }

  /** The printer is out of sight: whatever it shows next was found. */
  forget(): void {
    this.#restsSince = null;
    this.#isPressed = false;
  }
}
