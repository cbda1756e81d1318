import type { Clock } from '#lib/clock';
import type { Happening, SimulatorRecord } from '../../src/drivers/marlin/simulator/recorder.ts';
import type { SimulatedBody } from './simulated-body.ts';

/** What the printer says to whoever holds the other end of its cable. */
export type Said =
  | { readonly kind: 'ok'; readonly n: number }
  /** Asked which line it accepted last, and how many prints it ever began. */
  | { readonly kind: 'status'; readonly lastN: number; readonly jobs: number; readonly panel: string | null }
  | { readonly kind: 'start' }
  | { readonly kind: 'halted' }
  | { readonly kind: 'run-out' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'unplugged' };

/**
 * A printer of the simulation: it takes numbered lines, one after the other, knows what lies on its bed, and records what happened in
 * the words that the judge reads. It knows nothing of the farm.
 */
export interface PrinterBody extends SimulatedBody {
  /** Lines that it took in and has not carried out. */
  readonly holdsLines: boolean;
  /** The one who reads; null when nobody does. What is said to nobody is lost. */
  listener: ((said: Said) => void) | null;
  send(n: number, text: string): void;
  ask(): void;
}

interface Line {
  readonly n: number | null;
  readonly text: string;
}

const BOOT_MS = 800;
/** A print from the card heats before it extrudes. */
const PANEL_HEAT_MS = 6_000;
/** For so long after a question the panel is locked. */
const HOST_MS = 300;
const LOWEST_PRINT_BASE = 1_000;

export function createPrinterBody(
  clock: Clock,
  options: { readonly lineMs: number; readonly resetsOnOpen: boolean },
): PrinterBody {
  const records: SimulatorRecord[] = [];
  let plugged = true;
  let powered = true;
  let silent = false;
  let stuck = false;
  let halted = false;
  let booting = false;
  let lastN = 0;
  let session = 0;
  let jobs = 0;
  let isPrinting = false;
  let movedAt = -Infinity;
  let askedAt = -Infinity;
  /** Which print laid the object there; null: the bed is free. */
  let object: number | null = null;
  let homing = 0;
  let collidedHoming = -1;
  let panel: { readonly key: string; readonly timers: Disposable[] } | null = null;
  let input: Line[] = [];
  let working: Disposable | null = null;

  function note(happening: Happening): void {
    records.push({ at: clock.now(), t: clock.monotonic(), ...happening });
  }
  function say(said: Said): void {
    if (plugged && powered && !booting) body.listener?.(said);
  }
  function extrude(): void {
    movedAt = clock.monotonic();
    if (object === null) {
      object = homing;
      note({ kind: 'bed', event: 'object' });
    } else if (object !== homing && collidedHoming !== homing) {
      collidedHoming = homing;
      note({ kind: 'bed', event: 'collision', objectSinceMs: 0 });
    }
  }
  function endPanel(event: 'finished' | 'aborted'): void {
    for (const timer of panel?.timers ?? []) timer[Symbol.dispose]();
    if (panel !== null) note({ kind: 'panel-print', event, lines: 0 });
    panel = null;
  }
  function forget(): void {
    working?.[Symbol.dispose]();
    working = null;
    input = [];
    lastN = 0;
    isPrinting = false;
    endPanel('aborted');
  }
  function work(): void {
    if (working !== null || silent || !powered || booting) return;
    // It still answers questions while it does not move.
    if (stuck && input[0]?.n !== null) return;
    const line = input.shift();
    if (line === undefined) return;
    if (line.n === null) {
      say({ kind: 'status', lastN, jobs, panel: panel?.key ?? null });
      return work();
    }
    const n = execute(line.n, line.text);
    working = clock.schedule(/^[MT]/.test(line.text) ? options.lineMs / 10 : options.lineMs, () => {
      working = null;
      say({ kind: 'ok', n });
      work();
    });
  }
  /** Answers the number that it counts from now. */
  function execute(n: number, text: string): number {
    if (halted) return lastN;
    const numbering = /^M110 N(\d+)$/.exec(text);
    if (numbering !== null) {
      lastN = n;
      session++;
      note({ kind: 'line', session, n: null, text, source: 'serial' });
      note({ kind: 'numbering', lastN });
      if (lastN >= LOWEST_PRINT_BASE) jobs++;
      isPrinting = lastN >= LOWEST_PRINT_BASE;
      return lastN;
    }
    // Not the line that must come next: it asks for that one again, and does nothing.
    if (n !== lastN + 1) return lastN;
    lastN = n;
    note({ kind: 'line', session, n, text, source: 'serial' });
    if (text === 'G28') homing++;
    if (/^G1 .*X.*E/.test(text)) extrude();
    else if (text.startsWith('G')) movedAt = clock.monotonic();
    if (text === 'M84') isPrinting = false;
    return lastN;
  }

  const body: PrinterBody = {
    records,
    lineMs: options.lineMs,
    listener: null,
    onPlugged: null,
    get isPlugged() {
      return plugged;
    },
    get isPowered() {
      return powered;
    },
    get hasObject() {
      return object !== null;
    },
    get isMoving() {
      return panel !== null || (isPrinting && !halted && clock.monotonic() - movedAt < 3 * options.lineMs + 4_000);
    },
    get isListening() {
      return plugged && powered && !booting;
    },
    get holdsLines() {
      return input.some(({ n }) => n !== null);
    },
    get isHalted() {
      return halted;
    },
    get panelPrint() {
      return panel?.key ?? null;
    },
    send(n, text) {
      if (!plugged || !powered || booting || halted) return;
      input.push({ n, text });
      work();
    },
    ask() {
      askedAt = clock.monotonic();
      if (!plugged || !powered || booting || halted) return;
      input.push({ n: null, text: '' });
      work();
    },
    halt() {
      if (!plugged || !powered || booting) return;
      note({ kind: 'emergency', code: 'M112', via: 'receive interrupt' });
      if (!halted) note({ kind: 'killed', reason: 'M112' });
      halted = true;
      forget();
      clock.schedule(50, () => say({ kind: 'halted' }));
    },
    opened() {
      if (options.resetsOnOpen && powered) body.reset('opened');
    },
    reset(cause) {
      forget();
      halted = false;
      booting = true;
      note({ kind: 'reset', cause });
      clock.schedule(BOOT_MS, () => {
        booting = false;
        note({ kind: 'greeting' });
        say({ kind: 'start' });
        work();
      });
    },
    power(on) {
      if (on === powered) return;
      powered = on;
      if (on) body.reset('PowerUp');
      else {
        forget();
        halted = false;
      }
    },
    plug(on) {
      if (on === plugged) return;
      if (on) {
        plugged = true;
        body.onPlugged?.();
      } else {
        // The host sees that by itself, whether or not the firmware could say anything.
        body.listener?.({ kind: 'unplugged' });
        plugged = false;
        body.listener = null;
      }
    },
    silence(on) {
      silent = on;
      work();
    },
    refuseToMove(on) {
      stuck = on;
      work();
    },
    beginAtPanel(key, lastsMs) {
      // Whoever stands at the panel sees an object, a print that is under way, and a host that is about to begin one.
      const isTaken = object !== null || isPrinting || clock.monotonic() - askedAt < HOST_MS;
      if (panel !== null || !powered || booting || halted || isTaken) return false;
      jobs++;
      isPrinting = false;
      homing++;
      note({ kind: 'panel-print', event: 'started', lines: 0 });
      const layer = clock.schedule(PANEL_HEAT_MS, extrude);
      const end = clock.schedule(PANEL_HEAT_MS + lastsMs, () => endPanel('finished'));
      panel = { key, timers: [layer, end] };
      return true;
    },
    unheard() {
      body.listener = null;
    },
    // What is paused here waits for its host.
    goOnAtPanel() {},
    runOut() {
      say({ kind: 'run-out' });
    },
    failPrint() {
      if (!isPrinting) return;
      input = [];
      say({ kind: 'failed' });
    },
    removeObject() {
      if (object === null) return;
      object = null;
      note({ kind: 'bed', event: 'removed', by: 'person' });
    },
  };
  note({ kind: 'reset', cause: 'PowerUp' });
  return body;
}
