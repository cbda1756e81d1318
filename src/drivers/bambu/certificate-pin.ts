import type { ConnectionOptions, PeerCertificate, TLSSocket } from 'node:tls';
import { openDroppableTls } from '#drivers/drop-unsent';
import { Unreachable } from './trouble.ts';

/** The one certificate that a printer is known by. */
export interface CertificatePin {
  /** Of the certificate's SHA-256, 64 hexadecimal digits. */
  readonly fingerprint: string;
  /** The certificate itself, base64 of its DER. */
  readonly der: string;
}

interface Place {
  readonly host: string;
  readonly port: number;
}

/** What a printer's own certificates are signed with stands in no computer's list; so each printer is known by its certificate. */
export function pinnedTls({ fingerprint, der }: CertificatePin): ConnectionOptions {
  return {
    ca: `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`,
    allowPartialTrustChain: true,
    minVersion: 'TLSv1.2',
    // A printer is reached by its address; whose certificate it is has been decided when it was pinned.
    checkServerIdentity: (_host, certificate) =>
      fingerprintOf(certificate) === fingerprint ? undefined : new Unreachable('It shows another certificate.'),
  };
}

const fingerprintOf = ({ fingerprint256 }: PeerCertificate): string => fingerprint256.replaceAll(':', '');

/**
 * Which certificate stands there, and whose name is in it. Nothing is said on this connection, no name and no code: it ends as soon as the
 * certificate is seen.
 */
export async function seeCertificate(
  place: Place,
  limits: { readonly answerMs: number; readonly signal: AbortSignal },
): Promise<{ readonly pin: CertificatePin; readonly commonName: string }> {
  const socket = await openTls(place, { rejectUnauthorized: false, minVersion: 'TLSv1.2' }, limits);
  try {
    const certificate = socket.getPeerCertificate();
    if (certificate.raw === undefined) throw new Unreachable('The printer showed no certificate.');
    const pin = { fingerprint: fingerprintOf(certificate), der: certificate.raw.toString('base64') };
    const name: unknown = certificate.subject?.CN;
    return { pin, commonName: typeof name === 'string' ? name : '' };
  } finally {
    socket.destroy();
  }
}

/** Throws `Unreachable`; `isCertificate` when it was the certificate that is not the right one. */
export class UntrustedCertificate extends Unreachable {}

const CERTIFICATE_CODES = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/;

export function openTls(
  { host, port }: Place,
  options: ConnectionOptions,
  { answerMs, signal }: { readonly answerMs: number; readonly signal: AbortSignal },
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = openDroppableTls({ ...options, host, port });
    const give = (outcome: () => void): void => {
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      signal.removeEventListener('abort', abort);
      outcome();
    };
    const abort = (): void => void socket.destroy(new Error('ended'));
    signal.addEventListener('abort', abort, { once: true });
    socket.setTimeout(answerMs, () => socket.destroy(new Error(`${host} does not answer`)));
    socket.once('secureConnect', () => give(() => resolve(socket)));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const isCertificate = error instanceof Unreachable || CERTIFICATE_CODES.test(error.code ?? '');
      const Kind = isCertificate ? UntrustedCertificate : Unreachable;
      give(() => reject(new Kind(error.message, { cause: error })));
    });
    // After it was given away its owner hears of errors; one that comes in between must not end the process.
    socket.on('error', () => {});
    socket.once('close', () => give(() => reject(new Unreachable(`${host} hung up`))));
  });
}

/** In pairs, as people compare them. */
export const shownFingerprint = (fingerprint: string): string => fingerprint.replace(/(..)(?=.)/g, '$1:');
