import { type PrintedJob, PrusaPrinter } from '#drivers/simulator/prusa-printer';
import { Gate } from '#drivers/simulator/gate';
import { type Commanded, ServerCall } from './server-call.ts';
import { noFaults, type Switches } from './switches.ts';
import { isMapping, slotFields, toolFields } from './tools.ts';
import { Transfer } from './transfer.ts';

export interface SimulatorOptions {
  readonly host: string;
  readonly port: number;
  /** How this build talks. */
  readonly build?: 'http' | 'websocket';
  /** How long each print lasts, s of the printer's time. */
  readonly printSeconds?: number;
  /** How many times faster than the world. */
  readonly speed?: number;
  readonly fingerprint?: string;
}

type Said = Readonly<Record<string, unknown>>;

export interface Question {
  readonly id: number;
  readonly code: string;
  readonly title: string;
  readonly text: string;
  readonly buttons: readonly string[];
}

/** Of its own page, which it tells its server. */
export const OWN_PASSWORD = '0wn"c4n4ry';
const STEP_MS = 10;
/** Ms of the printer's time. */
const TELEMETRY_MIN = 750;
const BUSY_INTERVAL = 1_000;
const IDLE_INTERVAL = { http: 4_000, websocket: 120_000 };
const PING_AFTER = 15_000;
const WAKE = 500;
const COOLDOWN = { first: 100, most: 60_000 };
const RECONNECT_AFTER = 10_000;
const GIVE_UP_AFTER = 5;
const REGISTRATION_INTERVAL = 5_000;
const SERIAL = '10589-3742441631';

/**
 * A Prusa printer that dials its server, over real sockets, in both builds: it calls, tells, fetches orders and files. Knows nothing of the
 * driver that it tests.
 */
export class SimulatedPrusaConnect implements AsyncDisposable {
  readonly switches: Switches = noFaults();
  readonly printer: PrusaPrinter;
  /** By their path on the drive. */
  readonly files = new Map<string, string>();
  readonly folders = new Set<string>();
  /** Files that were fetched are stored behind this. */
  readonly uploads = new Gate();
  /** What it was told to do, in order. */
  readonly commanded: string[] = [];
  /** What the newest start said of tools. */
  mapped: unknown = null;
  /** Lines of G-code that it has executed. */
  readonly executed: string[] = [];
  question: Question | null = null;
  /** At its screen, while it asks to be registered. */
  shownCode: string | null = null;
  objects: { readonly id: number; readonly name: string; canceled: boolean }[] = [];
  readonly #speed: number;
  readonly #build: 'http' | 'websocket';
  readonly #call: ServerCall;
  readonly #fingerprint: string;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #stepping: NodeJS.Timeout;
  readonly #events: Said[] = [];
  readonly #inbox: Commanded[] = [];
  #transfer: Transfer | null = null;
  #transfers = 0;
  #lastTelemetry = Number.NEGATIVE_INFINITY;
  #lastSent = 0;
  #lastSuccess: number | null = null;
  #cooldown: number | null = null;
  #failures = 0;
  #shownState = '';
  #shownStorage = true;
  #isCut = false;
  #ended = false;
  #wake: (() => void) | null = null;
  readonly #life: Promise<void>;

  constructor({
    host,
    port,
    build = 'http',
    printSeconds = 60,
    speed = 1,
    fingerprint = 'f1ngerpr1nt0000a',
  }: SimulatorOptions) {
    this.#speed = speed;
    this.#build = build;
    this.#fingerprint = fingerprint;
    this.printer = new PrusaPrinter(printSeconds);
    this.#call = new ServerCall({ host, port }, () => ({
      Fingerprint: this.#fingerprint,
      Token: this.switches.token,
      'User-Agent-Printer': '1.4.0',
      'User-Agent-Version': '6.2.0',
    }));
    this.#stepping = setInterval(() => this.printer.step((STEP_MS / 1_000) * speed), STEP_MS);
    this.#shownState = this.#stateMark();
    this.#events.push({ event: 'INFO' });
    this.#life = this.#live();
  }

  get connections(): number {
    return this.#call.connections;
  }

  /** Its own cable. */
  cut(): void {
    this.#isCut = true;
    this.#call.drop();
  }

  mend(): void {
    this.#isCut = false;
  }

  /** A person presses a button at its screen. */
  press(button: string): void {
    const asked = this.question;
    if (asked === null) return;
    this.question = null;
    if (button === 'No' || button === 'Abort') this.printer.dismiss();
    else this.printer.answerAtPanel();
    if (button !== 'No') this.#held?.();
    this.#held = null;
  }

  ask(question: Question): void {
    this.question = question;
    this.printer.askAtPanel();
  }

  startAtPanel(path: string, content: string): void {
    this.printer.start(path, content);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    clearInterval(this.#stepping);
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#transfer !== null) this.#transfer.isStopped = true;
    this.#call.end();
    this.#wake?.();
    await this.#life;
  }

  /** The start that waits at the panel. */
  #held: (() => void) | null = null;

  // ---- Its life

  get #now(): number {
    return performance.now() * this.#speed;
  }

  async #live(): Promise<void> {
    while (!this.#ended) {
      if (this.#isCut || this.switches.isSilent) await this.#sleep(WAKE);
      else await this.#turn().catch(() => this.#failed());
    }
  }

  /** Until a person has confirmed its code. */
  async #register(): Promise<void> {
    if (this.shownCode === null) {
      const who = { sn: SERIAL, fingerprint: this.#wholeFingerprint, printer_type: '1.4.0', firmware: '6.2.0' };
      const { status, headers } = await this.#call.register('POST', {}, JSON.stringify(who));
      if (status !== 200 || typeof headers.code !== 'string') return this.#cool();
      this.shownCode = headers.code;
    }
    const { status, headers } = await this.#call.register('GET', { Code: this.shownCode }, '');
    if (status === 200 && typeof headers.token === 'string') {
      this.switches.token = headers.token;
      this.shownCode = null;
      return;
    }
    // It begins anew with a code that nobody knows any more.
    if (status !== 202 && status !== 204) this.shownCode = null;
    await this.#sleep(REGISTRATION_INTERVAL);
  }

  get #wholeFingerprint(): string {
    return `${this.#fingerprint}9999999999999999`;
  }

  async #turn(): Promise<void> {
    if (this.switches.token === '') return this.#register();
    if (this.#build === 'websocket' && !this.#call.isOpen) {
      const refused = await this.#call.open((command) => {
        this.#inbox.push(command);
        this.#wake?.();
      });
      if (refused !== null) return this.#refused();
      this.#lastTelemetry = Number.NEGATIVE_INFINITY;
      this.#lastSent = this.#now;
    }
    const nonsense = this.switches.nonsense.shift();
    if (nonsense !== undefined) return this.#say('/p/telemetry', nonsense);
    // It introduces itself anew when a drive comes or goes.
    if (this.#events.length === 0 && this.#shownStorage !== this.switches.hasStorage) {
      this.#shownStorage = this.switches.hasStorage;
      this.#events.push({ event: 'INFO' });
    }
    const mark = this.#stateMark();
    if (this.#events.length === 0 && mark !== this.#shownState) {
      this.#shownState = mark;
      this.#events.push({ event: 'STATE_CHANGED' });
    }
    const [event] = this.#events;
    if (event !== undefined) {
      await this.#say('/p/events', JSON.stringify(this.#rendered(event)));
      if (this.switches.repeatsEvents) await this.#say('/p/events', JSON.stringify(this.#rendered(event)));
      this.#events.shift();
      if (this.#build === 'http') this.#lastTelemetry = Number.NEGATIVE_INFINITY;
      return;
    }
    const command = this.#inbox.shift();
    if (command !== undefined) return this.#obey(command);
    if (this.#now - this.#lastTelemetry >= this.#interval()) {
      this.#lastTelemetry = this.#now;
      return this.#say('/p/telemetry', JSON.stringify(this.#telemetry()));
    }
    if (this.#build === 'websocket' && this.#now - this.#lastSent > PING_AFTER) {
      this.#lastSent = this.#now;
      this.#call.ping();
    }
    await this.#sleep(Math.min(WAKE, Math.max(1, this.#interval() - (this.#now - this.#lastTelemetry))));
  }

  #interval(): number {
    const { job, state } = this.printer;
    const isBusy = job !== null || this.#transfer !== null || state === 'BUSY';
    return Math.max(TELEMETRY_MIN, isBusy ? BUSY_INTERVAL : IDLE_INTERVAL[this.#build]);
  }

  async #say(path: string, body: string): Promise<void> {
    const { latencyMs } = this.switches;
    if (latencyMs > 0) await this.#sleep(latencyMs * this.#speed);
    if (this.#build === 'websocket') this.#call.say(body);
    else {
      const { status, command } = await this.#call.post(path, body);
      if (status !== 204 && status !== 200) {
        if (status !== 400) await this.#refused();
        return;
      }
      if (command !== null) this.#obey(command);
    }
    this.#lastSent = this.#lastSuccess = this.#now;
    this.#cooldown = null;
    this.#failures = 0;
  }

  /** What the server refuses is not said again. */
  async #refused(): Promise<void> {
    this.#events.shift();
    await this.#cool();
  }

  async #failed(): Promise<void> {
    if (this.#ended || this.#isCut) return;
    this.#call.drop();
    this.#failures += 1;
    if (this.#failures >= GIVE_UP_AFTER) {
      if (this.#events[0]?.event !== 'INFO') this.#events.shift();
      this.#failures = 0;
    }
    const since = this.#lastSuccess === null ? null : this.#now - this.#lastSuccess;
    if (since !== null && since >= RECONNECT_AFTER && this.#events.length === 0) {
      this.#events.push({ event: 'INFO' });
      this.#lastSuccess = null;
    }
    await this.#cool();
  }

  #cool(): Promise<void> {
    this.#cooldown = Math.min(COOLDOWN.most, this.#cooldown === null ? COOLDOWN.first : this.#cooldown * 2);
    return this.#sleep(this.#cooldown);
  }

  /** Ms of its own time; a command may end it. */
  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        this.#timers.delete(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(over, ms / this.#speed);
      this.#timers.add(timer);
      this.#wake = over;
      if (this.#ended) over();
    });
  }

  #later(ms: number, what: () => void): void {
    if (ms === 0) return what();
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      what();
      this.#wake?.();
    }, ms);
    this.#timers.add(timer);
  }

  // ---- What it tells

  #stateMark(): string {
    return `${this.printer.shown} ${this.question?.id ?? ''}`;
  }

  #telemetry(): Said {
    const { printer } = this;
    const transfer = this.#transfer;
    return {
      ...(transfer === null
        ? {}
        : {
            transfer_id: transfer.id,
            transfer_transferred: transfer.received,
            transfer_progress: Number(transfer.percent.toFixed(1)),
          }),
      ...this.#jobFields(),
      temp_nozzle: printer.heat,
      temp_bed: 25,
      target_nozzle: printer.job === null ? 0 : 215,
      target_bed: 0,
      speed: 100,
      flow: 100,
      ...(printer.job === null ? { axis_x: 10, axis_y: 20 } : {}),
      axis_z: 5,
      ...slotFields(this.switches),
      ...(this.question === null ? {} : { dialog_id: this.question.id }),
      state: printer.shown,
    };
  }

  #jobFields(): Said {
    const { job, total, percent, printSeconds, printing, state } = this.printer;
    if (job === null || (state === 'BUSY' && this.switches.hidesJobWhileBusy)) return {};
    const remaining = Math.max(0, Math.round(printSeconds - printing));
    return { job_id: job.id, time_printing: Math.round(total), time_remaining: remaining, progress: percent };
  }

  /** As it is when it is said. */
  #rendered(event: Said): Said {
    const { job } = this.printer;
    let { event: kind, reason, data } = event;
    if (kind === 'JOB_INFO') {
      const wanted = event.job_id ?? job?.id;
      const past = this.switches.forgetsJobs ? undefined : this.#pastJob(wanted);
      if (job !== null && wanted === job.id) data = this.#jobData(job, event.start_cmd_id);
      else if (past !== undefined) data = { state: past };
      else [kind, reason] = ['REJECTED', job === null ? 'No job in progress' : "Job ID doesn't match"];
      if (past !== undefined && job === null) return this.#withState({ ...event, event: kind, data });
    }
    if (kind === 'INFO') data = this.#info();
    if (kind === 'STATE_CHANGED' && this.question !== null) {
      const { code, title, text, buttons } = this.question;
      data = { code, title, text, buttons };
    }
    const saysJob = kind !== 'ACCEPTED' && kind !== 'REJECTED' && job !== null;
    const { start_cmd_id: _start, job_id: _asked, ...rest } = event;
    return this.#withState({
      ...rest,
      ...(saysJob ? { job_id: job.id } : {}),
      ...(reason === undefined ? {} : { reason }),
      ...(data === undefined ? {} : { data }),
      event: kind,
    });
  }

  #withState(said: Said): Said {
    const { start_cmd_id: _start, ...rest } = said;
    return { ...rest, ...(this.question === null ? {} : { dialog_id: this.question.id }), state: this.printer.shown };
  }

  #jobData({ name, content }: PrintedJob, startCommand: unknown): Said {
    const { state } = this.printer;
    const short = (name.split('/').at(-1) ?? '').replaceAll(/[^\w]/g, '').slice(0, 6).toUpperCase();
    return {
      state: state === 'PRINTING' ? 'PRINTING' : 'PAUSED',
      size: content.length,
      display_name: name.split('/').at(-1),
      ...(startCommand === undefined ? {} : { start_cmd_id: startCommand }),
      path: `/usb/CROFT/${short}~1.GCO`,
    };
  }

  #pastJob(id: unknown): string | undefined {
    const past = this.printer.printed.filter(({ outcome }) => outcome !== 'running').slice(-2);
    const found = past.find((each) => each.id === id);
    if (found === undefined) return undefined;
    return found.outcome === 'finished' ? 'FIN_OK' : 'FIN_STOPPED';
  }

  #info(): Said {
    return {
      firmware: '6.2.0+8948',
      printer_type: '1.4.0',
      api_key: OWN_PASSWORD,
      sn: SERIAL,
      fingerprint: this.#wholeFingerprint,
      nozzle_diameter: 0.4,
      storages: this.switches.hasStorage
        ? [{ mountpoint: '/usb', type: 'USB', read_only: false, free_space: 1_000_000_000, is_sfn: true }]
        : [],
      network_info: { hostname: 'mk4' },
      ...toolFields(this.switches),
    };
  }

  // ---- What it is told to do

  #obey({ id, kind, text }: Commanded): void {
    const said = (event: string, more: Said = {}): void => void this.#events.push({ event, command_id: id, ...more });
    const refused = (reason: string, machineReason?: string): void =>
      said('REJECTED', { reason, ...(machineReason === undefined ? {} : { machine_reason: machineReason }) });
    if (Buffer.byteLength(text) > 512) return refused('Oversized command');
    if (kind === 'gcode') return this.#execute(text, said);
    let parsed: { command?: string; kwargs?: Record<string, unknown> };
    try {
      parsed = JSON.parse(text) as typeof parsed;
    } catch {
      return refused('Unknown command');
    }
    if (Object.keys(parsed)[0] !== 'command') return refused('Unknown command');
    const { command = '', kwargs = {} } = parsed;
    this.commanded.push(typeof kwargs.path === 'string' ? `${command} ${kwargs.path}` : command);
    const isAllowed = ['SEND_INFO', 'RESET_PRINTER', 'SEND_STATE_INFO'].includes(command);
    if (this.printer.state === 'ERROR' && !isAllowed) return refused("Won't accept commands in error state");
    const path = String(kwargs.path ?? '');
    switch (command) {
      case 'SEND_INFO':
        return said('INFO');
      case 'SEND_STATE_INFO':
        return said('STATE_CHANGED');
      case 'SEND_JOB_INFO':
        return said('JOB_INFO', { job_id: kwargs.job_id });
      case 'SEND_TRANSFER_INFO':
        return said('TRANSFER_INFO', { data: this.#transferData() });
      case 'SEND_FILE_INFO': {
        const content = this.files.get(path);
        if (content === undefined) return refused('File not found');
        return said('FILE_INFO', { data: { size: content.length, display_name: path.split('/').at(-1), path } });
      }
      case 'CREATE_FOLDER':
        if (this.folders.has(path)) return refused('Directory already exists');
        this.folders.add(path);
        return said('FILE_CHANGED', { data: { new_path: path } });
      case 'DELETE_FILE':
        if (!this.files.delete(path)) return refused('File not found');
        return said('FILE_CHANGED', { data: { old_path: path } });
      case 'START_ENCRYPTED_DOWNLOAD':
        return this.#beginTransfer(id, path, kwargs, refused);
      case 'STOP_TRANSFER':
        if (this.#transfer === null) return refused('No transfer in progress');
        this.#transfer.isStopped = true;
        this.#call.drop();
        return said('FINISHED');
      case 'START_PRINT':
        this.mapped = kwargs.tool_mapping ?? null;
        if (!isMapping(this.mapped)) return refused('Broken command');
        return this.#start(id, path, said, refused);
      case 'PAUSE_PRINT':
        if (this.printer.state !== 'PRINTING' || this.switches.refusePause) return refused('No print to pause');
        this.#later(this.switches.slowMs, () => this.printer.pause());
        return said('FINISHED');
      case 'RESUME_PRINT':
        if (this.printer.state !== 'PAUSED') return refused('No paused print to resume');
        this.#later(this.switches.slowMs, () => this.printer.resume());
        return said('FINISHED');
      case 'STOP_PRINT':
        if (this.printer.job === null) return refused('No print to stop');
        if (this.switches.refusesStops) return refused('Not now');
        this.question = null;
        this.#later(this.switches.slowMs, () => this.printer.stop());
        return said('FINISHED');
      case 'DIALOG_ACTION':
        if (this.question?.id !== kwargs.dialog_id) return refused('Invalid dialog id');
        if (!this.question?.buttons.includes(String(kwargs.button))) return refused('Invalid button for dialog');
        this.press(String(kwargs.button));
        return said('FINISHED');
      case 'CANCEL_OBJECT':
        for (const object of this.objects) if (object.id === kwargs.id) object.canceled = true;
        return said('CANCELABLE_CHANGED', { data: { objects: this.objects } });
      case 'RESET_PRINTER':
        this.printer.dismiss();
        this.#call.drop();
        this.#events.length = 0;
        this.#events.push({ event: 'INFO' });
        return;
      default:
        return refused('Unknown command');
    }
  }

  #execute(line: string, said: (event: string) => void): void {
    this.commanded.push(line);
    said('ACCEPTED');
    this.#later(20, () => {
      this.executed.push(line);
      said('FINISHED');
    });
  }

  #start(
    id: number,
    path: string,
    said: (event: string, more?: Said) => void,
    refused: (reason: string) => void,
  ): void {
    const { switches, printer } = this;
    const reason = switches.refuseStarts.shift();
    if (reason !== undefined) return refused(reason);
    const content = this.files.get(path);
    if (content === undefined) return refused('File not found');
    if (!printer.mayStart()) return refused("Can't print now");
    const begin = (): void => {
      printer.start(path.replace(/^\/usb\//, ''), content);
    };
    const answer = { job_id: undefined, start_cmd_id: id };
    if (switches.ignoreStart) {
      switches.ignoreStart = false;
      return said('JOB_INFO', answer);
    }
    if (switches.asksBeforeStart) {
      this.#held = begin;
      this.ask({ id: 77, code: '10318', title: 'Wrong filament', text: 'Print anyway?', buttons: ['Yes', 'No'] });
      return said('FINISHED');
    }
    // It has no job so far, and says so instead of yes.
    if (switches.answersEarly) refused('No job in progress');
    this.#later(switches.previewMs, begin);
    if (switches.loseStartAnswer) {
      switches.loseStartAnswer = false;
      return;
    }
    if (!switches.answersEarly) said(switches.previewMs > 0 ? 'FINISHED' : 'JOB_INFO', answer);
  }

  #transferData(): Said {
    const transfer = this.#transfer;
    if (transfer === null) return { type: 'NO_TRANSFER' };
    const { wish, received, percent } = transfer;
    return { type: 'FROM_CONNECT', size: wish.size, transferred: received, progress: percent, path: wish.path };
  }

  #beginTransfer(
    id: number,
    path: string,
    kwargs: Said,
    refused: (reason: string, machineReason?: string) => void,
  ): void {
    if (this.#transfer !== null) return refused('Another transfer in progress', 'TRANSFER_IN_PROGRESS');
    if (this.files.has(path)) return refused('File already exists', 'FILE_EXISTS');
    const folder = path.split('/').slice(0, -1).join('/');
    if (this.switches.isFull === 'at-once') return refused('Failed to create a file', 'STORAGE_FAILURE');
    if (!this.switches.hasStorage || (folder !== '/usb' && !this.folders.has(folder)))
      return refused('Failed to create directory', 'STORAGE_FAILURE');
    const [key, iv] = [Buffer.from(String(kwargs.key), 'hex'), Buffer.from(String(kwargs.iv), 'hex')];
    if (key.length !== 16 || iv.length !== 16 || typeof kwargs.orig_size !== 'number') return refused('Broken command');
    const transfer = new Transfer(++this.#transfers, id, { path, key, iv, size: kwargs.orig_size });
    this.#transfer = transfer;
    this.#events.push({ event: 'TRANSFER_INFO', command_id: id, data: { ...this.#transferData(), start_cmd_id: id } });
    void this.#carry(transfer);
  }

  async #carry(transfer: Transfer): Promise<void> {
    const pause = (): Promise<void> => new Promise((resolve) => this.#later(20, resolve));
    const content = await transfer.run(this.#call, this.switches.cutTransfersAt, pause);
    await this.uploads.pass();
    if (this.#ended || this.#transfer !== transfer) return;
    this.#transfer = null;
    const isFull = this.switches.isFull === 'on-the-way';
    const kept = isFull ? undefined : content?.subarray(0, this.switches.storeOnly ?? undefined).toString('latin1');
    if (kept !== undefined) this.files.set(transfer.wish.path, kept);
    const event =
      kept === undefined ? (transfer.isStopped ? 'TRANSFER_STOPPED' : 'TRANSFER_ABORTED') : 'TRANSFER_FINISHED';
    const reason =
      event === 'TRANSFER_ABORTED' ? { machine_reason: isFull ? 'STORAGE_FAILURE' : 'NETWORK_FAILURE' } : {};
    if (!this.switches.losesTransferEnd)
      this.#events.push({ event, ...reason, data: { start_cmd_id: transfer.startCommand } });
    this.#wake?.();
  }
}
