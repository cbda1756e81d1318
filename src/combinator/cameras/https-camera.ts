import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import type { AskWithHeaders } from './ask-camera.ts';
import { openKnown } from './own-certificate.ts';
import type { KnownCertificate } from './source.ts';

const NO_BODY = new Set([204, 304]);

/**
 * How a camera behind HTTPS is asked: as fetch does, but for the certificate. Most cameras sign their own; such a one is known by the first with
 * which it showed a picture (`believe`), and nothing is told to another.
 */
export function createHttpsCamera(
  url: string,
  known: KnownCertificate | undefined,
  signal: AbortSignal,
): { readonly ask: AskWithHeaders; believe(): void } {
  const { hostname, port, host, pathname, search } = new URL(url);
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : Number(port) };
  let own: string | null = null;
  return {
    async ask(headers) {
      const { socket, fingerprint, isVouchedFor } = await openKnown(address, known, signal);
      own = isVouchedFor ? null : fingerprint;
      const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
        request({
          createConnection: () => socket,
          path: `${pathname}${search}`,
          headers: { ...headers, host, connection: 'close' },
          signal,
        })
          .on('response', resolve)
          .on('error', reject)
          .end();
      });
      const { statusCode = 0 } = incoming;
      if (statusCode < 200 || statusCode > 599) throw new Error(`an answer of status ${statusCode}`);
      // Cookies and their like come in many lines; none of them says what a picture is.
      const type = incoming.headers['content-type'];
      const challenge = incoming.headers['www-authenticate'];
      if (NO_BODY.has(statusCode)) incoming.resume();
      return new Response(
        NO_BODY.has(statusCode) ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array<ArrayBuffer>>),
        {
          status: statusCode,
          headers: {
            ...(type === undefined ? {} : { 'content-type': type }),
            ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
          },
        },
      );
    },
    believe() {
      if (own !== null) known?.believed(own);
    },
  };
}
