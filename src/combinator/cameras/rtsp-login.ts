import { createHash, randomBytes } from 'node:crypto';
import { authorisation, type DigestChallenge, readChallenge } from '#lib/digest';
import type { CameraLogin } from './ask-camera.ts';
import { headersOf } from './rtsp-reader.ts';

type Challenge = { readonly kind: 'basic' } | { readonly kind: 'digest'; readonly asked: DigestChallenge };

/** What opens a camera that speaks RTSP, over the life of one connection. */
export class RtspLogin {
  readonly #login: CameraLogin;
  #challenge: Challenge | null = null;
  /** Requests that were signed for this nonce. */
  #count = 0;

  constructor(login: CameraLogin) {
    this.#login = login;
  }

  /** Whether this refusal can be answered by signing the same request. `answer`: its lines. */
  challenged(answer: readonly string[]): boolean {
    const { username, password } = this.#login;
    if (username === null && password === null) return false;
    const offered = headersOf(answer, 'www-authenticate');
    const [digest] = offered.map((each) => readChallenge(each)).filter((each) => each !== null);
    if (digest !== undefined) this.#challenge = { kind: 'digest', asked: digest };
    else if (offered.some((each) => /^basic\b/i.test(each))) this.#challenge = { kind: 'basic' };
    else return false;
    this.#count = 0;
    return true;
  }

  /** The header for a request; null before the camera has asked for one. */
  sign(method: string, uri: string): string | null {
    const [user, password] = [this.#login.username ?? '', this.#login.password ?? ''];
    if (this.#challenge === null) return null;
    if (this.#challenge.kind === 'basic') return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    this.#count++;
    const clientNonce = randomBytes(8).toString('hex');
    const request = { user, password, method, uri, count: this.#count, clientNonce };
    return authorisation(this.#challenge.asked, request, md5);
  }
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
