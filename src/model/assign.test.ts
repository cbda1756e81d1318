import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type AssignableJob, type AssignablePrinter, assign, inOrder, jobFor, whyNot } from './assign.ts';
import type { JobId, PrinterId } from './ids.ts';
import { ACTIVE_PHASES, BLOCKING_PHASES } from './phase.ts';

const job = (id: string, changes: Partial<AssignableJob> = {}): AssignableJob => ({
  id: id as JobId,
  owed: 1,
  priority: 0,
  order: 1,
  held: false,
  tags: [],
  printerIds: [],
  fileKind: 'gcode',
  filaments: [],
  slots: [],
  ...changes,
});

const printer = (id: string, changes: Partial<AssignablePrinter> = {}): AssignablePrinter => ({
  id: id as PrinterId,
  name: id.toUpperCase(),
  tags: [],
  held: false,
  fileKinds: ['gcode'],
  phase: 'ready',
  bed: 'clear',
  reachable: true,
  linked: true,
  configurationPending: false,
  taken: false,
  spools: [],
  slots: [],
  ...changes,
});

describe('assign', () => {
  test('[JO4] every job is either given a printer or told why it waits, printer by printer', () => {
    const { assignments, waiting } = assign(
      [job('a'), job('b', { tags: ['pla'] })],
      [printer('p1', { phase: 'printing' }), printer('p2')],
    );
    assert.deepEqual(assignments, [{ jobId: 'a', printerId: 'p2' }]);
    assert.equal(waiting.length, 1);
    assert.deepEqual(
      waiting[0]?.reasons.map((reason) => [reason.printerId, reason.code]),
      [
        ['p1', 'tags-missing'],
        ['p2', 'tags-missing'],
      ],
    );
  });

  test('[JO4] priority beats order, and order beats age of the id', () => {
    const jobs = [job('c', { order: 3 }), job('b', { order: 2 }), job('a', { order: 9, priority: 1 })];
    assert.deepEqual(
      inOrder(jobs).map((j) => j.id),
      ['a', 'b', 'c'],
    );
  });

  test('[JO3] a job gets no more printers than copies are owed', () => {
    const printers = [printer('p1'), printer('p2'), printer('p3')];
    assert.equal(assign([job('a', { owed: 2 })], printers).assignments.length, 2);
    assert.equal(assign([job('a', { owed: 0 })], printers).assignments.length, 0);
  });

  test('[JO6] a held job and a held printer are passed over, with the reason', () => {
    const held = assign([job('a', { held: true })], [printer('p1')]);
    assert.deepEqual(held.waiting[0]?.reasons[0]?.code, 'job-held');
    assert.equal(whyNot(job('a'), printer('p1', { held: true }))?.code, 'printer-held');
  });

  test('[JO4] a printer chosen by name is the only one considered', () => {
    const { assignments } = assign([job('a', { printerIds: ['p2' as PrinterId] })], [printer('p1'), printer('p2')]);
    assert.deepEqual(assignments, [{ jobId: 'a', printerId: 'p2' }]);
  });

  test('[JO4] a farm without printers says so', () => {
    assert.equal(assign([job('a')], []).waiting[0]?.reasons[0]?.code, 'no-printers');
  });

  test('[BE1] no printer is given a job unless it is ready, in sight, linked, configured and its bed is clear', () => {
    const phases = fc.constantFrom(...ACTIVE_PHASES, ...BLOCKING_PHASES, null);
    const anyPrinter = fc.record({
      phase: phases,
      bed: fc.constantFrom('clear', 'occupied', 'unknown'),
      reachable: fc.boolean(),
      linked: fc.boolean(),
      configurationPending: fc.boolean(),
      taken: fc.boolean(),
      held: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyPrinter, { maxLength: 6 }), fc.integer({ min: 0, max: 4 }), (fields, owed) => {
        const printers = fields.map((f, i) => printer(`p${i}`, f as Partial<AssignablePrinter>));
        const { assignments } = assign([job('a', { owed }), job('b')], printers);
        assert.equal(new Set(assignments.map((a) => a.printerId)).size, assignments.length, 'one print per printer');
        for (const { printerId } of assignments) {
          const p = printers.find((one) => one.id === printerId);
          assert.ok(p && p.phase === 'ready' && p.bed === 'clear' && p.reachable && p.linked);
          assert.ok(!p.taken && !p.held && !p.configurationPending);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('[JO4] a printer that says it would start nothing is passed over, with its own words; another one takes the job', () => {
    const broken = printer('p1', { unable: 'The heater of the bed may be disconnected.' });
    assert.deepEqual(assign([job('a')], [broken, printer('p2')]).assignments, [{ jobId: 'a', printerId: 'p2' }]);
    const reason = whyNot(job('a'), broken);
    assert.deepEqual(
      [reason?.code, reason?.text],
      ['printer-unable', 'P1 would start nothing. The heater of the bed may be disconnected.'],
    );
    assert.equal(jobFor(broken, [job('a')]), null);
  });

  test('[JO5] a job goes to the printer that holds its filament, and says of each other one what is wrong with it', () => {
    const need = {
      tool: 0,
      type: 'PETG',
      colour: null,
      grams: 80,
      lengthMm: null,
      asked: true,
      shade: null,
      byPlace: false,
    };
    const spool = {
      spoolId: 's',
      slot: 0,
      name: 'Grey',
      type: 'PETG',
      colours: [],
      remainingGrams: 500,
      diameterMm: 1.75,
      densityGramsPerCm3: 1.27,
    };
    const printers = [
      printer('p1'),
      printer('p2', { spools: [{ ...spool, type: 'PLA' }] }),
      printer('p3', { spools: [{ ...spool, remainingGrams: 79 }] }),
    ];
    const wanting = job('a', { filaments: [need] });
    assert.deepEqual(
      assign([wanting], printers).waiting[0]?.reasons.map((reason) => reason.code),
      ['material-unknown', 'material-other', 'material-short'],
    );
    const given = assign([wanting], [...printers, printer('p4', { spools: [spool] })]);
    assert.deepEqual(given.assignments, [{ jobId: 'a', printerId: 'p4' }]);
    assert.deepEqual(assign([job('b')], printers).assignments.length, 1, 'who asks for nothing gets any');
  });

  test('[FL10] one printer asked alone takes the job that the whole farm would give the first free printer', () => {
    const jobs = inOrder([job('a', { tags: ['big'] }), job('b', { order: 2 }), job('c', { order: 3 })]);
    assert.equal(jobFor(printer('p1'), jobs)?.id, 'b');
    assert.equal(jobFor(printer('p1', { tags: ['big'] }), jobs)?.id, 'a');
    assert.equal(jobFor(printer('p1', { phase: 'faulted' }), jobs), null);
  });
});
