import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SimulatedMoonraker } from '#drivers/moonraker/simulator/moonraker';
import { systemClock } from '#lib/clock';
import { printerId } from '#model/ids';
import { manifests } from '#drivers/registry';
import { type AskedPrinter, askableOf, createPrinterQuestions } from './printer-questions.ts';
import { ReplyCollector, type WireLine } from './reply-collector.ts';

const ANNA = printerId('anna');
const sent = (text: string): WireLine => ({ direction: 'sent', text });
const got = (text: string): WireLine => ({ direction: 'received', text });

/** What a collector makes of a history: the answer, or null while it is not complete. */
function collected(lines: readonly WireLine[]): readonly string[] | null {
  const collector = new ReplyCollector('M503', (reply) => reply.includes('echo: M92 X80'));
  return lines.reduce<readonly string[] | null>((found, line) => found ?? collector.take(line), null);
}

/** A wire that answers by a table, over a history that somebody has to watch first. */
function wire(
  answers: Readonly<Record<string, readonly string[]>>,
  more: { readonly refuse?: string; readonly dropped?: number } = {},
  place: AskedPrinter | null = null,
) {
  const lines: string[] = [];
  let tell: (part: { dropped: number; lines: readonly { direction: string; text: string }[] }) => void = () => {};
  let phase = 'ready';
  let held = true;
  const questions = createPrinterQuestions({
    fleet: () => ({
      async sendManual(_printer, sending, confirmed) {
        lines.push(...sending.map((line) => (confirmed ? `${line} (confirmed)` : line)));
        if (more.refuse !== undefined) return { accepted: false, reason: more.refuse };
        for (const line of sending) {
          const said = [...(answers[line] ?? []), 'ok'].map((text) => ({ direction: 'RECEIVED', text }));
          tell({ dropped: more.dropped ?? 0, lines: [{ direction: 'SENT', text: `N7 ${line}*33` }, ...said] });
        }
        return { accepted: true, reason: null };
      },
      liveSnapshot: () => ({ phase: { kind: phase } }) as never,
    }),
    history: {
      async *watch(_printer, signal) {
        const parts: unknown[] = [];
        let wake: () => void = () => {};
        tell = (part) => {
          parts.push(part);
          wake();
        };
        signal.addEventListener('abort', () => wake(), { once: true });
        while (!signal.aborted) {
          if (parts.length > 0) yield parts.shift();
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      },
    },
    isHeld: async () => held,
    askedPrinter: async () => place,
    clock: systemClock,
  });
  return {
    questions,
    lines,
    now(to: { readonly phase?: string; readonly held?: boolean }) {
      phase = to.phase ?? phase;
      held = to.held ?? held;
    },
  };
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: { code?: string }) => error.code,
  );

describe('questions to a printer', () => {
  test('[MA14] the answer is what stands between our line and its own acknowledgement', () => {
    const answer = ['echo: M92 X80'];
    assert.deepEqual(collected([sent('N12 M503*88'), got('echo: M92 X80'), got('ok')]), answer);
    // One before ours, and one behind it.
    assert.deepEqual(
      collected([
        sent('M105'),
        sent('M503'),
        sent('M27'),
        got('T:20'),
        got('ok'),
        got('echo: M92 X80'),
        got('ok'),
        got('Not SD printing'),
        got('ok'),
      ]),
      answer,
    );
    // One that was under way before anybody looked.
    assert.deepEqual(collected([sent('M503'), got('ok T:20 /0'), got('echo: M92 X80'), got('ok')]), answer);
    // Sent again, because the printer asked for it.
    assert.deepEqual(
      collected([sent('N1 M503*1'), got('Resend: 1'), got('ok'), sent('N1 M503*1'), got('echo: M92 X80'), got('ok')]),
      answer,
    );
    assert.deepEqual(collected([sent('M503'), got('echo:Unknown command: "M503"'), got('ok')]), null);
    assert.deepEqual(
      collected([sent('M503'), got('echo:Unknown command: "M503"'), got('ok'), sent('M105'), got('ok T:20')]),
      ['echo:Unknown command: "M503"'],
    );
    assert.equal(collected([got('echo: M92 X80'), got('ok')]), null);
  });

  test('settings, bed and card are read from the wire; what went wrong is told', async () => {
    const { questions } = wire({
      M503: ['echo:; Steps per unit:', 'echo: M92 X80.00'],
      'M420 V': ['Bilinear Leveling Grid:', '      0      1', ' 0 +0.010 -0.020', ' 1 +0.030 +0.000'],
      'M20 L': ['Begin file list', 'CUBE.GCO 12 cube.gcode', 'End file list'],
    });
    assert.equal((await questions.settings(ANNA)).groups[0]?.title, 'Steps per unit');
    assert.deepEqual((await questions.mesh(ANNA))?.rows, [
      [0.01, -0.02],
      [0.03, 0],
    ]);
    assert.deepEqual(await questions.card(ANNA), [{ path: 'CUBE.GCO', name: 'cube.gcode', sizeBytes: 12 }]);
    assert.equal(await codeOf(wire({}, { refuse: 'wrong-phase' }).questions.settings(ANNA)), 'printer-not-asked');
    assert.equal(await codeOf(wire({}, { refuse: 'card-busy' }).questions.card(ANNA)), 'card-is-written');
    assert.equal(
      await codeOf(wire({ M503: ['echo: M92 X1'] }, { dropped: 3 }).questions.settings(ANNA)),
      'printer-answer-incomplete',
    );
  });

  test('[MA15] [BE1] a printer is measured and tuned only while it is ready, and while the queue leaves it alone', async () => {
    const { questions, lines, now } = wire({});
    const probe = () => questions.calibrate(ANNA, 'probe-bed', null, 8);
    now({ phase: 'awaiting-retrieval' });
    assert.equal(await codeOf(probe()), 'printer-not-free');
    now({ phase: 'ready', held: false });
    assert.equal(await codeOf(probe()), 'printer-in-service');
    assert.deepEqual(lines, []);
    now({ held: true });
    assert.equal((await probe()).accepted, true);
    await questions.calibrate(ANNA, 'tune-nozzle', 210, 8);
    await questions.calibrate(ANNA, 'tune-bed', 60, 3);
    assert.deepEqual(lines, ['G28', 'G29', 'M303 E0 S210 C8 (confirmed)', 'M303 E-1 S60 C3 (confirmed)']);
    for (const [celsius, cycles] of [
      [null, 8],
      [99, 8],
      [900, 8],
      [210.5, 8],
      [210, 2],
      [210, 16],
    ] as const)
      assert.equal(await codeOf(questions.calibrate(ANNA, 'tune-nozzle', celsius, cycles)), 'bad-tuning');
  });

  /** A printer of that kind over the same wire, which answers nothing that a question would wait for. */
  const of = (driver: string, options: Readonly<Record<string, unknown>> = {}) => {
    const manifest = manifests.get(driver);
    assert.ok(manifest);
    return wire({}, {}, { manifest, options });
  };

  test('[CF3] a printer that prints by itself gets no line whose “ok” would be waited for in vain: it is asked its own way, or words say why not', async () => {
    for (const manifest of manifests.values()) {
      const { name } = manifest;
      if (manifest.spooling === 'host') {
        assert.deepEqual(askableOf(manifest), ['settings', 'bed-mesh', 'card', 'calibration']);
        continue;
      }
      const { questions, lines } = of(name, { url: 'http://127.0.0.1:9' });
      for (const [kind, ask] of [
        ['settings', () => questions.settings(ANNA)],
        ['bed-mesh', () => questions.mesh(ANNA)],
        ['card', () => questions.card(ANNA)],
        ['calibration', () => questions.calibrate(ANNA, 'probe-bed', null, 8)],
      ] as const) {
        const isAsked = askableOf(manifest).includes(kind);
        assert.equal(
          await codeOf(ask()),
          isAsked ? 'printer-told-nothing' : 'printer-cannot-be-asked',
          `${name} ${kind}`,
        );
      }
      assert.deepEqual(lines, []);
    }
  });

  test('Klipper knows no M503 and no M420: its own objects are read, and what it has not is said in words', async () => {
    await using printer = await SimulatedMoonraker.start();
    const { questions, lines } = of('moonraker', { url: printer.url });
    printer.klipper.unsaved['extruder'] = { pid_kp: 19.25 };
    const { groups } = await questions.settings(ANNA);
    assert.deepEqual(
      groups.map(({ title, lines: all }) => [title, all.map(({ text }) => text)]),
      [
        ['[extruder], not kept yet (SAVE_CONFIG)', ['pid_kp: 19.25']],
        ['[bed_mesh]', ['mesh_min: 20, 20', 'mesh_max: 200, 200']],
        ['[extruder]', ['rotation_distance: 22.678', 'control: pid', 'pid_kp: 21.5']],
        ['[printer]', ['kinematics: corexy', 'max_velocity: 300']],
      ],
    );
    assert.equal(await questions.mesh(ANNA), null);
    printer.klipper.mesh = [
      [0.01, -0.02, 0],
      [0.03, 0.05, 0.125],
    ];
    assert.deepEqual((await questions.mesh(ANNA))?.rows, printer.klipper.mesh);
    printer.klipper.mesh = null;
    await assert.rejects(questions.mesh(ANNA), { code: 'printer-told-nothing', message: /no section \[bed_mesh\]/ });
    printer.klipper.goAway();
    await assert.rejects(questions.settings(ANNA), { code: 'printer-told-nothing', message: /answers 503/ });
    assert.deepEqual([lines, printer.klipper.scripts], [[], []]);
  });
});
