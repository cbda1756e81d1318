/** Many simulated printers over a network in one process, each on ports of its own: hundreds of processes would be measured instead of Croft. */
import { SimulatedBambu } from '../../src/drivers/bambu/simulator/bambu.ts';
import { SimulatedDuet } from '../../src/drivers/duet/simulator/duet.ts';
import { SimulatedElegoo } from '../../src/drivers/elegoo/simulator/elegoo.ts';
import { SimulatedMoonraker } from '../../src/drivers/moonraker/simulator/moonraker.ts';
import { SimulatedOctoPrint } from '../../src/drivers/octoprint/simulator/octoprint.ts';
import { ownPlace } from '../../src/drivers/prusa-connect/simulator/own-place.ts';
import { SimulatedPrusaConnect } from '../../src/drivers/prusa-connect/simulator/prusa-connect.ts';
import { SimulatedPrusaLink } from '../../src/drivers/prusalink/simulator/prusa-link.ts';
import { takePrecedence } from '../../src/lib/precedence.ts';
import type { NetworkAnswer, NetworkAsk, NetworkPrinter } from './network-farm.ts';

interface Simulated extends NetworkPrinter {
  readonly startAtPanel: () => unknown;
  /** Of one that calls us, and calls nobody before it is added. */
  readonly dial?: () => void;
}

/** Longer than any measurement. */
const printSeconds = 100_000;
const NAME = 'panel.gcode';
const GCODE = 'G28\n';

/** As often as the real ones tell their state. */
const KINDS: Readonly<Record<string, (number: number) => Promise<Simulated>>> = {
  moonraker: async () => {
    const { url, files, klipper } = await SimulatedMoonraker.start({ printSeconds });
    files.set(NAME, GCODE);
    return { driver: 'moonraker', options: { url }, startAtPanel: () => klipper.start(NAME) };
  },
  octoprint: async () => {
    const { url, switches, printer } = await SimulatedOctoPrint.start({ printSeconds });
    printer.files.set(NAME, { content: GCODE, success: 0, failure: 0 });
    const options = { url, apiKey: switches.apiKey };
    return { driver: 'octoprint', options, startAtPanel: () => printer.start(NAME) };
  },
  prusalink: async () => {
    const { url, switches, printer } = await SimulatedPrusaLink.start({ printSeconds });
    const options = { url, password: switches.password };
    return { driver: 'prusalink', options, startAtPanel: () => printer.start(NAME, GCODE) };
  },
  bambu: async (number) => {
    const serial = `01P00A${String(100_000_000 + number)}`;
    const { switches, device, mqttPort, filePort } = await SimulatedBambu.start({
      printSeconds,
      updateMs: 1_000,
      serial,
    });
    const options = { host: '127.0.0.1', serial, mqttPort, filePort, accessCode: switches.accessCode };
    return { driver: 'bambu', options, startAtPanel: () => device.startAtPanel(`${NAME}.3mf`, '0', 1e9) };
  },
  duet: async () => {
    const { url, board } = await SimulatedDuet.start({ printSeconds });
    return { driver: 'duet', options: { url }, startAtPanel: () => board.print(`0:/gcodes/${NAME}`, GCODE) };
  },
  elegoo: async () => {
    const { url, printer } = await SimulatedElegoo.start({ printSeconds, updateMs: 1_000 });
    return { driver: 'elegoo', options: { url }, startAtPanel: () => printer.start(NAME, GCODE) };
  },
  'prusa-connect': async (number) => {
    const { host, port } = ownPlace();
    // Both builds of that firmware are about.
    const build = number % 2 === 0 ? 'http' : 'websocket';
    const fingerprint = `bench${number}`;
    const printer = new SimulatedPrusaConnect({ host, port, build, printSeconds, fingerprint });
    printer.cut();
    const options = { port, token: printer.switches.token, address: host };
    return {
      driver: 'prusa-connect',
      options,
      startAtPanel: () => printer.startAtPanel(`/usb/${NAME}`, GCODE),
      dial: () => printer.mend(),
    };
  },
};

const tell = (answer: NetworkAnswer): void => void process.send?.(answer);

// In life these are no processes of the busy host. Without the right to it the figures are the worse for it.
takePrecedence({ nice: -20, leadsSession: false });
const all: Simulated[] = [];
/** All kinds in turn, or `BENCH_DRIVERS=moonraker,bambu`: what printers of one kind cost that share a process. */
const kinds = process.env.BENCH_DRIVERS?.split(',') ?? Object.keys(KINDS);
const [first, count] = process.argv.slice(2).map(Number);
if (first === undefined || count === undefined) throw new Error('which printers: the first, and how many');
for (let i = first; i < first + count; i++) {
  const start = KINDS[kinds[i % kinds.length] ?? ''];
  if (start === undefined) throw new Error(`BENCH_DRIVERS: one of ${Object.keys(KINDS).join(', ')}`);
  all.push(await start(i));
}
process.on('message', (ask: NetworkAsk) => {
  if ('dial' in ask) return all.forEach(({ dial }) => dial?.());
  const { printer } = ask;
  all[printer - first]?.startAtPanel();
  tell({ printer, at: performance.timeOrigin + performance.now() });
});
process.on('disconnect', () => process.exit());
tell({ printers: all.map(({ driver, options }) => ({ driver, options })) });
