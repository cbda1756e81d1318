import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { BUTTON_CASES } from './contract-button.ts';
import { FILE_CASES } from './contract-files.ts';
import { SECRET_CASES } from './contract-secrets.ts';
import { SILENCE_CASES } from './contract-silence.ts';
import { SLEEP_CASES } from './contract-sleep.ts';
import type { DriverReport } from './driver.ts';
import { STALL_CASES } from './contract-stalls.ts';
import { ENDLESS, STOP_CASES } from './contract-stops.ts';
import type { ContractBench } from './fixtures/contract-printer.ts';
import { ContractStage, type DriverLife } from './fixtures/contract-stage.ts';
import { printId } from '#model/ids';

/** One promise of every driver (`docs/spec/dr.md`, of files `dl.md`), as a case that any of them must pass against its own simulator. */
export interface ContractCase {
  readonly rule: `DR${number}` | `DL${number}` | 'BE5';
  readonly title: string;
  readonly run: (bench: ContractBench, patienceMs?: number) => Promise<void>;
  /** Missing: to every driver. */
  readonly appliesTo?: (bench: ContractBench) => boolean;
}

/** TCP may look alive for hours: without a word for so long it is a cut (DR5). */
const SILENCE_LIMIT_MS = 60_000;
/** What may lie between the silence and its report: the last question, and a second try. */
const SILENCE_GRACE_MS = 30_000;
const PROMPT_MS = 30_000;
/** Longer than any driver waits for the proof of a start that a printer has not taken. */
const WAITED_MS = 90_000;
/** What a printer answers at once has been answered. */
const SETTLED_MS = 3_000;

type Act = (stage: ContractStage, bench: ContractBench) => Promise<void>;

const onStage =
  (act: Act, printSeconds?: number): ContractCase['run'] =>
  async (bench, patienceMs) => {
    await using stage = new ContractStage(await bench.open(printSeconds), patienceMs);
    await act(stage, bench);
  };

async function printing(stage: ContractStage, length: 'short' | 'long'): Promise<DriverLife> {
  const life = await stage.connected();
  life.driver.start(stage.print('p1', stage.printer.gcode(length)));
  await life.report('print-moved');
  return life;
}

const firstReport: Act = async (stage, { manifest }) => {
  const limit = manifest.limits.firstReportMs;
  const seen = stage.drive();
  assert.ok((await seen.report('connected')).atMs <= limit);
  await seen.end();
  stage.printer.cut();
  const began = stage.clock.monotonic();
  const blind = stage.drive();
  const told = await blind.report('disconnected');
  assert.ok(told.atMs - began <= limit, 'also that it is not there');
  assert.notEqual(told.report.reason, '');
};

const toItsEnd: Act = async (stage) => {
  const life = await printing(stage, 'short');
  const { report, isAtWork } = await life.report('print-ended');
  assert.deepEqual([report.printId, report.outcome, report.moved, report.error], ['p1', 'finished', true, null]);
  assert.ok(!isAtWork, 'told when it has ended, not before');
  assert.deepEqual(stage.printer.begun(), ['p1']);
  assert.deepEqual(life.story, ['connected', 'print-moved', 'print-ended']);
};

const doneWhenProven: Act = async (stage, { manifest }) => {
  const life = await printing(stage, 'long');
  stage.printer.beSlow?.();
  const print = stage.print('p1', stage.printer.gcode('long'));
  life.driver.pause(print.printId);
  assert.equal((await life.report('print-paused')).isAtWork, false);
  life.driver.resume(print.printId);
  const resumed = await life.report('print-resumed');
  // Who feeds the printer knows by the line that was taken; it may have been executed already.
  if (manifest.spooling === 'device') assert.equal(resumed.isAtWork, true);
  else await stage.until('work', () => stage.printer.isAtWork());
  life.driver.cancel(print.printId);
  const { report, isAtWork } = await life.report('print-ended');
  assert.deepEqual([report.outcome, isAtWork], ['cancelled', false]);
  assert.deepEqual([life.count('print-paused'), life.count('print-resumed')], [1, 1]);
};

const neverStarted: Act = async (stage) => {
  const life = await stage.connected();
  stage.printer.ignoreStart?.();
  life.driver.start(stage.print('p1', stage.printer.gcode('short')));
  const { report } = await life.report('print-ended');
  assert.deepEqual([report.outcome, report.moved, report.error?.code], ['failed', false, 'start-unconfirmed']);
  assert.equal(life.count('print-moved'), 0);
};

const refused: Act = async (stage) => {
  const life = await stage.connected();
  const { gcode = stage.printer.gcode('short'), says } = stage.printer.refuseStart();
  life.driver.start(stage.print('p1', gcode));
  const { report } = await life.report('print-ended');
  assert.deepEqual([report.outcome, report.moved], ['failed', false]);
  assert.match(report.error?.message ?? '', says);
  assert.deepEqual(stage.printer.begun(), []);
  const heard = life.heard.length;
  life.driver.start(stage.print('p2', stage.printer.gcode('short')));
  assert.equal((await life.report('print-ended', heard)).report.outcome, 'finished', 'and it takes the next one');
};

const cutAndFound: Act = async (stage) => {
  const life = await stage.connected();
  stage.printer.cut();
  const gone = await life.report('disconnected');
  assert.equal(gone.report.wrongCredentials, false);
  await stage.pass(60_000);
  assert.equal(life.count('connected'), 1);
  const heard = life.heard.length;
  await stage.printer.mend();
  await life.report('connected', heard);
};

const silentIsCut: Act = async (stage) => {
  const life = await stage.connected();
  await life.report('feedback');
  const heard = life.heard.length;
  const began = stage.clock.monotonic();
  stage.printer.beSilent(true);
  const { atMs } = await life.report('disconnected', heard);
  assert.ok(atMs - began <= SILENCE_LIMIT_MS + SILENCE_GRACE_MS, `told after ${atMs - began} ms`);
  stage.printer.beSilent(false);
  await life.report('connected', heard);
};

const nothingTwice: Act = async (stage, { manifest }) => {
  const life = await printing(stage, 'short');
  const heard = life.heard.length;
  stage.printer.cut();
  await life.report('disconnected', heard);
  await stage.printer.mend();
  await life.report('connected', heard);
  const device = manifest.spooling === 'device';
  if (device) assert.equal((await life.report('print-ended')).report.outcome, 'finished');
  else await life.report('print-lost');
  await stage.pass(60_000);
  assert.deepEqual(stage.printer.begun(), ['p1']);
  assert.equal(life.count('print-ended') + life.count('print-lost'), 1);
};

const lostAnswer: Act = async (stage) => {
  const life = await stage.connected();
  stage.printer.loseStartAnswer?.();
  life.driver.start(stage.print('p1', stage.printer.gcode('short')));
  assert.equal((await life.report('print-ended')).report.outcome, 'finished');
  assert.deepEqual(stage.printer.begun(), ['p1']);
};

const adopted: Act = async (stage) => {
  const first = await printing(stage, 'long');
  await first.end();
  const print = stage.print('p1', stage.printer.gcode('long'));
  const next = stage.drive({ adopt: { print, into: 'printing' } });
  assert.equal((await next.report('adopted')).report.into, 'printing');
  assert.equal((await next.report('print-ended')).report.outcome, 'finished');
  assert.deepEqual(stage.printer.begun(), ['p1']);
};

const outcomeLearned: Act = async (stage) => {
  const first = await printing(stage, 'short');
  await first.end();
  await stage.until('its end', () => !stage.printer.isAtWork());
  const print = stage.print('p1', stage.printer.gcode('short'));
  const next = stage.drive({ adopt: { print, into: 'printing' } });
  assert.equal((await next.report('print-ended')).report.outcome, 'finished');
  assert.equal(next.count('adopted'), 0);
};

const foreignSeen: Act = async (stage) => {
  const first = await stage.connected();
  stage.printer.startAtPanel();
  const { foreign } = (await first.report('foreign-began')).report;
  assert.notEqual(foreign.name, '');
  await first.end();
  const next = stage.drive();
  assert.equal((await next.report('connected')).report.foreign?.key, foreign.key, 'found once, not twice');
  stage.printer.endAtPanel();
  assert.equal((await next.report('foreign-ended')).report.key, foreign.key);
  assert.equal(first.count('print-moved') + next.count('print-moved'), 0);
};

/** Else its machine would take it for a print that goes on for ever. */
const foreignEndsUnseen: Act = async (stage) => {
  const life = await stage.connected();
  stage.printer.startAtPanel();
  const { foreign } = (await life.report('foreign-began')).report;
  const heard = life.heard.length;
  stage.printer.cut();
  await life.report('disconnected', heard);
  stage.printer.endAtPanel();
  await stage.printer.mend();
  assert.equal((await life.report('connected', heard)).report.foreign, null);
  assert.equal((await life.report('foreign-ended', heard)).report.key, foreign.key);
};

/** Holds the file of a print that was started before the printer has it. */
async function bringing(
  stage: ContractStage,
  length: 'short' | 'long' = 'short',
): Promise<{ life: DriverLife; release: () => void }> {
  const { bringing: way } = stage.printer;
  assert.ok(way !== undefined, 'a printer that holds its files tells how they come to it');
  const life = await stage.connected();
  way.uploads.shut();
  life.driver.start(stage.print('p1', stage.printer.gcode(length)));
  await stage.until('the file to be on its way', () => way.uploads.waiting > 0);
  return { life, release: () => way.uploads.open() };
}

/** It ended, nothing of it moved, and it does so before the machine is told of `what`, which makes the bed another question. */
function neverBegan(life: DriverLife, what: DriverReport['kind'], after: number): void {
  const told = life.heard.findIndex(({ report: { kind } }, at) => at >= after && kind === what);
  const end = life.heard.findIndex(({ report: { kind } }) => kind === 'print-ended');
  const { report } = life.heard[end] ?? {};
  assert.ok(report?.kind === 'print-ended', 'it has ended');
  assert.deepEqual([report.printId, report.outcome, report.moved], ['p1', 'failed', false]);
  assert.notEqual(report.error?.message ?? '', '');
  assert.ok(end < told, `ended unmoved before ${what}`);
  assert.equal(life.count('print-ended'), 1);
}

const foreignWhileBringing: Act = async (stage) => {
  const { life, release } = await bringing(stage);
  stage.printer.startAtPanel();
  const { foreign } = (await life.report('foreign-began')).report;
  stage.printer.endAtPanel();
  assert.equal((await life.report('foreign-ended')).report.key, foreign.key);
  release();
  await stage.pass(60_000);
  assert.ok(!stage.printer.begun().includes('p1'), 'nothing is printed onto what the panel has left');
  neverBegan(life, 'foreign-began', 0);
};

const blindWhileBringing: Act = async (stage) => {
  const { life, release } = await bringing(stage);
  // A wish that cannot be carried out yet makes no other run of it.
  life.driver.pause(printId('p1'));
  await stage.pass(SETTLED_MS);
  const heard = life.heard.length;
  stage.printer.bringing?.loseSight(true);
  await life.report('disconnected', heard);
  stage.printer.startAtPanel();
  stage.printer.endAtPanel();
  stage.printer.bringing?.loseSight(false);
  const { report } = await life.report('connected', heard);
  release();
  await stage.pass(60_000);
  assert.ok(!stage.printer.begun().includes('p1'), 'nothing is printed onto what nobody saw');
  assert.notEqual(report.continuity, 'unbroken');
  neverBegan(life, 'connected', heard);
};

const pausedWhileBringing: Act = async (stage) => {
  const { life, release } = await bringing(stage, 'long');
  life.driver.pause(printId('p1'));
  await stage.pass(SETTLED_MS);
  assert.deepEqual(stage.printer.begun(), []);
  assert.deepEqual(life.story, ['connected'], 'nothing is paused, or goes on, that has not begun');
  release();
  await life.report('print-moved');
  assert.equal((await life.report('print-paused')).isAtWork, false);
  life.driver.resume(printId('p1'));
  assert.equal((await life.report('print-ended')).report.outcome, 'finished');
  assert.deepEqual(stage.printer.begun(), ['p1']);
};

/** By the clock that goes forty times as fast: a few turns of the printer's own. */
const PUSHED_WITHIN_MS = 4_000;

const toldAtOnce: Act = async (stage) => {
  const life = await stage.connected();
  await life.report('feedback');
  const began = stage.clock.monotonic();
  stage.printer.startAtPanel();
  const { atMs } = await life.report('foreign-began');
  assert.ok(atMs - began <= PUSHED_WITHIN_MS, `told after ${atMs - began} ms`);
};

/** That a start may have left is written down before it does: nobody has to wonder about one that did not. */
const diedWhileBringing =
  (isOvertaken: boolean): Act =>
  async (stage) => {
    const { life, release } = await bringing(stage);
    await life.end();
    release();
    if (isOvertaken) stage.printer.startAtPanel();
    const print = stage.print('p1', stage.printer.gcode('short'));
    const next = stage.drive({ adopt: { print, into: 'printing' } });
    const { report } = await next.report('print-ended');
    assert.deepEqual([report.outcome, report.moved], ['failed', false]);
    const { foreign, continuity } = (await next.report('connected')).report;
    if (isOvertaken) assert.notEqual(continuity, 'unbroken');
    // One that may have been ours at first sight is told with the next look.
    if (isOvertaken && foreign === null) await next.report('foreign-began');
    assert.equal(next.count('print-lost') + next.count('adopted'), 0);
    assert.ok(!stage.printer.begun().includes('p1'));
  };

/** The shard was killed right behind the record of the machine: nothing was noted of the print yet. */
const diedBeforeBringing: Act = async (stage) => {
  const life = await stage.connected();
  life.driver.start(stage.print('p1', stage.printer.gcode('short')));
  await life.report('print-ended');
  await life.end();
  const next = stage.drive({ adopt: { print: stage.print('p2', stage.printer.gcode('short')), into: 'printing' } });
  const { report } = await next.report('print-ended');
  assert.deepEqual([report.printId, report.outcome, report.moved], ['p2', 'failed', false]);
  await next.report('connected');
  assert.equal(next.count('print-lost'), 0);
  assert.deepEqual(stage.printer.begun(), ['p1']);
};

/** A start was obeyed, and its printer died before anybody was told: nobody knows what lies there. */
const diedUnseen: Act = async (stage) => {
  const life = await stage.connected();
  stage.printer.loseStartAnswer?.();
  life.driver.start(stage.print('p1', stage.printer.gcode('long')));
  await stage.until('it to be at work', () => stage.printer.isAtWork());
  stage.printer.cut();
  stage.printer.die?.();
  await life.report('disconnected');
  await stage.printer.mend();
  await life.report('connected');
  const told = await stage.until('its end', () =>
    life.heard.map(({ report }) => report).find(({ kind }) => kind === 'print-lost' || kind === 'print-ended'),
  );
  if (told.kind === 'print-ended') assert.deepEqual([told.outcome, told.moved], ['failed', true]);
  assert.deepEqual(stage.printer.begun(), ['p1']);
};

const errorBesideStart: Act = async (stage) => {
  const life = await stage.connected();
  stage.printer.startWithError?.();
  life.driver.start(stage.print('p1', stage.printer.gcode('short')));
  assert.equal((await life.report('print-ended')).report.outcome, 'finished');
  assert.deepEqual([stage.printer.begun(), life.count('foreign-began')], [['p1'], 0]);
};

/** JO10, MA11: the machine has given it up, and a person has cleared the bed; whatever it does then is nobody's print. */
const givenUp: Act = async (stage) => {
  const life = await stage.connected();
  const begin = stage.printer.holdStart?.();
  assert.ok(begin !== undefined);
  life.driver.start(stage.print('p1', stage.printer.gcode('short')));
  // No driver draws a conclusion from time alone while its printer waits for somebody.
  await stage.pass(WAITED_MS);
  assert.deepEqual(life.story, ['connected']);
  life.driver.cancel(printId('p1'));
  life.driver.reset();
  await life.report('connected', 1);
  const heard = life.heard.length;
  life.driver.start(stage.print('p2', stage.printer.gcode('short')));
  const { report } = await life.report('print-ended', heard);
  assert.deepEqual([report.printId, report.outcome, report.moved], ['p2', 'failed', false]);
  assert.notEqual(report.error?.message ?? '', '', 'in words');
  begin();
  await life.report('foreign-began');
  assert.ok(!stage.printer.begun().includes('p2'));
  assert.equal(life.count('print-moved'), 0);
};

const wrongCredentials: Act = async (stage) => {
  const stranger = stage.drive({ options: stage.printer.wrongOptions ?? {} });
  const { report } = await stranger.report('disconnected');
  assert.equal(report.wrongCredentials, true);
  assert.notEqual(report.reason, '');
  await stage.pass(60_000);
  assert.equal(stranger.count('connected'), 0);
  await stranger.end();
  await stage.connected();
};

const cancelPrompt: Act = async (stage) => {
  const life = await printing(stage, 'long');
  const asked = stage.clock.monotonic();
  const print = stage.print('p1', stage.printer.gcode('long'));
  life.driver.cancel(print.printId);
  const { report, atMs, isAtWork } = await life.report('print-ended');
  assert.deepEqual([report.outcome, isAtWork], ['cancelled', false]);
  assert.ok(atMs - asked <= PROMPT_MS, `told after ${atMs - asked} ms`);
};

const stopPrompt: Act = async (stage, { manifest }) => {
  const life = await printing(stage, 'long');
  const asked = stage.clock.monotonic();
  life.driver.stop();
  const { atMs, isAtWork } = await life.report('standing');
  assert.equal(isAtWork, false);
  assert.equal(stage.printer.hasStopped(), manifest.emergencyStop === 'immediate');
  assert.ok(atMs - asked <= PROMPT_MS, `told after ${atMs - asked} ms`);
  assert.equal(life.count('print-ended'), 0, 'what a stop leaves on the bed nobody knows');
};

const openFiles = (): number | null => {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
};
const resources = (): Readonly<Record<string, number>> => {
  const counted: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) counted[name] = (counted[name] ?? 0) + 1;
  return counted;
};

const nothingLeaks: Act = async (stage) => {
  const { printer, clock } = stage;
  const live = async (act: (life: DriverLife) => Promise<unknown>): Promise<void> => {
    const life = stage.drive();
    await act(life);
    await life.end();
    const heard = life.heard.length;
    await stage.until('every connection to close', () => printer.connections() === 0);
    assert.equal(clock.pending, 0, 'timers of the driver are left');
    assert.equal(life.heard.length, heard, 'reports after its end');
  };
  await live((life) => life.report('connected'));
  const before = { files: openFiles(), left: resources() };
  for (let round = 0; round < 2; round++) {
    await live(async () => {});
    await live((life) => life.report('connected'));
  }
  await live(async (life) => {
    await life.report('connected');
    life.driver.start(stage.print('p1', printer.gcode('long')));
    await life.report('print-moved');
  });
  const grown = (): readonly string[] =>
    Object.entries(resources()).flatMap(([name, count]) => (count > (before.left[name] ?? 0) ? [name] : []));
  await stage.until('everything to be given back', () => grown().length === 0 && openFiles() === before.files);
};

const anyBytes: Act = async (stage) => {
  const life = await stage.connected();
  stage.printer.talkNonsense();
  await stage.pass(10_000);
  const heard = life.heard.length;
  if (life.story.at(-1) === 'disconnected') await life.report('connected', heard);
  life.driver.start(stage.print('p1', stage.printer.gcode('long')));
  await life.report('print-moved');
  stage.printer.talkNonsense();
  assert.equal((await life.report('print-ended')).report.outcome, 'finished');
  assert.deepEqual(stage.printer.begun(), ['p1']);
  const lies: readonly string[] = ['print-lost', 'print-paused', 'print-resumed', 'foreign-began', 'foreign-ended'];
  assert.deepEqual(
    life.story.filter((kind) => lies.includes(kind)),
    [],
  );
};

const isDevice = ({ manifest }: ContractBench): boolean => manifest.spooling === 'device';

/** Each rule, in order; some have several cases. That of DR11 counts what its process holds and must run alone. */
export const CONTRACT: readonly ContractCase[] = [
  { rule: 'DR1', title: 'a first report comes within the limit of the manifest', run: onStage(firstReport) },
  { rule: 'DR2', title: 'a print runs from its start to its proven end, once', run: onStage(toItsEnd) },
  { rule: 'DR3', title: 'pause, resume and cancel count when the printer has done them', run: onStage(doneWhenProven) },
  {
    rule: 'DR3',
    title: '[S8] a start that shows no effect is found out',
    run: onStage(neverStarted),
    appliesTo: isDevice,
  },
  { rule: 'DR4', title: 'a refused start never moved, for the reason given', run: onStage(refused) },
  {
    rule: 'DR5',
    title: '[PZ14] a cut connection is told, and found again whenever it comes back',
    run: onStage(cutAndFound),
  },
  { rule: 'DR5', title: '[S9] a connection that is open and silent is a cut', run: onStage(silentIsCut) },
  { rule: 'DR6', title: 'reconnecting in a print starts nothing twice', run: onStage(nothingTwice) },
  {
    rule: 'DR6',
    title: 'a start whose answer is lost is not repeated',
    run: onStage(lostAnswer),
    appliesTo: isDevice,
  },
  { rule: 'DR7', title: 'the next process adopts the running print', run: onStage(adopted) },
  {
    rule: 'DR7',
    title: '[S6] the outcome of a print that ended unseen is learned',
    run: onStage(outcomeLearned),
    appliesTo: isDevice,
  },
  {
    rule: 'DR6',
    title: 'out of sight while its file is on its way, a print is not started',
    run: onStage(blindWhileBringing),
    appliesTo: isDevice,
  },
  {
    rule: 'DR3',
    title: 'a pause that is wished while the file is on its way waits for the print',
    run: onStage(pausedWhileBringing),
    appliesTo: isDevice,
  },
  {
    rule: 'DR7',
    title: 'a print whose file was on its way when the process died never began',
    run: onStage(diedWhileBringing(false)),
    appliesTo: isDevice,
  },
  {
    rule: 'DR7',
    title: 'nor did one in whose place somebody has begun another',
    // The print of somebody else lasts until a loaded host has looked again.
    run: onStage(diedWhileBringing(true), ENDLESS),
    appliesTo: isDevice,
  },
  {
    rule: 'DR7',
    title: 'nor did one of which nothing was noted when it died',
    run: onStage(diedBeforeBringing),
    appliesTo: isDevice,
  },
  {
    rule: 'DR7',
    title: 'a print that began unseen at a printer that died is not called unmoved',
    run: onStage(diedUnseen),
    appliesTo: ({ dies }) => dies === true,
  },
  {
    rule: 'DR6',
    title: 'an error beside a start that was obeyed is no refusal of it',
    run: onStage(errorBesideStart),
    appliesTo: ({ errsBesideStarts }) => errsBesideStarts === true,
  },
  {
    rule: 'DR8',
    title: '[S8] a start that was given up and comes after all is a print of nobody here',
    run: onStage(givenUp),
    appliesTo: ({ holdsStarts }) => holdsStarts === true,
  },
  { rule: 'DR8', title: '[S3] a print from the panel is seen, once, and its end too', run: onStage(foreignSeen) },
  {
    rule: 'DR8',
    title: 'a print from the panel that ends out of sight is told to be over',
    run: onStage(foreignEndsUnseen),
    appliesTo: isDevice,
  },
  {
    rule: 'DR8',
    title: '[MN1] [PZ5] what the printer pushes is told at once, and waits for no question',
    run: onStage(toldAtOnce),
    appliesTo: ({ pushes }) => pushes === true,
  },
  {
    rule: 'DR8',
    title: 'a print begun by hand while a file is on its way is not printed upon',
    run: onStage(foreignWhileBringing),
    appliesTo: isDevice,
  },
  {
    rule: 'DR9',
    title: 'wrong credentials are a state of their own',
    run: onStage(wrongCredentials),
    appliesTo: ({ hasCredentials }) => hasCredentials,
  },
  { rule: 'DR10', title: 'cancel is prompt', run: onStage(cancelPrompt) },
  {
    rule: 'DR10',
    title: 'the stop is prompt, and does what the manifest says',
    run: onStage(stopPrompt),
    appliesTo: ({ manifest }) => manifest.emergencyStop !== 'none',
  },
  { rule: 'DR11', title: 'sockets, timers and files are given back', run: onStage(nothingLeaks) },
  { rule: 'DR12', title: 'nonsense harms no print and is no news', run: onStage(anyBytes) },
  ...SECRET_CASES,
  ...SILENCE_CASES,
  ...SLEEP_CASES,
  ...STALL_CASES,
  ...STOP_CASES,
  ...FILE_CASES,
  ...BUTTON_CASES,
];
