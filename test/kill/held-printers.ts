import { SimulatedBambu } from '../../src/drivers/bambu/simulator/bambu.ts';
import { SimulatedDuet } from '../../src/drivers/duet/simulator/duet.ts';
import { SimulatedElegoo } from '../../src/drivers/elegoo/simulator/elegoo.ts';
import { SimulatedCc2 } from '../../src/drivers/elegoo-cc2/simulator/cc2.ts';
import { SimulatedMoonraker } from '../../src/drivers/moonraker/simulator/moonraker.ts';
import { SimulatedOctoPrint } from '../../src/drivers/octoprint/simulator/octoprint.ts';
import { ownPlace } from '../../src/drivers/prusa-connect/simulator/own-place.ts';
import { SimulatedPrusaConnect } from '../../src/drivers/prusa-connect/simulator/prusa-connect.ts';
import { SimulatedPrusaLink } from '../../src/drivers/prusalink/simulator/prusa-link.ts';
import type { HeldPrint } from '../judge/evidence.ts';

/** A simulated printer that holds its files: how it is added, and what it says that it printed. */
export interface HeldPrinter extends AsyncDisposable {
  readonly options: Readonly<Record<string, unknown>>;
  /** In the order in which they began. */
  readonly runs: () => readonly Run[];
}

export type Run = Omit<HeldPrint, 'ontoObject'>;

/** Each print lasts about a second and a half of the world's time. */
const PACE = { printSeconds: 28, speed: 20 };
/** They say yes to an order before they do it, so that many die in between. */
const SLOW_MS = 120;

/** Ours are named after their prints by every driver, each in its way. */
const OWN_FILE = /^(?:0:\/gcodes\/)?croft[-/](.+?)\.gcode(?:\.3mf)?$/;

function run(name: string, content: string, outcome: string, finished: string): Run {
  const ended = outcome === 'running' ? 'running' : outcome === finished ? 'finished' : 'broken';
  return { printId: OWN_FILE.exec(name)?.[1] ?? null, content, outcome: ended };
}

/** One of each network driver by the driver's name; `number` tells those of a kind apart. */
export const HELD_PRINTERS: Readonly<Record<string, (number: number) => Promise<HeldPrinter>>> = {
  async bambu(number) {
    const printer = await SimulatedBambu.start({ ...PACE, updateMs: 20, serial: `01S00C12345678${number}` });
    const { serial, mqttPort, filePort, switches, device } = printer;
    switches.slowMs = SLOW_MS;
    return {
      options: { host: '127.0.0.1', serial, mqttPort, filePort, accessCode: switches.accessCode },
      runs: () => device.tasks.map(({ file, content, outcome }) => run(file, content, outcome, 'finished')),
      [Symbol.asyncDispose]: () => printer[Symbol.asyncDispose](),
    };
  },
  async duet(number) {
    // Every second one has a computer beside it.
    const simulated = await SimulatedDuet.start({ ...PACE, mode: number % 2 === 0 ? 'standalone' : 'sbc' });
    simulated.switches.slowMs = SLOW_MS;
    return {
      options: { url: simulated.url, password: simulated.switches.password },
      runs: () => simulated.board.printed.map((each) => run(each.path, each.content, each.outcome, 'finished')),
      [Symbol.asyncDispose]: () => simulated[Symbol.asyncDispose](),
    };
  },
  async elegoo() {
    const simulated = await SimulatedElegoo.start(PACE);
    simulated.switches.slowMs = SLOW_MS;
    return {
      options: { url: simulated.url },
      runs: () => simulated.printer.printed.map((each) => run(each.name, each.content, each.outcome, 'finished')),
      [Symbol.asyncDispose]: () => simulated[Symbol.asyncDispose](),
    };
  },
  async 'elegoo-cc2'(number) {
    const simulated = await SimulatedCc2.start({ ...PACE, serial: `F01CC2X8000000${number}` });
    const { serial, mqttPort, filePort, printer, switches } = simulated;
    switches.slowMs = SLOW_MS;
    return {
      options: { host: '127.0.0.1', serial, mqttPort, filePort },
      runs: () => printer.printed.map((each) => run(each.name, each.content, each.outcome, 'finished')),
      [Symbol.asyncDispose]: () => simulated[Symbol.asyncDispose](),
    };
  },
  async moonraker() {
    const simulated = await SimulatedMoonraker.start({ ...PACE, updateMs: 20 });
    simulated.switches.queueMs = SLOW_MS;
    return {
      options: { url: simulated.url },
      runs: () => simulated.printed.map((each) => run(each.filename, each.content, each.outcome, 'completed')),
      [Symbol.asyncDispose]: () => simulated[Symbol.asyncDispose](),
    };
  },
  async octoprint() {
    const simulated = await SimulatedOctoPrint.start({ ...PACE, updateMs: 20 });
    return {
      options: { url: simulated.url, apiKey: simulated.switches.apiKey },
      runs: () => simulated.printed.map((each) => run(each.path, each.content, each.outcome, 'done')),
      [Symbol.asyncDispose]: () => simulated[Symbol.asyncDispose](),
    };
  },
  async 'prusa-connect'(number) {
    const { host, port } = ownPlace();
    // Every second one is of a build that asks.
    const build = number % 2 === 0 ? 'http' : 'websocket';
    const simulated = new SimulatedPrusaConnect({ ...PACE, host, port, build });
    simulated.switches.slowMs = SLOW_MS;
    return {
      options: { port, address: host, token: simulated.switches.token },
      runs: () => simulated.printer.printed.map((each) => run(each.name, each.content, each.outcome, 'finished')),
      [Symbol.asyncDispose]: () => simulated[Symbol.asyncDispose](),
    };
  },
  async prusalink(number) {
    const dialect = number % 2 === 0 ? 'buddy' : 'pi';
    const simulated = await SimulatedPrusaLink.start({ ...PACE, dialect });
    simulated.switches.slowMs = SLOW_MS;
    return {
      options: { url: simulated.url, password: simulated.switches.password },
      runs: () => simulated.printer.printed.map((each) => run(each.name, each.content, each.outcome, 'finished')),
      [Symbol.asyncDispose]: () => simulated[Symbol.asyncDispose](),
    };
  },
};
