/** The printer's own refusal. `code`: an HTTP number, or that of its own protocol. */
export class Refused extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }

  /** An error of the printer's host, which proves neither that the thing was done nor that it was not. */
  get isServerError(): boolean {
    return this.code >= 500 && this.code <= 599;
  }
}

/** No answer, and none will come on this connection: what was asked may have happened or not. */
export class Unreachable extends Error {}

/** Not one byte of what was asked has left, and none will: for sure it was not done. */
export class NotSent extends Unreachable {}

/** The credentials are wrong or missing. */
export class WrongCredentials extends Error {}

/** What a printer over a network may do to a call; anything else is a mistake of ours. */
export const isNetworkTrouble = (error: unknown): error is Refused | Unreachable | WrongCredentials =>
  error instanceof Refused || error instanceof Unreachable || error instanceof WrongCredentials;

/** What a connection met, in words for a person; the code stands behind them. */
const MET: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens at the printer’s address.',
  ECONNRESET: 'The printer’s host closed the connection.',
  EPIPE: 'The printer’s host closed the connection.',
  ENOTFOUND: 'Nobody on this network knows the name in the printer’s address.',
  EAI_AGAIN: 'Nobody on this network knows the name in the printer’s address.',
  EHOSTUNREACH: 'The printer’s address is out of reach.',
  ENETUNREACH: 'The printer’s address is out of reach.',
  ETIMEDOUT: 'The printer’s address does not answer.',
};

/** The error of a socket, as a driver throws it. */
export function unreachableBy(error: Error): Unreachable {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const words = MET[code];
  return new Unreachable(words === undefined ? error.message : `${words} (${code})`, { cause: error });
}

/** What can be looked at where nobody answered at all. */
const LOOK = 'Is it switched on, and in the network?';

/**
 * Why a printer is out of sight, as a person reads it. Only who has met the trouble knows what helps: what the printer or its host says
 * brings its own remedy; where the network itself found nobody, there is this one.
 */
export function reasonOf(error: Error): string {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string' && Object.hasOwn(MET, each.code))
      return `${error.message} ${LOOK}`;
  }
  return error.message;
}
