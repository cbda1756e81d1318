import type { DriverContext } from '#drivers/driver';
import { reachForEver } from '#drivers/reach';
import type { Bell } from '#lib/bell';
import type { MoonrakerHost } from './http-requests.ts';
import { isRecord } from './protocol/message.ts';
import { WANTED } from './protocol/status.ts';
import { type RpcOwner, RpcSocket, type RpcTiming } from './rpc-socket.ts';

export interface ConnectionTiming extends RpcTiming {
  readonly retry: { readonly firstMs: number; readonly capMs: number };
  /** While Klipper starts, it is asked how far it is. */
  readonly startupAskMs: number;
}

/** Who hears of the printer; notices come in between. */
export interface ConnectionOwner extends RpcOwner {
  /** Klipper answers, ready or shut down: its whole state. Called anew after each restart of Klipper. */
  klippy(socket: RpcSocket, status: unknown, hasHistory: boolean): Promise<void>;
  outOfSight(reason: string, wrongCredentials: boolean): void;
}

/** The way to a Moonraker, and through it to its Klipper, which may come and go while the connection stands. */
export class Connection {
  /** The connection that stands; null between two of them. */
  socket: RpcSocket | null = null;
  readonly #context: DriverContext;
  readonly #host: MoonrakerHost;
  readonly #timing: ConnectionTiming;
  readonly #owner: ConnectionOwner;
  readonly #hurry: Bell;
  readonly #ended = new AbortController();
  #hasHistory = false;
  #wakeKlippy: () => void = () => {};
  /** A notice came while Klipper was being asked: what it answered may be older. */
  #hasChanged = false;

  constructor(
    context: DriverContext,
    host: MoonrakerHost,
    timing: ConnectionTiming,
    owner: ConnectionOwner,
    hurry: Bell,
  ) {
    this.#context = context;
    this.#host = host;
    this.#timing = timing;
    this.#owner = owner;
    this.#hurry = hurry;
  }

  /** A notice said that Klipper went or came: it is asked. */
  klippyChanged(): void {
    this.#hasChanged = true;
    this.#wakeKlippy();
  }

  end(): void {
    this.#ended.abort();
    this.socket?.close('ended');
    this.#wakeKlippy();
  }

  /** Reaches the printer, for ever (PR6), or until its credentials prove wrong. */
  live(): Promise<void> {
    const { clock, chance } = this.#context;
    return reachForEver({
      clock,
      chance,
      retry: this.#timing.retry,
      signal: this.#ended.signal,
      hurry: this.#hurry,
      session: (reached) => this.#session(reached),
      outOfSight: (reason, wrongCredentials) => this.#owner.outOfSight(reason, wrongCredentials),
    });
  }

  /** One connection, from its opening to its end; resolves with the reason. */
  async #session(reached: () => void): Promise<string> {
    const { clock } = this.#context;
    const { url, apiKey } = this.#host;
    let socket: RpcSocket | null = null;
    try {
      const parts = { clock, timing: this.#timing, signal: this.#ended.signal };
      socket = await RpcSocket.open(url, apiKey, this.#owner, parts);
      this.socket = socket;
      await socket.call('server.connection.identify', {
        client_name: 'croft',
        version: '1',
        type: 'other',
        url: 'https://croft.invalid',
        ...(apiKey === null ? {} : { api_key: apiKey }),
      });
      for (let open = true; open; ) {
        this.#hasChanged = false;
        const state = await this.#klippyState(socket);
        if (state === 'ready' || state === 'shutdown' || state === 'error') {
          await this.#subscribe(socket);
          reached();
          open = await this.#untilKlippyChanges(socket, null);
        } else {
          const starting = state === 'startup';
          const reason = starting ? 'Klipper is starting.' : 'Klipper is not running on the printer’s host.';
          this.#owner.outOfSight(reason, false);
          open = await this.#untilKlippyChanges(socket, this.#timing.startupAskMs);
        }
      }
      return await socket.closed;
    } finally {
      if (this.socket === socket) this.socket = null;
      socket?.close('ended');
    }
  }

  async #klippyState(socket: RpcSocket): Promise<string> {
    const info = await socket.call('server.info');
    if (!isRecord(info)) return 'disconnected';
    this.#hasHistory = Array.isArray(info.components) && info.components.includes('history');
    return info.klippy_connected === true ? String(info.klippy_state) : 'disconnected';
  }

  /** Resolves with false when the connection is over. */
  #untilKlippyChanges(socket: RpcSocket, atMostMs: number | null): Promise<boolean> {
    if (this.#hasChanged) return Promise.resolve(true);
    return new Promise((resolve) => {
      const wake = (): void => done(true);
      const timer = atMostMs === null ? null : this.#context.clock.schedule(atMostMs, wake);
      const done = (open: boolean): void => {
        timer?.[Symbol.dispose]();
        resolve(open);
      };
      this.#wakeKlippy = wake;
      void socket.closed.then(() => done(false));
    });
  }

  /** The whole state first, and only then is the printer connected (CO1). */
  async #subscribe(socket: RpcSocket): Promise<void> {
    const listed = await socket.call('printer.objects.list');
    const names = isRecord(listed) && Array.isArray(listed.objects) ? listed.objects.map(String) : [];
    const wanted = Object.fromEntries(names.filter((name) => WANTED.test(name)).map((name) => [name, null]));
    const answer = await socket.call('printer.objects.subscribe', { objects: wanted });
    await this.#owner.klippy(socket, isRecord(answer) ? answer.status : null, this.#hasHistory);
  }
}
