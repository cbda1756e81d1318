import { request } from 'node:http';
import type { ServerAddress } from './server-call.ts';

export interface CameraIdentity {
  readonly token: string;
  readonly fingerprint: string;
  readonly name: string;
}

/** A camera that registers at a Prusa Connect and sends it pictures, as PrusaLink on a Raspberry Pi and programs for webcams do. */
export class SimulatedConnectCamera {
  readonly #server: ServerAddress;
  readonly #own: CameraIdentity;
  #token: string | null = null;

  constructor(server: ServerAddress, own: CameraIdentity) {
    this.#server = server;
    this.#own = own;
  }

  /** With the token of the printer; resolves with the status. From then on it has a token of its own, if it was given one. */
  async register(): Promise<number> {
    const { token, fingerprint, name } = this.#own;
    const words = { config: { name, camera_id: name }, options: {}, capabilities: ['trigger_scheme'], fingerprint };
    const headers = { Fingerprint: 'f1ngerpr1nt0000a', Token: token, 'Content-Type': 'application/json' };
    const { status, token: given } = await this.#send('POST', '/p/camera', headers, Buffer.from(JSON.stringify(words)));
    if (status === 200) this.#token = given;
    return status;
  }

  async send(picture: Buffer): Promise<number> {
    const { token, fingerprint } = this.#own;
    const headers = {
      Fingerprint: fingerprint,
      Token: this.#token ?? token,
      Timestamp: '1700000000.0',
      'Content-Type': 'image/jpg',
    };
    return (await this.#send('PUT', '/c/snapshot', headers, picture)).status;
  }

  #send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
  ): Promise<{ readonly status: number; readonly token: string | null }> {
    return new Promise((resolve, reject) => {
      const length = { 'Content-Length': body.length };
      const call = request({ ...this.#server, path, method, headers: { ...headers, ...length }, agent: false });
      call.on('error', reject);
      call.on('response', (response) => {
        response.resume();
        response.on('error', reject);
        const { token } = response.headers;
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, token: typeof token === 'string' ? token : null }),
        );
      });
      call.end(body);
    });
  }
}
