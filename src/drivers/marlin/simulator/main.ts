import { systemClock } from '#lib/clock';
import { readBedState, writeBedState } from './bed-state-file.ts';
import { HELP, parseCommandLine, type SimulateCommand } from './command-line.ts';
import { type ControlAnswer, type ControlCommand, obey } from './control.ts';
import { openControlSocket } from './control-socket.ts';
import type { Plug, PlugAddress } from './plug.ts';
import { createPrinter, type Printer } from './printer.ts';
import { plugIntoPty } from './pty-plug.ts';
import { createRecorder } from './recorder.ts';
import { spinningClock } from './spinning-clock.ts';
import { plugIntoTcp } from './tcp-plug.ts';

/** What the process prints, as one line of JSON, when hosts can open the port. */
export type ReadyLine = { readonly ready: true } & PlugAddress;

/**
 * `croft simulate`: one simulated printer in this process, until `signal`, SIGTERM, `quit` on the control socket, or the
 * end of standard input where that was asked for. Throws a UserError for arguments that are wrong.
 */
export async function runSimulator(argv: readonly string[], signal: AbortSignal): Promise<void> {
  const command = parseCommandLine(argv);
  if (command === null) {
    process.stdout.write(HELP);
    return;
  }
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGTERM', onSignal);
  try {
    await simulate(command, stop, AbortSignal.any([signal, stop.signal]));
  } finally {
    process.off('SIGTERM', onSignal);
  }
}

async function simulate(command: SimulateCommand, stop: AbortController, signal: AbortSignal): Promise<void> {
  const clock = command.precise ? spinningClock : systemClock;
  const { options, state } = command;
  await using resources = new AsyncDisposableStack();
  const recorder = resources.use(createRecorder(clock, command.record, options.memoryRecords));
  recorder.note({ kind: 'started', name: options.name, seed: options.seed }, clock.monotonic());
  const object = state === null ? null : readBedState(state);
  const printer = resources.use(
    createPrinter(clock, options, recorder, { object }, (bed) => state !== null && writeBedState(state, bed)),
  );
  if (Object.keys(command.faults).length > 0) printer.changeFaults(command.faults);
  const plug = resources.use(
    command.plug.kind === 'pty'
      ? await plugIntoPty(clock, printer, command.plug.link)
      : await plugIntoTcp(printer, command.plug.port, command.plug.kick),
  );
  const cable = resources.use(createCable(plug));
  const control = (asked: ControlCommand) => cable.obey(asked, printer, () => stop.abort());
  if (command.control !== null) resources.use(await openControlSocket(command.control, control));
  if (command.untilStdinEnds) watchStdin(resources, stop);
  await booted(printer, options.bootMs);
  const ready: ReadyLine = { ready: true, ...plug.address };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  await aborted(signal);
}

/** Pulling and putting back the cable, now or after a while. */
function createCable(plug: Plug) {
  let timer: NodeJS.Timeout | null = null;
  return {
    async obey(asked: ControlCommand, printer: Printer, quit: () => void): Promise<ControlAnswer> {
      const pending: Promise<void>[] = [];
      const answer = obey(asked, printer, {
        unplug(forMs) {
          plug.unplug();
          if (timer !== null) clearTimeout(timer);
          // A replug that fails leaves the printer unplugged, which is what a broken port looks like.
          timer = forMs === null ? null : setTimeout(() => void plug.replug().catch(() => {}), forMs);
        },
        replug() {
          pending.push(plug.replug());
        },
        // In a turn of its own, so that the answer gets out.
        quit: () => void setImmediate(quit),
      });
      await Promise.all(pending);
      return answer;
    },
    [Symbol.dispose]() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** A host that opens the port at the ready line must not lose its first bytes to the boot loader. */
async function booted(printer: Printer, bootMs: number): Promise<void> {
  while (printer.status().state === 'booting') await new Promise((resolve) => setTimeout(resolve, bootMs + 1));
}

function watchStdin(resources: AsyncDisposableStack, stop: AbortController): void {
  process.stdin.on('end', () => stop.abort());
  process.stdin.on('close', () => stop.abort());
  process.stdin.resume();
  resources.defer(() => void process.stdin.destroy());
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
