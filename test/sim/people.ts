import { createHash } from 'node:crypto';
import { snapshotOf } from '#combinator/printers/printers';
import { UserError } from '#lib/user-error';
import { bedIdOf } from '#model/bed';
import { type BedId, fileDigest, type JobId, type PrintId } from '#model/ids';
import type { CombinatorProcess } from './combinator.ts';
import type { SimFarm } from './farm.ts';
import type { MachineHost } from './machine-host.ts';

/** What somebody may do on a round through the farm, and how often. */
const ROUND = {
  confirm: 12,
  addJob: 3,
  settle: 4,
  resume: 3,
  recover: 4,
  burst: 0.4,
  addBadFile: 0.2,
  pause: 1,
  cancelPrint: 0.7,
  cancelJob: 0.3,
  hold: 0.5,
  changeCopies: 0.5,
  staleConfirm: 2,
  stop: 0.15,
  configure: 0.5,
  answerLost: 2,
  goOn: 2,
} as const;
export type Deed = keyof typeof ROUND;

const PAUSING = ['pausing', 'paused', 'resuming', 'stopped'];
const ASKED = ['unverified', 'awaiting-retrieval', 'faulted'];
const WALK_MS = 6_000;
const LAYER_MM = 0.2;
const ORDERED_TWICE = 0.3;

/** People at the page and at the printers: they wish, change their minds, take objects off beds and confirm them, late or twice. */
export class People {
  readonly #farm: SimFarm;
  readonly #seenBeds: { readonly host: MachineHost; readonly bedId: BedId }[] = [];
  readonly #oldOffers = new Map<MachineHost, BedId>();
  #files = 0;
  /** Who stands at a printer, as long as the combinator that was asked lives: two do not reach in at once. */
  readonly #hands = new Map<MachineHost, CombinatorProcess>();
  /** Only what the farm asks for is done any more. */
  tidying = false;

  constructor(farm: SimFarm) {
    this.#farm = farm;
  }

  /** One deed by chance, at one printer. */
  async round(): Promise<void> {
    const { fraction } = this.#farm.chance;
    const deeds = Object.entries(ROUND) as [Deed, number][];
    let left = fraction() * deeds.reduce((sum, [, weight]) => sum + weight, 0);
    const [deed] = deeds.find(([, weight]) => (left -= weight) < 0) ?? deeds[0] ?? ['confirm'];
    await this.do(deed, this.#farm.pick(this.#farm.hosts));
  }

  async do(deed: Deed, host: MachineHost): Promise<void> {
    if (!this.#farm.combinator.isAlive) return;
    this.#farm.tell(`person ${deed} ${this.#farm.nameOf(host)}`);
    try {
      await this.#deeds[deed](host);
    } catch (error) {
      // A person is refused now and then, or meets a database that fails; everything else is a fault of the farm.
      if (!(error instanceof UserError) && !/SQLITE_|stale|CompareAndSet|changed meanwhile/.test(String(error)))
        throw error;
    }
  }

  /** Helps everything to its end: what waits for a person gets its answer. */
  async tidy(host: MachineHost): Promise<void> {
    for (const deed of ['recover', 'resume', 'confirm', 'answerLost', 'settle'] as const) await this.do(deed, host);
  }

  readonly #deeds: Readonly<Record<Deed, (host: MachineHost) => Promise<unknown>>> = {
    confirm: (host) => this.#confirm(host),
    addJob: () => this.#addJob(false),
    addBadFile: () => this.#addJob(true),
    burst: async () => {
      for (let i = 0; i < 3; i++) await this.#insertJob(false);
      this.#farm.tally('S4 three jobs at once');
    },
    settle: () => this.#settle(),
    answerLost: () => this.#answerLost(),
    goOn: (host) => this.#atPrinter(host, () => this.#goOn(host)),
    pause: (host) => this.#withPrint(host, (id) => this.#wishes.pausePrint(id, 'ann')),
    cancelPrint: (host) =>
      this.#withPrint(host, async (id) => {
        const isOnItsWay = host.phase === 'preparing' || host.phase === 'ready';
        await this.#wishes.cancelPrint(id, 'ann');
        if (isOnItsWay) this.#farm.tally('S5 cancelled on its way to the printer');
      }),
    resume: async (host) => {
      const phase = (await this.#seen(host))?.phase;
      if (phase?.kind === 'paused') await this.#wishes.resumePrint(phase.print.id, phase.pauseNumber, 'ann');
    },
    recover: async (host) => {
      const phase = (await this.#seen(host))?.phase;
      // A board that has halted is deaf until it is reset; where opening the port does not do that, somebody has to.
      if (host.body.isHalted && phase?.kind !== 'stopped') host.body.reset('switched off and on');
      // What nobody here knows to be paused is let go on where it stands.
      if (phase !== undefined && !PAUSING.includes(phase.kind)) host.body.goOnAtPanel();
      if (phase?.kind === 'stopped' && !phase.pending)
        await this.#wishes.recover(host.printerId, phase.stopNumber, 'ann');
    },
    cancelJob: async () => {
      const job = this.#farm.pick(await this.#jobs());
      if (job !== undefined) await this.#farm.combinator.queue.cancel(job.id as JobId, 'ann');
    },
    hold: async () => {
      const job = this.#farm.pick(await this.#jobs());
      if (job !== undefined) await this.#farm.combinator.queue.hold(job.id as JobId, job.held === 0);
    },
    changeCopies: async () => {
      const job = this.#farm.pick(await this.#jobs());
      if (job === undefined) return;
      const copies = job.copies + 1;
      await this.#farm.combinator.queue.change({ id: job.id as JobId, version: job.version, copies });
    },
    staleConfirm: async () => {
      const seen = this.#farm.pick(this.#seenBeds);
      if (seen === undefined) return;
      await this.#wishes.confirmBed(seen.host.printerId, seen.bedId, 'bob', 'operator');
    },
    stop: async (host) => {
      const stops = this.#farm.canStop(host);
      await this.#farm.combinator.stop(host.printerId, 'ann');
      if (stops) this.#farm.stops.push({ printerId: host.printerId, at: this.#farm.time.now() });
    },
    configure: async (host) => {
      const row = await this.#farm.combinator.printers.get(host.printerId);
      if (row === null) return;
      const connection = `/dev/tty${Math.floor(3 * this.#farm.chance.fraction())}`;
      await this.#farm.combinator.printers.change({
        id: host.printerId,
        version: row.version,
        options: { connection },
      });
      if (['printing', 'pausing', 'paused', 'resuming', 'cancelling'].includes(host.phase))
        this.#farm.tally('F8 configuration changed in a print');
    },
  };

  get #wishes() {
    return this.#farm.combinator.wishes;
  }

  async #seen(host: MachineHost) {
    const row = await this.#farm.combinator.printers.get(host.printerId);
    return row === null ? null : snapshotOf(row);
  }

  #jobs() {
    const { read } = this.#farm.storage;
    return read
      .selectFrom('job')
      .selectAll()
      .where('ended_at', 'is', null)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
  }

  async #withPrint(host: MachineHost, act: (id: PrintId) => Promise<unknown>): Promise<void> {
    const print = await this.#farm.storage.read
      .selectFrom('print')
      .select('id')
      .where('printer_id', '=', host.printerId)
      .where('status', 'in', ['assigned', 'printing'])
      .executeTakeFirst();
    if (print !== undefined) await act(print.id as PrintId);
  }

  /** Sees what the page asks, goes there, takes off what is there if nothing moves, and answers what the page had asked. */
  async #confirm(host: MachineHost): Promise<void> {
    const seen = await this.#seen(host);
    const bedId = seen === null ? null : bedIdOf(seen.bed);
    if (seen === null || bedId === null || !ASKED.includes(seen.phase.kind)) return;
    const { time, chance } = this.#farm;
    const answer = (): Promise<void> => this.#atPrinter(host, answerThere);
    const answerThere = async (): Promise<void> => {
      if (host.body.isMoving || !this.#farm.combinator.isAlive) return;
      // At a fault it can go on, and does so where nobody is asked for it: elsewhere the object is asked for, whatever was ordered before.
      const phase = (await this.#seen(host))?.phase.kind ?? 'faulted';
      const mayGoOn = phase === 'faulted' || !ASKED.includes(phase);
      if (mayGoOn && (await this.#isToGoOn(host))) return;
      host.body.removeObject();
      const isOffline = this.#farm.combinator.fleet.link(host.printerId) === null;
      await this.#wishes.confirmBed(host.printerId, bedId, 'ann', 'operator');
      if (isOffline) this.#farm.tally('F11 confirmed while its link was down');
      this.#seenBeds.push({ host, bedId });
      if (this.#seenBeds.length > 8) this.#seenBeds.shift();
    };
    if (this.tidying) return answer();
    time.schedule(chance.fraction() * WALK_MS, () => {
      answer().catch((error: unknown) => {
        if (!(error instanceof UserError) && !/SQLITE_/.test(String(error))) this.#farm.fail(error);
      });
    });
  }

  async #atPrinter(host: MachineHost, act: () => Promise<void>): Promise<void> {
    const { combinator } = this.#farm;
    if (this.#hands.get(host) === combinator) return;
    this.#hands.set(host, combinator);
    try {
      await act();
    } finally {
      if (this.#hands.get(host) === combinator) this.#hands.delete(host);
    }
  }

  /** Whoever takes objects off asks first whether somebody wants this one to go on. */
  async #isToGoOn(host: MachineHost): Promise<boolean> {
    const { read } = this.#farm.storage;
    const open = await read
      .selectFrom('print')
      .innerJoin('print_continuation', 'print_continuation.print_id', 'print.id')
      .select('print.id')
      .where('printer_id', '=', host.printerId)
      .where('status', 'in', ['assigned', 'printing'])
      .executeTakeFirst();
    return open !== undefined;
  }

  /** Somebody looks at what a lost print has left, and wants the rest of it; now and then twice, or for what was seen long ago. */
  async #goOn(host: MachineHost): Promise<void> {
    const { combinator, chance } = this.#farm;
    const { fraction } = chance;
    const { printerId } = host;
    const offer = await combinator.continuations.offer(printerId, null);
    if (offer === null || offer.place === null || !host.body.hasObject || host.body.isMoving) return;
    const layer = 2 + Math.floor(fraction() * (offer.place.layers - 1));
    const { printId, bedId } = offer;
    const stale = this.#oldOffers.get(host);
    this.#oldOffers.set(host, bedId);
    const wish = { printerId, printId, bedId, layer, zMm: layer * LAYER_MM };
    const orders = [wish, ...(fraction() < ORDERED_TWICE ? [wish] : [])];
    if (stale !== undefined && stale !== bedId) orders.unshift({ ...wish, bedId: stale });
    const ordered = await Promise.allSettled(orders.map((each) => combinator.continuations.order(each, 'ann')));
    const refused = ordered.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    for (let i = refused.length; i < ordered.length; i++) this.#farm.tally('a continuation ordered');
    if (ordered.length - refused.length > 1) this.#farm.fail(new Error('[BE4] one word was obeyed twice'));
    for (const error of refused) if (!(error instanceof UserError)) throw error;
  }

  async #addJob(isBad: boolean): Promise<void> {
    if ((await this.#jobs()).length < this.#farm.jobsWaiting) await this.#insertJob(isBad);
  }

  async #insertJob(isBad: boolean): Promise<void> {
    const farm = this.#farm;
    const name = `part-${++this.#files}`;
    const text = gcode(name, 3 + Math.floor(6 * farm.chance.fraction()), isBad);
    const bytes = new TextEncoder().encode(text);
    const digest = fileDigest(createHash('sha256').update(bytes).digest('hex'));
    farm.files.set(digest, bytes);
    await farm.keepFile(digest, `${name}.gcode`, bytes.length);
    const copies = 1 + Math.floor(2 * farm.chance.fraction());
    const needs = { priority: 0, tags: [], printerIds: [], held: false };
    await farm.combinator.queue.add({ digest, name, copies, ...needs });
  }

  /** Copies that wait for a word: tried again, or given up. */
  async #settle(): Promise<void> {
    for (const job of await this.#jobs()) {
      if (job.held === 1 && this.tidying) await this.#farm.combinator.queue.hold(job.id as JobId, false);
      if (job.status !== 'needs-attention') continue;
      if (this.tidying) await this.#farm.combinator.queue.cancel(job.id as JobId, 'ann');
      else await this.#retry(job.id);
    }
  }

  async #retry(jobId: string): Promise<void> {
    const { read } = this.#farm.storage;
    const prints = await read.selectFrom('print').selectAll().where('job_id', '=', jobId).orderBy('id').execute();
    const ended = prints.filter(({ retried, outcome }) => retried === 0 && outcome !== null && outcome !== 'finished');
    const print = this.#farm.pick(ended);
    if (print !== undefined) await this.#wishes.retryPrint(print.id as PrintId, 'ann');
  }

  async #answerLost(): Promise<void> {
    const { read } = this.#farm.storage;
    const lost = await read.selectFrom('print').select('id').where('status', '=', 'lost').orderBy('id').execute();
    for (const { id } of lost) await this.#wishes.answerLost(id as PrintId, false, 'ann');
  }
}

/** A small sliced file; the bad one asks for more heat than a nozzle bears. */
function gcode(name: string, moves: number, isBad: boolean): string {
  const lines = [`; ${name}`, isBad ? 'M104 S900' : 'M104 S200', 'G28'];
  for (let i = 1; i <= moves; i++)
    lines.push(';LAYER_CHANGE', `G1 X${i} Y${i % 3} Z${(i * LAYER_MM).toFixed(1)} E${i}`);
  lines.push('M104 S0', 'M84', '');
  return lines.join('\n');
}
