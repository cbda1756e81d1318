/** The printer's own refusal. `code`: an HTTP number, or that of its own protocol. */
export class Refused extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** No answer, and none will come on this connection: what was asked may have happened or not. */
export class Unreachable extends Error {}

/** The credentials are wrong or missing. */
export class WrongCredentials extends Error {}

/** What a printer over a network may do to a call; anything else is a mistake of ours. */
export const isNetworkTrouble = (error: unknown): error is Refused | Unreachable | WrongCredentials =>
  error instanceof Refused || error instanceof Unreachable || error instanceof WrongCredentials;
