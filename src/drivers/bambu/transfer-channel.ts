import { once } from 'node:events';
import { connect } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type Client, type FTPContext, FTPError, type FTPResponse } from 'basic-ftp';

/** Whether a printer secures its data connections, as it has proven; remembered per printer. */
export interface TransferChannel {
  readonly isClear: boolean;
  learned(isClear: boolean): void;
}

/** Answers of servers that want their data connections secured. */
const WANTS_SECURED: ReadonlySet<number> = new Set([521, 522, 533, 534, 536]);

export const wantsSecured = ({ code }: FTPError): boolean => WANTS_SECURED.has(code);

/**
 * The data connections of one client. Some firmwares of the A1 agree to secure them and never do; nothing can be sent through such a one, and it is
 * tried again without. Orders and the access code go over the control connection, which is always secured.
 */
export class TransferConnections {
  readonly #isClear: boolean;
  #isPending = false;

  /** Logged in, and before any transfer. `secureMs`: a connection that is not secured by then never is. */
  static async of(client: Client, isClear: boolean, secureMs: number): Promise<TransferConnections> {
    const connections = new TransferConnections(isClear);
    if (isClear) {
      await client.send('PROT C');
      client.prepareTransfer = openClear;
    } else {
      const prepare = client.prepareTransfer;
      client.prepareTransfer = async (ftp) => {
        const answer = await prepare(ftp);
        connections.#watch(ftp.dataSocket, secureMs);
        return answer;
      };
    }
    return connections;
  }

  private constructor(isClear: boolean) {
    this.#isClear = isClear;
  }

  #watch(socket: FTPContext['dataSocket'], secureMs: number): void {
    if (!(socket instanceof TLSSocket)) return;
    this.#isPending = true;
    const timer = setTimeout(() => {
      socket.destroy(new Error('The printer did not secure its data connection.'));
    }, secureMs);
    socket.once('close', () => clearTimeout(timer));
    socket.once('secureConnect', () => {
      this.#isPending = false;
      clearTimeout(timer);
    });
  }

  /** A transfer failed: whether it was for the way in which data is sent, so that the other way may do. */
  isReasonOf(error: unknown): boolean {
    return this.#isClear ? error instanceof FTPError && wantsSecured(error) : this.#isPending;
  }
}

/** To where the control connection goes, whatever address a printer believes to have. */
async function openClear(ftp: FTPContext): Promise<FTPResponse> {
  const entered = await ftp.request('EPSV').catch((error: unknown) => {
    if (!(error instanceof FTPError)) throw error;
    return ftp.request('PASV');
  });
  const socket = connect(portIn(entered.message), ftp.socket.remoteAddress);
  await once(socket, 'connect', { signal: AbortSignal.timeout(ftp.timeout) });
  ftp.dataSocket = socket;
  return entered;
}

/** Of `229 … (|||50001|)` or `227 … (192,168,1,2,195,81)`. */
function portIn(message: string): number {
  const extended = /\(\|\|\|(\d{1,5})\|\)/.exec(message)?.[1];
  if (extended !== undefined) return Number(extended);
  const [, high, low] = /\((?:\d{1,3},){4}(\d{1,3}),(\d{1,3})\)/.exec(message) ?? [];
  if (high === undefined || low === undefined) throw new Error(`The printer named no port for its data: ${message}`);
  return Number(high) * 256 + Number(low);
}
