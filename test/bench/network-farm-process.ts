/** Many simulated printers over a network in one process, each on ports of its own: a hundred processes would be measured instead of Croft. */
import { SimulatedBambu } from '../../src/drivers/bambu/simulator/bambu.ts';
import { SimulatedDuet } from '../../src/drivers/duet/simulator/duet.ts';
import { SimulatedElegoo } from '../../src/drivers/elegoo/simulator/elegoo.ts';
import { SimulatedMoonraker } from '../../src/drivers/moonraker/simulator/moonraker.ts';
import { SimulatedOctoPrint } from '../../src/drivers/octoprint/simulator/octoprint.ts';
import { SimulatedPrusaLink } from '../../src/drivers/prusalink/simulator/prusa-link.ts';
import { takePrecedence } from '../../src/lib/precedence.ts';
import type { NetworkAnswer, NetworkPrinter } from './network-farm.ts';

interface Simulated extends NetworkPrinter {
  readonly startAtPanel: () => unknown;
}

/** Longer than any measurement. */
const printSeconds = 100_000;
const NAME = 'panel.gcode';
const GCODE = 'G28\n';

/** As often as the real ones tell their state. */
const KINDS: Readonly<Record<string, () => Promise<Simulated>>> = {
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
  bambu: async () => {
    const serial = `01P00A${String(100_000_000 + bambus)}`;
    bambus += 1;
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
};
let bambus = 0;

const tell = (answer: NetworkAnswer): void => void process.send?.(answer);

// In life these are no processes of the busy host. Without the right to it the figures are the worse for it.
takePrecedence({ nice: -20, leadsSession: false });
const all: Simulated[] = [];
/** All kinds in turn, or `BENCH_DRIVERS=moonraker,bambu`: what printers of one kind cost that share a process. */
const kinds = process.env.BENCH_DRIVERS?.split(',') ?? Object.keys(KINDS);
for (let i = 0; i < Number(process.argv[2]); i++) {
  const start = KINDS[kinds[i % kinds.length] ?? ''];
  if (start === undefined) throw new Error(`BENCH_DRIVERS: one of ${Object.keys(KINDS).join(', ')}`);
  all.push(await start());
}
process.on('message', ({ printer }: { readonly printer: number }) => {
  all[printer]?.startAtPanel();
  tell({ printer, at: performance.timeOrigin + performance.now() });
});
process.on('disconnect', () => process.exit());
tell({ printers: all.map(({ driver, options }) => ({ driver, options })) });
