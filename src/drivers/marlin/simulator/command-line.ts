import { parseArgs } from 'node:util';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { SpeechName } from './dialects/speech.ts';
import { SPEECHES } from './dialects/speeches.ts';
import { type FaultSettings, parseFaultSettings } from './fault-settings.ts';
import { type SimulatorOptions, simulatorOptions } from './options.ts';

/** What `croft simulate` was asked to do. */
export interface SimulateCommand {
  readonly options: SimulatorOptions;
  readonly plug:
    | { readonly kind: 'pty'; readonly link: string | null }
    | { readonly kind: 'tcp'; readonly port: number; readonly kick: boolean };
  readonly record: string | null;
  readonly state: string | null;
  readonly control: string | null;
  readonly faults: Partial<FaultSettings>;
  readonly precise: boolean;
  readonly untilStdinEnds: boolean;
}

const errors = defineErrors({
  badOption: errorEntry<{ readonly option: string; readonly rule: string }>({
    code: 'simulator-bad-option',
    cause: ({ option, rule }) => `${option}: ${rule}`,
    remedy: 'See croft simulate --help.',
    field: ({ option }) => option,
    rule: ({ rule }) => rule,
  }),
});

export const HELP = `croft simulate — a simulated printer with Marlin's or another firmware's protocol

Where it is found (default: --pty):
  --pty                   a pseudo terminal, like a USB serial port
  --link PATH             a stable symbolic link to it
  --tcp PORT              127.0.0.1:PORT instead (0 = any free port)
  --tcp-kick              a second TCP host takes over instead of being refused
  --reset-on-open         opening the port resets the board, as DTR does on many

What it is:
  --dialect NAME          marlin (default), marlin1, prusa, repetier, smoothie, reprapfirmware,
                          reprapfirmware2, klipper or grbl
  --name NAME             shown as MACHINE_TYPE
  --baud N                limits the wire both ways to N bit/s (0 = no limit, default)
  --speed N               moves and heats N times faster than in life ("instant" = at once)
  --advanced-ok           ok N<line> P<planner> B<ring>
  --bed-sensor            answers M8300 with croft-bed: empty | object
  --auto-remove SECONDS   the object vanishes that long after the end of a print
  --set KEY=VALUE         any other option: ringSlots, rxBytes, rxFull, plannerBlocks, commandMs, bootMs, busyMs, waitMs,
                          emergencyParser, … (may be given again)
  --precise               exact timing at the price of a busy processor, for benchmarks

What goes wrong, and who watches:
  --seed N                every random fault derives from it
  --faults JSON           lasting faults from the start, such as {"lostOk":0.01}
  --record FILE           appends every fact as a line of JSON
  --control SOCKET        takes commands as lines of JSON, such as {"command":"status"}
  --state FILE            remembers over a restart what lies on the bed
  --until-stdin-ends      ends when its standard input does

When it is ready it prints one line of JSON: {"ready":true,"path":…} or {"ready":true,"host":…,"port":…}.
`;

/** Reads the arguments; null = only help was asked for. Throws a UserError that names the option. */
export function parseCommandLine(argv: readonly string[]): SimulateCommand | null {
  const given = parse(argv);
  if (given.help) return null;
  if (given.pty && given.tcp !== undefined) throw wrong('--tcp', 'cannot be combined with --pty');
  if (given.link !== undefined && given.tcp !== undefined) throw wrong('--link', 'needs a pseudo terminal, not --tcp');
  const asked: { -readonly [Key in keyof SimulatorOptions]?: SimulatorOptions[Key] } = {};
  if (given.name !== undefined) asked.name = given.name;
  if (given.dialect !== undefined) asked.dialect = dialect('--dialect', given.dialect);
  if (given.baud !== undefined) asked.baud = number('--baud', given.baud, 0);
  if (given.speed !== undefined) asked.speed = speed(given.speed);
  if (given.seed !== undefined) asked.seed = number('--seed', given.seed, 0);
  if (given['auto-remove'] !== undefined) asked.autoRemoveSeconds = number('--auto-remove', given['auto-remove'], 0);
  if (given['advanced-ok']) asked.advancedOk = true;
  if (given['bed-sensor']) asked.bedSensor = true;
  if (given['reset-on-open']) asked.resetOnOpen = true;
  // A simulator that runs for months must not keep every line it ever executed.
  const settings = Object.assign({ memoryRecords: 10_000 }, asked, ...(given.set ?? []).map(setting));
  return {
    options: simulatorOptions(settings),
    plug:
      given.tcp === undefined
        ? { kind: 'pty', link: given.link ?? null }
        : { kind: 'tcp', port: portNumber(given.tcp), kick: given['tcp-kick'] ?? false },
    record: given.record ?? null,
    state: given.state ?? null,
    control: given.control ?? null,
    faults: given.faults === undefined ? {} : faults(given.faults),
    precise: given.precise ?? false,
    untilStdinEnds: given['until-stdin-ends'] ?? false,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h' },
        pty: { type: 'boolean' },
        tcp: { type: 'string' },
        'tcp-kick': { type: 'boolean' },
        link: { type: 'string' },
        name: { type: 'string' },
        dialect: { type: 'string' },
        baud: { type: 'string' },
        speed: { type: 'string' },
        'advanced-ok': { type: 'boolean' },
        'bed-sensor': { type: 'boolean' },
        'auto-remove': { type: 'string' },
        'reset-on-open': { type: 'boolean' },
        set: { type: 'string', multiple: true },
        seed: { type: 'string' },
        faults: { type: 'string' },
        record: { type: 'string' },
        control: { type: 'string' },
        state: { type: 'string' },
        precise: { type: 'boolean' },
        'until-stdin-ends': { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw wrong('croft simulate', error instanceof Error ? error.message : String(error));
  }
}

function wrong(option: string, rule: string): Error {
  return errors.badOption({ option, rule });
}

function number(option: string, text: string, lowest: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= lowest) return value;
  throw wrong(option, `must be a number of at least ${lowest}, not "${text}"`);
}

function portNumber(text: string): number {
  const value = number('--tcp', text, 0);
  if (Number.isInteger(value) && value <= 65_535) return value;
  throw wrong('--tcp', `must be a port from 0 to 65535, not "${text}"`);
}

function dialect(option: string, text: string): SpeechName {
  if (Object.hasOwn(SPEECHES, text)) return text as SpeechName;
  throw wrong(option, `must be one of ${Object.keys(SPEECHES).join(', ')}, not "${text}"`);
}

function speed(text: string): number {
  if (text === 'instant' || text === 'Infinity') return Number.POSITIVE_INFINITY;
  const value = number('--speed', text, 0);
  if (value > 0) return value;
  throw wrong('--speed', 'must be more than 0, or "instant"');
}

function setting(text: string): Partial<SimulatorOptions> {
  const split = text.indexOf('=');
  const key = text.slice(0, Math.max(0, split));
  const value = text.slice(split + 1);
  const defaults: Record<string, unknown> = { ...simulatorOptions() };
  if (!Object.hasOwn(defaults, key)) throw wrong('--set', `"${text}" is not KEY=VALUE with a known key`);
  if (key === 'dialect') return { dialect: dialect('--set dialect', value) };
  if (key === 'rxFull') {
    if (value === 'drop' || value === 'hold') return { rxFull: value };
    throw wrong('--set', 'rxFull must be drop or hold');
  }
  if (typeof defaults[key] === 'string') return { [key]: value };
  if (typeof defaults[key] !== 'boolean') return { [key]: number(`--set ${key}`, value, 0) };
  if (value === 'true' || value === 'false') return { [key]: value === 'true' };
  throw wrong('--set', `${key} must be true or false`);
}

function faults(text: string): Partial<FaultSettings> {
  try {
    return parseFaultSettings(JSON.parse(text));
  } catch (error) {
    throw wrong('--faults', error instanceof Error ? error.message : String(error));
  }
}
