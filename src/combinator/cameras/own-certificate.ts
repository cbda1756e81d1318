import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { type KnownCertificate, NoPicture } from './source.ts';

/** Cameras in printers sign their own certificates, which stand in no computer's list: each is known by the one that it showed first. */

const SEEN_WITHIN_MS = 10_000;

/** SHA-256 of what stands there; empty where it showed none. */
export const fingerprintOf = (socket: TLSSocket): string => {
  // The type says that there is always one.
  const seen: { readonly fingerprint256?: string } = socket.getPeerCertificate();
  return (seen.fingerprint256 ?? '').replaceAll(':', '');
};

/** Why nothing is told to what stands there; null when it is the camera that is known, or becomes known now. */
export function strangerAt(seen: string, known: KnownCertificate | undefined): NoPicture | null {
  if (known === undefined || known.fingerprint === null || known.fingerprint === seen) return null;
  return new NoPicture(
    'At this address stands another certificate than the one that the camera is known by, and nothing was told to it.',
    'If the printer was reset, or its mainboard exchanged, type its access code into the settings of the camera anew; one without a code or password is removed and added again.',
  );
}

/** What a connection was opened to; `isVouchedFor`: by an authority that this computer believes, for this very name. */
export interface KnownConnection {
  readonly socket: TLSSocket;
  readonly fingerprint: string;
  readonly isVouchedFor: boolean;
}

/** A connection to the camera that is known, on which nothing was said yet, with what it showed. Rejects with NoPicture. */
export async function openKnown(
  { host, port }: { readonly host: string; readonly port: number },
  known: KnownCertificate | undefined,
  signal: AbortSignal,
): Promise<KnownConnection> {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = connect({ host, port, ...servername, rejectUnauthorized: false, timeout: SEEN_WITHIN_MS });
  const leave = (): void => void socket.destroy();
  signal.addEventListener('abort', leave, { once: true });
  // What happens to it later is told by its end.
  socket.on('error', () => {});
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (reason: string): void =>
        reject(
          new NoPicture(
            `The camera cannot be reached (${reason}).`,
            'Is it switched on, is the address right, and is its stream enabled? Printers of the series H2 enable it at their screen.',
          ),
        );
      socket.once('secureConnect', () => resolve());
      socket.once('timeout', () => fail('no answer in time'));
      socket.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
      socket.once('close', () => fail('it hung up'));
      if (signal.aborted) leave();
    });
    const fingerprint = fingerprintOf(socket);
    // Certificates of authorities are renewed every few weeks: who vouches for the name vouches for the next one, too.
    const isVouchedFor = socket.authorized;
    const stranger = isVouchedFor ? null : strangerAt(fingerprint, known);
    if (stranger !== null) throw stranger;
    // A camera that pauses is missed by whoever waits for its pictures.
    socket.setTimeout(0);
    return { socket, fingerprint, isVouchedFor };
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
