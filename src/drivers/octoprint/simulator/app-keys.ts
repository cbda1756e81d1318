/** How long a request lives without being asked about, ms; the real one's. */
const FORGOTTEN_AFTER_MS = 5_000;

interface Request {
  readonly app: string;
  decision: 'open' | 'granted';
  key: string;
  timer: NodeJS.Timeout | null;
}

export interface KeyAnswers {
  readonly status: number;
  readonly body?: unknown;
  readonly location?: string;
}

/** OctoPrint's plug-in for application keys: requests, a person who decides, and whoever asks what was decided. */
export class AppKeys implements Disposable {
  readonly #requests = new Map<string, Request>();
  readonly #url: () => string;
  readonly #isOld: () => boolean;
  #count = 0;
  /** The plug-in is switched off. */
  isOff = false;
  /** The next requests are too many. */
  isTooOften = false;
  /** OctoPrint names itself as this in addresses, as behind a proxy that does not say who it is. */
  ownName: string | null = null;
  forgottenAfterMs = FORGOTTEN_AFTER_MS;

  constructor(url: () => string, isOld: () => boolean) {
    this.#url = url;
    this.#isOld = isOld;
  }

  /** Names of the programs that a person is being asked about now. */
  get open(): readonly string[] {
    return [...this.#requests.values()].filter(({ decision }) => decision === 'open').map(({ app }) => app);
  }

  /** A person decides on everything that is asked. */
  decide(yes: boolean, key: string): void {
    for (const [token, request] of this.#requests) {
      if (request.timer !== null) clearTimeout(request.timer);
      if (!yes) this.#requests.delete(token);
      else Object.assign(request, { decision: 'granted', key, timer: null });
    }
  }

  /** Null for what is none of its addresses. */
  answer(method: string, path: string, body: Buffer): KeyAnswers | null {
    if (!path.startsWith('/plugin/appkeys/')) return null;
    if (this.isOff) return { status: 404 };
    const what = path.slice('/plugin/appkeys/'.length);
    if (method === 'GET' && what === 'probe') return { status: 204 };
    if (method === 'POST' && what === 'request') return this.#requested(body);
    const token = /^request\/(.+)$/.exec(what)?.[1] ?? '';
    const request = this.#requests.get(token);
    if (method !== 'GET' || request === undefined) return { status: 404 };
    if (request.decision === 'granted') return { status: 200, body: { api_key: request.key } };
    this.#watch(token, request);
    return { status: 202, body: { message: 'Awaiting decision' } };
  }

  #requested(body: Buffer): KeyAnswers {
    if (this.isTooOften) return { status: 429 };
    const { app } = JSON.parse(String(body)) as { readonly app?: string };
    if (app === undefined) return { status: 400 };
    this.#count += 1;
    const token = `TOKEN${this.#count}`;
    const request: Request = { app, decision: 'open', key: '', timer: null };
    this.#requests.set(token, request);
    this.#watch(token, request);
    const at = `${this.ownName ?? this.#url()}/plugin/appkeys`;
    return {
      status: 201,
      location: `${at}/request/${token}`,
      body: this.#isOld() ? null : { app_token: token, auth_dialog: `${at}/auth/${token}` },
    };
  }

  #watch(token: string, request: Request): void {
    if (request.timer !== null) clearTimeout(request.timer);
    request.timer = setTimeout(() => this.#requests.delete(token), this.forgottenAfterMs);
  }

  [Symbol.dispose](): void {
    for (const { timer } of this.#requests.values()) if (timer !== null) clearTimeout(timer);
  }
}
