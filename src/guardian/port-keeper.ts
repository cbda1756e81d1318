import { backoffDelayMs } from '#lib/backoff';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { type HandedPort, PORT_DESCRIPTOR } from './handed-port.ts';
import type { OpenPort, PortWrite } from './open-port.ts';
import type { PortWatch } from './port-watch.ts';
import { PORT_BEING_OPENED, type PortState, type PortWish, type UsbBoard } from './protocol.ts';
import { openTcp } from './tcp-port.ts';
import { openTty, openTtyOf, type Speeds } from './tty-port.ts';

/** Between closing and opening anew: shorter than this and the other side may not see that it was closed at all. */
const REOPEN_GAP_MS = 100;
/** A port that is missing is looked for again after at most this, so its printer is online as soon as that (PR6). */
const RETRY = { firstMs: 250, capMs: 2_000 };
/** A session shorter than this does not make the next wait short again: a loose plug would restart its machine all day. */
const STEADY_MS = 10_000;

type Held =
  | { readonly kind: 'closed' }
  | { readonly kind: 'opening'; readonly reason: string; readonly since: number }
  | { readonly kind: 'waiting'; readonly reason: string; readonly since: number; readonly timer: Disposable }
  | { readonly kind: 'open'; readonly port: OpenPort; readonly session: string; readonly since: number }
  | { readonly kind: 'cannot-hold'; readonly session: string; readonly since: number };

export interface PortKeeperSurroundings {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly ports: PortWatch;
  /** Nobody answers for the heaters of its printer: what was known of the port is not found out anew before they are off. */
  readonly isUrgent: () => boolean;
  /** After each change of state. */
  readonly onChange: () => void;
}

/**
 * Keeps the port of one machine open, for as long as the guardian lives: through the death of machines, and again
 * after the port was gone. Each opening is a session with a random id; the same id is the proof that nobody else had
 * the port meanwhile.
 */
export class PortKeeper implements Disposable {
  readonly wish: PortWish;
  readonly #around: PortKeeperSurroundings;
  #held: Held = { kind: 'closed' };
  #touched = false;
  #attempt = 0;
  #board: UsbBoard | null;
  #baud: number | null;

  /** `board` and `baud`: what an earlier guardian opened for this wish last. */
  constructor(
    wish: PortWish,
    around: PortKeeperSurroundings,
    board: UsbBoard | null = null,
    baud: number | null = null,
  ) {
    this.wish = wish;
    this.#around = around;
    this.#board = board;
    this.#baud = baud;
  }

  /** The speed that the port was set to last; null over TCP. */
  get baud(): number | null {
    return this.#baud;
  }

  /** The board that was opened last, kept while it is away. */
  get board(): UsbBoard | null {
    return this.#board;
  }

  get state(): PortState {
    const held = this.#held;
    if (this.wish.kind === 'none') return { kind: 'none' };
    switch (held.kind) {
      case 'open':
      case 'cannot-hold':
        return { kind: held.kind, session: held.session, touched: this.#touched, since: held.since };
      case 'opening':
      case 'waiting':
        return { kind: 'retrying', reason: held.reason, since: held.since };
      case 'closed':
        return { kind: 'retrying', reason: PORT_BEING_OPENED, since: this.#around.clock.now() };
    }
  }

  /** The session that is open or was adopted. */
  get session(): string | null {
    return this.#held.kind === 'open' || this.#held.kind === 'cannot-hold' ? this.#held.session : null;
  }

  get touched(): boolean {
    return this.#touched;
  }

  /** The first attempt of a row is under way: worth a moment's wait. */
  get isBeingOpened(): boolean {
    const { kind } = this.#held;
    return (kind === 'opening' || kind === 'waiting') && this.#held.reason === PORT_BEING_OPENED;
  }

  /** For `stdio` of the machine's process; null when nothing is open here. */
  get stdio(): OpenPort['stdio'] | null {
    return this.#held.kind === 'open' ? this.#held.port.stdio : null;
  }

  /** What a process is started with; `unreadMs`: for how long nobody has read from it. */
  handed(unreadMs: number): HandedPort & { readonly stdio: OpenPort['stdio'] | null } {
    const { wish, baud, touched, stdio } = this;
    return { wish, session: stdio === null ? null : this.session, baud, touched, unreadMs, stdio };
  }

  /** Begins to open the port, and goes on for ever; does nothing when that is under way or done. */
  start(): void {
    if (this.wish.kind === 'none' || this.#held.kind !== 'closed') return;
    this.#open(PORT_BEING_OPENED, this.#around.clock.now());
  }

  /** Tries at once when it waits for the next attempt. */
  lookNow(): void {
    const held = this.#held;
    if (this.wish.kind !== 'tty' || held.kind !== 'waiting' || held.reason === PORT_BEING_OPENED) return;
    held.timer[Symbol.dispose]();
    this.#open(held.reason, held.since);
  }

  /** The machine lost session `session`: it is closed here too, and opened anew. An older session is no news. */
  lost(session: string, reason: string): void {
    if (this.session !== session) return;
    const now = this.#around.clock.now();
    if (this.#held.kind !== 'open' || now - this.#held.since > STEADY_MS) this.#attempt = 0;
    this.#letGo();
    this.#retry(reason, now);
    this.#around.onChange();
  }

  /** Closes the port and opens it anew with a reset of the board. Who still holds it besides us is to be gone by now. */
  reopen(): void {
    if (this.#held.kind !== 'open') return;
    this.#letGo();
    const since = this.#around.clock.now();
    const timer = this.#around.clock.schedule(REOPEN_GAP_MS, () => this.#open(PORT_BEING_OPENED, since, true));
    this.#held = { kind: 'waiting', reason: PORT_BEING_OPENED, since, timer };
    this.#around.onChange();
  }

  /** Takes over the session that process `pid` holds, which an earlier guardian opened. */
  adopt(session: string, pid: number, touched: boolean): void {
    this.#letGo();
    this.#touched = touched;
    const since = this.#around.clock.now();
    try {
      if (this.wish.kind !== 'tty') throw new Error('only a tty can be opened a second time');
      this.#held = { kind: 'open', port: openTtyOf(pid, PORT_DESCRIPTOR), session, since };
    } catch {
      this.#held = { kind: 'cannot-hold', session, since };
    }
    this.#around.onChange();
  }

  /** An adopted session that is held by nobody here ended with its machine: a new one is opened. */
  machineDied(): void {
    if (this.#held.kind !== 'cannot-hold') return;
    this.#held = { kind: 'closed' };
    this.start();
  }

  /** Writes at once and marks the session as touched, since what the printer does now was not the machine's doing. */
  async write(bytes: Uint8Array): Promise<PortWrite | 'cannot-hold'> {
    if (this.#held.kind === 'cannot-hold') return 'cannot-hold';
    if (this.#held.kind !== 'open') return 'port-closed';
    this.#touched = true;
    const written = await this.#held.port.write(bytes);
    this.#around.onChange();
    return written;
  }

  [Symbol.dispose](): void {
    this.#letGo();
  }

  #open(reason: string, since: number, reset = false): void {
    const opening: Held = { kind: 'opening', reason, since };
    this.#held = opening;
    void this.#openPort(reset).then(
      ({ port, board }) => {
        if (this.#held !== opening) return port[Symbol.dispose]();
        this.#touched = false;
        this.#board = board;
        this.#baud = port.baud;
        const { clock, chance } = this.#around;
        this.#held = { kind: 'open', port, session: chance.id(), since: clock.now() };
        this.#around.onChange();
      },
      (error: unknown) => {
        if (this.#held !== opening) return;
        const next = error instanceof Error ? error.message : String(error);
        this.#retry(next, since);
        if (next !== reason) this.#around.onChange();
      },
    );
  }

  async #openPort(reset: boolean): Promise<{ readonly port: OpenPort; readonly board: UsbBoard | null }> {
    const { wish } = this;
    switch (wish.kind) {
      case 'tty': {
        const choice = this.#around.ports.choose(wish.path, this.#board);
        if (choice.kind === 'none') throw new Error(choice.reason);
        return { port: await openTty(choice.path, this.#speeds(wish), reset), board: choice.board };
      }
      case 'tcp':
        return { port: await openTcp(wish.host, wish.port, (gone) => this.#gone(gone)), board: null };
      case 'none':
        throw new Error('this machine has no port');
    }
  }

  /** One that was found out before is the likeliest. */
  #speeds({ baud, probe }: PortWish & { readonly kind: 'tty' }): Speeds {
    if (probe === undefined) return { bauds: [baud], hello: null };
    const likeliest = this.#baud ?? baud;
    if (this.#baud !== null && this.#around.isUrgent()) return { bauds: [likeliest], hello: null };
    const others = [baud, ...probe.bauds].filter((each) => each !== likeliest);
    return { bauds: [likeliest, ...others], hello: probe.hello };
  }

  #gone(reason: string): void {
    if (this.session !== null) this.lost(this.session, reason);
  }

  #retry(reason: string, since: number): void {
    const { clock, chance } = this.#around;
    const delayMs = backoffDelayMs(this.#attempt++, RETRY, chance);
    const timer = clock.schedule(delayMs, () => this.#open(reason, since));
    this.#held = { kind: 'waiting', reason, since, timer };
  }

  #letGo(): void {
    if (this.#held.kind === 'waiting') this.#held.timer[Symbol.dispose]();
    if (this.#held.kind === 'open') this.#held.port[Symbol.dispose]();
    this.#held = { kind: 'closed' };
  }
}
