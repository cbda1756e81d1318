import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CONTRACT } from './contract.ts';
import type { Driver, DriverContext, DriverReport, PrintToDrive } from './driver.ts';
import type { ContractBench, ContractPrinter } from './fixtures/contract-printer.ts';
import type { PrinterFiles } from './printer-files.ts';
import { bench as moonraker } from './moonraker/fixtures/contract-bench.ts';
import { bench as prusalink } from './prusalink/fixtures/contract-bench.ts';

/** What a broken driver makes of a report of a whole one: another, several or none. */
type Twist = (report: DriverReport, run: Run) => readonly DriverReport[];
/** What it does with the orders. */
type Orders = (whole: Driver, context: DriverContext, run: Run) => Partial<Driver>;

/** What a broken driver may look at while a case runs. */
interface Run {
  whole: Driver | null;
  started: PrintToDrive | null;
  nonsense: number;
  /** Drivers that were not ended by the case, to be ended behind it. */
  readonly left: Driver[];
}

interface Defect {
  readonly what: string;
  readonly rule: string;
  /** The case that must see it. */
  readonly title: RegExp;
  /** How that case must fail. */
  readonly fails: RegExp;
  readonly twist?: (context: DriverContext) => Twist;
  readonly orders?: Orders;
  /** Whose driver it is; missing: Moonraker's. */
  readonly bench?: ContractBench;
  /** How long the case waits for what never comes; missing: as long as anything may take. */
  readonly patienceMs?: number;
}

const drop =
  (...kinds: readonly DriverReport['kind'][]): (() => Twist) =>
  () =>
  (report) =>
    kinds.includes(report.kind) ? [] : [report];

/** With files of which something is broken. */
function filesThat(broken: (files: PrinterFiles) => Partial<PrinterFiles>): Orders {
  return (whole) => {
    const { files } = whole;
    if (files === undefined) return {};
    const plain: PrinterFiles = {
      list: (signal) => files.list(signal),
      open: (path, offset, signal) => files.open(path, offset, signal),
      delete: (path, signal) => files.delete(path, signal),
    };
    return { files: { ...plain, ...broken(files) } };
  };
}

const endAsLost = (report: DriverReport): readonly DriverReport[] =>
  report.kind === 'print-ended'
    ? [
        {
          kind: 'print-lost',
          printId: report.printId,
          error: { code: 'no-answer', message: 'No answer.', at: 0 },
        },
      ]
    : [report];

/** Whatever ended it, the print is started anew with this report. */
function startsAgainAt(kind: DriverReport['kind']): Pick<Defect, 'orders' | 'twist'> {
  return {
    orders: (whole, _, run) => ({
      start(print) {
        whole.start(print);
        run.started = print;
      },
    }),
    twist: () => {
      let again = false;
      return (report, { started, whole }) => {
        if (report.kind === 'print-ended' && !again) return [];
        if (report.kind === kind && started !== null && !again) {
          again = true;
          setImmediate(() => whole?.start(started));
        }
        return [report];
      };
    },
  };
}

const DEFECTS: readonly Defect[] = [
  {
    what: 'never says that it is connected',
    rule: 'DR1',
    title: /first report/,
    fails: /in vain for connected; heard: $/,
    twist: drop('connected'),
  },
  {
    what: 'says nothing of a printer that is not there',
    rule: 'DR1',
    title: /first report/,
    fails: /in vain for disconnected/,
    twist: drop('disconnected'),
  },
  {
    what: 'calls a print finished when it has begun',
    rule: 'DR2',
    title: /proven end/,
    fails: /told when it has ended/,
    twist: () => (report) =>
      report.kind === 'print-moved'
        ? [report, { kind: 'print-ended', printId: report.printId, outcome: 'finished', moved: true, error: null }]
        : [report],
  },
  {
    what: 'calls a pause done when it was answered',
    rule: 'DR3',
    title: /pause, resume/,
    fails: /true !== false/,
    orders: (whole, { report }) => ({
      pause(printId) {
        whole.pause(printId);
        report({ kind: 'print-paused', printId, reason: 'Paused.' });
      },
    }),
  },
  {
    what: 'takes the answer to a start for its effect',
    rule: 'DR3',
    title: /no effect/,
    fails: /in vain for print-ended; heard: connected, print-moved/,
    twist: () => (report) =>
      report.kind === 'print-ended' && !report.moved ? [{ kind: 'print-moved', printId: report.printId }] : [report],
  },
  {
    what: 'keeps the reason of a refusal to itself',
    rule: 'DR4',
    title: /refused start/,
    fails: /Must home axis first/,
    twist: () => (report) => (report.kind === 'print-ended' ? [{ ...report, error: null }] : [report]),
  },
  {
    what: 'tries a lost connection not again',
    rule: 'DR5',
    title: /cut connection/,
    fails: /in vain for connected/,
    twist: () => {
      let gone = false;
      return (report) => {
        gone ||= report.kind === 'disconnected';
        return gone && report.kind === 'connected' ? [] : [report];
      };
    },
  },
  {
    what: 'waits for ever for a printer that hangs',
    rule: 'DR5',
    title: /printer that hangs/,
    patienceMs: 150_000,
    fails: /in vain for the end of a line/,
    orders: () => ({ manual: () => new Promise(() => {}) }),
  },
  {
    what: 'believes in a silent connection',
    rule: 'DR5',
    title: /silent/,
    fails: /in vain for disconnected/,
    twist: drop('disconnected'),
  },
  {
    what: 'starts again what it may have started',
    rule: 'DR6',
    title: /starts nothing twice/,
    fails: /'p1',\s+\+\s+'p1'/,
    orders: (whole, _, run) => ({
      start(print) {
        whole.start(print);
        run.started = print;
      },
    }),
    twist: () => {
      let [again, isOver, isInSight] = [false, false, false];
      return (report, { started, whole }) => {
        if (report.kind === 'connected') isInSight = true;
        if (report.kind === 'disconnected') isInSight = false;
        const isEnd = report.kind === 'print-ended' && !again;
        isOver ||= isEnd;
        if (isOver && isInSight && !again && started !== null) {
          again = true;
          setImmediate(() => whole?.start(started));
        }
        return isEnd ? [] : [report];
      };
    },
  },
  {
    what: 'starts its print all the same when the printer is found again',
    rule: 'DR6',
    title: /out of sight while/,
    fails: /onto what nobody saw/,
    ...startsAgainAt('connected'),
  },
  {
    what: 'takes its word for it that no time has passed',
    rule: 'DR5',
    title: /in which the host/,
    patienceMs: 40_000,
    fails: /in vain for disconnected/,
    twist: drop('disconnected'),
  },
  {
    what: 'goes on with a print as if its host had not slept',
    rule: 'DR6',
    title: /on its way while the host/,
    fails: /onto what nobody saw/,
    ...startsAgainAt('connected'),
  },
  {
    what: 'forgets what it heard too late',
    rule: 'DR8',
    title: /words that come late/,
    fails: /onto what was told late/,
    ...startsAgainAt('foreign-ended'),
  },
  {
    what: 'takes one connection that answers for all of them',
    rule: 'DR5',
    title: /session that is lost/,
    patienceMs: 90_000,
    fails: /in vain for disconnected/,
    twist: drop('disconnected'),
  },
  {
    what: 'sends a start again that it has given up',
    rule: 'DR8',
    title: /never leaves/,
    fails: /what was given up never leaves/,
    ...startsAgainAt('connected'),
  },
  {
    what: 'starts its print all the same when another’s is over',
    rule: 'DR8',
    title: /begun by hand while/,
    fails: /onto what the panel has left/,
    ...startsAgainAt('foreign-ended'),
  },
  {
    what: 'sends a pause to a printer that has nothing to pause, and takes its no for an end of the wish',
    rule: 'DR3',
    title: /waits for the print/,
    fails: /nothing is paused, or goes on/,
    orders: (whole, { report }) => ({
      pause: (printId) => report({ kind: 'print-resumed', printId }),
      start: (print) => whole.start(print),
    }),
  },
  {
    what: 'ends a print as lost because an answer was lost',
    rule: 'DR6',
    title: /answer is lost/,
    fails: /in vain for print-ended; .*print-lost/,
    twist: () => endAsLost,
  },
  {
    what: 'writes down nowhere that a start has not left',
    rule: 'DR7',
    title: /died never began/,
    fails: /in vain for print-ended; .*print-lost/,
    twist: () => endAsLost,
  },
  {
    what: 'gives its print up for lost where another is found',
    rule: 'DR7',
    title: /in whose place/,
    fails: /in vain for print-ended; .*print-lost/,
    twist: () => endAsLost,
  },
  {
    what: 'gives a print up for lost that was not even noted',
    rule: 'DR7',
    title: /nothing was noted/,
    fails: /in vain for print-ended; .*print-lost/,
    patienceMs: 60_000,
    twist: () => (report) => (report.kind === 'print-ended' && !report.moved ? endAsLost(report) : [report]),
  },
  {
    what: 'calls unmoved what it has not seen',
    rule: 'DR7',
    title: /not called unmoved/,
    fails: /false,?\s+[-+]\s+true|true,?\s+[-+]\s+false/,
    twist: () => (report) =>
      report.kind === 'print-lost' && report.printId !== null
        ? [{ kind: 'print-ended', printId: report.printId, outcome: 'failed', moved: false, error: report.error }]
        : [report],
  },
  {
    what: 'takes any error for a refusal of its start',
    rule: 'DR6',
    title: /error beside a start/,
    fails: /'failed'\s+- 'finished'/,
    bench: prusalink,
    orders: (whole, { report }) => ({
      start(print) {
        whole.start(print);
        const error = { code: 'printer-reported-failure', message: 'HTTP 500', at: 0 } as const;
        report({ kind: 'print-ended', printId: print.printId, outcome: 'failed', moved: false, error });
      },
    }),
  },
  {
    what: 'goes on with a print that was given up',
    rule: 'DR8',
    title: /comes after all/,
    fails: /in vain for foreign-began/,
    bench: prusalink,
    patienceMs: 30_000,
    twist: drop('foreign-began'),
  },
  {
    what: 'does not adopt',
    rule: 'DR7',
    title: /adopts/,
    fails: /in vain for adopted/,
    orders: () => ({ adopt: () => {} }),
  },
  {
    what: 'asks no history',
    rule: 'DR7',
    title: /ended unseen/,
    fails: /in vain for print-ended; heard: connected$/,
    orders: () => ({ adopt: () => {} }),
  },
  {
    what: 'sees only its own prints',
    rule: 'DR8',
    title: /panel/,
    fails: /in vain for foreign-began/,
    twist: drop('foreign-began'),
  },
  {
    what: 'forgets a foreign print that it lost sight of',
    rule: 'DR8',
    title: /ends out of sight/,
    patienceMs: 40_000,
    fails: /in vain for foreign-ended/,
    twist: drop('foreign-ended'),
  },
  {
    what: 'forgets the key of a foreign print',
    rule: 'DR8',
    title: /panel/,
    fails: /found once, not twice/,
    twist: () => (report) =>
      report.kind === 'connected' && report.foreign !== null
        ? [{ ...report, foreign: { ...report.foreign, key: 'another' } }]
        : [report],
  },
  {
    what: 'tells only now and then what the printer told at once',
    rule: 'DR8',
    title: /pushes/,
    fails: /told after \d+ ms/,
    twist:
      ({ clock, report }) =>
      (each) => {
        if (each.kind !== 'foreign-began') return [each];
        clock.schedule(8_000, () => report(each));
        return [];
      },
  },
  {
    what: 'takes wrong credentials for a printer that is off',
    rule: 'DR9',
    title: /credentials/,
    fails: /false !== true/,
    twist: () => (report) => (report.kind === 'disconnected' ? [{ ...report, wrongCredentials: false }] : [report]),
  },
  {
    what: 'forgets to cancel',
    rule: 'DR10',
    title: /cancel/,
    fails: /cancelled/,
    orders: () => ({ cancel: () => {} }),
  },
  {
    what: 'tells what it was trusted with',
    rule: 'DR9',
    title: /no secret/,
    fails: /a{32}/,
    twist: () => (report) => (report.kind === 'connected' ? [{ ...report, firmware: 'a'.repeat(32) }] : [report]),
  },
  {
    what: 'has one way to stop, which is dead',
    rule: 'DR10',
    title: /open and dead/,
    patienceMs: 40_000,
    fails: /in vain for it to stop/,
    orders: () => ({ stop: () => {} }),
  },
  {
    what: 'forgets a stop that found no line',
    rule: 'DR10',
    title: /line that is cut/,
    patienceMs: 40_000,
    fails: /in vain for it to stop/,
    orders: () => ({ stop: () => {} }),
  },
  {
    what: 'keeps to itself that it may not stop',
    rule: 'DR10',
    title: /stop that is refused/,
    patienceMs: 40_000,
    fails: /in vain for trouble/,
    twist: drop('trouble'),
  },
  {
    what: 'forgets to stop',
    rule: 'DR10',
    title: /stop/,
    fails: /in vain for standing/,
    orders: () => ({ stop: () => {} }),
  },
  {
    what: 'leaves a timer behind',
    rule: 'DR11',
    title: /given back/,
    fails: /timers of the driver are left/,
    orders: (whole, { clock }) => ({
      connect() {
        whole.connect();
        clock.schedule(3_600_000, () => {});
      },
    }),
  },
  {
    what: 'leaves its connection open',
    rule: 'DR11',
    title: /given back/,
    fails: /in vain for every connection to close/,
    orders: (whole, _, run) => ({
      async [Symbol.asyncDispose]() {
        run.left.push(whole);
      },
    }),
  },
  {
    what: 'takes nonsense for a reset',
    rule: 'DR12',
    title: /nonsense/,
    fails: /print-lost/,
    twist:
      () =>
      (report, { nonsense }) =>
        nonsense > 1 && report.kind === 'print-ended'
          ? [
              {
                kind: 'print-lost',
                printId: report.printId,
                error: { code: 'printer-reset', message: 'Reset.', at: 0 },
              },
              report,
            ]
          : [report],
  },
  {
    what: 'shows what Croft brought among the printer’s files',
    rule: 'DL2',
    title: /listed/,
    fails: /croft\/p9/,
    orders: filesThat((files) => ({
      list: async (signal) => [...(await files.list(signal)), { path: 'croft/p9.gcode', sizeBytes: 4, modifiedAt: 0 }],
    })),
  },
  {
    what: 'sends a file from its beginning, wherever it is asked for',
    rule: 'DL2',
    title: /fetched/,
    fails: /from the middle/,
    orders: filesThat((files) => ({ open: (path, _offset, signal) => files.open(path, 0, signal) })),
  },
  {
    what: 'takes a broken transfer for its end',
    rule: 'DL4',
    title: /breaks off/,
    fails: /Missing expected rejection/,
    orders: filesThat((files) => ({
      async open(path, offset, signal) {
        const opened = await files.open(path, offset, signal);
        const next = () => opened.bytes.next().catch(() => ({ done: true as const, value: undefined }));
        return { ...opened, bytes: { next } };
      },
    })),
  },
  {
    what: 'deletes nothing',
    rule: 'DL4',
    title: /missing/,
    fails: /deleted/,
    orders: filesThat(() => ({ delete: async () => {} })),
  },
  {
    what: 'keeps to itself that the files are others',
    rule: 'DL2',
    title: /told of/,
    fails: /in vain for files-changed/,
    twist: drop('files-changed'),
  },
  {
    what: 'takes a button for pressed that it found so',
    rule: 'BE5',
    title: /button/,
    fails: /pressed while nobody looked/,
    twist: () => {
      let lives = 0;
      return (report) => {
        if (report.kind !== 'connected') return [report];
        lives += 1;
        return lives === 2 ? [report, { kind: 'bed-declared', clear: true }] : [report];
      };
    },
  },
];

/** A whole printer with a driver that has this one defect; none: a whole one, through the same hands. */
function broken(
  { twist, orders, bench = moonraker }: Pick<Defect, 'twist' | 'orders' | 'bench'>,
  run: Run,
): ContractBench {
  const twisted = <Whole extends ContractPrinter>(printer: Whole): Whole => {
    const createDriver = (context: DriverContext): Driver => {
      const change = twist?.(context) ?? ((report) => [report]);
      const whole = printer.createDriver({
        ...context,
        report: (report) => {
          for (const each of change(report, run)) context.report(each);
        },
      });
      run.whole = whole;
      const changed = orders?.(whole, context, run) ?? {};
      return new Proxy(whole, {
        get(target, name) {
          const found: unknown = Reflect.get(changed, name) ?? Reflect.get(target, name);
          return typeof found === 'function' ? (found as (...given: unknown[]) => unknown).bind(target) : found;
        },
      });
    };
    const talkNonsense = (): void => {
      run.nonsense += 1;
      printer.talkNonsense();
    };
    return { ...printer, createDriver, talkNonsense };
  };
  return {
    ...bench,
    open: async (printSeconds?: number) => twisted(await bench.open(printSeconds)),
    async openWithButton() {
      assert.ok(prusalink.openWithButton !== undefined);
      return twisted(await prusalink.openWithButton());
    },
  };
}

const newRun = (): Run => ({ whole: null, started: null, nonsense: 0, left: [] });
/** Long enough for what comes, so that a broken driver is waited for no longer than it takes. */
const PATIENCE_MS = 120_000;

const prove = (defect: Defect): void => {
  test(`[${defect.rule}] a driver that ${defect.what}`, async () => {
    const run = newRun();
    const found = CONTRACT.find(({ rule, title }) => rule === defect.rule && defect.title.test(title));
    assert.ok(found !== undefined);
    await assert.rejects(found.run(broken(defect, run), defect.patienceMs ?? PATIENCE_MS), defect.fails);
    for (const driver of run.left) await driver[Symbol.asyncDispose]();
  });
};

describe('a broken driver fails the case that is about it', { concurrency: true }, () => {
  for (const defect of DEFECTS) if (defect.rule !== 'DR11') prove(defect);

  test('a whole driver in the same hands fails none of these two', async () => {
    for (const each of CONTRACT.filter(({ rule }) => rule === 'DR2' || rule === 'DR4'))
      await each.run(broken({}, newRun()));
  });

  test('and every case of the suite has a defect that it was seen to catch', () => {
    const unseen = CONTRACT.filter(
      ({ rule, title }) => !DEFECTS.some((defect) => defect.rule === rule && defect.title.test(title)),
    );
    assert.deepEqual(unseen, []);
  });
});

describe('a broken driver leaks', () => {
  for (const defect of DEFECTS) if (defect.rule === 'DR11') prove(defect);
});
