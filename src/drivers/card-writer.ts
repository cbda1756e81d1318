/** A file that is here, verified and past the gate (MA12, MA15), on its way to the card in a printer. */
export interface FileForCard {
  readonly path: string;
  readonly sizeBytes: number;
  /** As the card knows it (`model/card-name`). */
  readonly name: string;
  /** What has this name on the card already is deleted first. */
  readonly replace: boolean;
}

/**
 * Drivers that bring a file to the card of their printer over its own wire. Only while no print is open: whatever the printer is sent
 * meanwhile goes into the file, so that the machine lets nothing else through but a stop.
 */
export interface CardWriter {
  /**
   * Resolves when the printer has shown the file, whole as far as it tells. Rejects with `FileRefused`; nothing of the file is left
   * then, or the message says so. `signal`: a person has changed their mind. `wrote`: of the file, bytes.
   */
  write(file: FileForCard, signal: AbortSignal, wrote: (bytes: number) => void): Promise<void>;
}
