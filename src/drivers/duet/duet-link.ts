import type { IncomingMessage } from 'node:http';
import type { PrintFile } from '#model/print';
import type { Entry } from './protocol/answers.ts';
import type { Model } from './protocol/record.ts';

/** A board, by whichever of its two ways: what the driver asks of it. Throws `Refused`, `Unreachable`, `WrongCredentials`. */
export interface DuetLink {
  /** One connection from its opening to its end; resolves with the reason. */
  live(owner: LinkOwner): Promise<string>;
  /** Resolves with the board's reply, `''` when it has none. `unlessLeft`: as of `httpExchange`, and for its turn behind other orders too. */
  code(lines: string, unlessLeft?: AbortSignal): Promise<string>;
  /** Past everything that waits, on a connection of its own; asks for no reply (MA5). */
  emergencyStop(signal: AbortSignal): Promise<void>;
  upload(path: string, file: FileToBring, signal: AbortSignal): Promise<void>;
  /** Null where there is none. */
  sizeOf(path: string): Promise<number | null>;
  folder(path: string, signal: AbortSignal): Promise<readonly Entry[]>;
  /** From its first byte on: neither way can begin in the middle. */
  open(path: string, signal: AbortSignal): Promise<IncomingMessage>;
  delete(path: string, signal: AbortSignal): Promise<void>;
  /** Asks at once instead of after the next wait, where it is asked. */
  /** What it had told before, or was asked before, has come. Throws `Unreachable`. */
  caughtUp(): Promise<void>;
  askNow(): void;
  /** Ends `live` at once. */
  hangUp(): void;
  /** Gives the session back, if the board still listens: it has few. */
  end(): Promise<void>;
}

export type FileToBring = { readonly path: string } & Pick<PrintFile, 'sizeBytes'>;

export interface LinkOwner {
  /** All that the board has said of itself, after each change of it. */
  modelled(model: Model): void;
  replied(text: string): void;
  /** How often it is to be asked now, ms. */
  paceMs(): number;
  /** It is in sight, so that one lost question may be repeated. */
  isInSight(): boolean;
  /** A question was lost, and is repeated. */
  doubted(): void;
}
