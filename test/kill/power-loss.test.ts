import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spelled } from '../../src/drivers/marlin/simulator/spelling.ts';
import { until } from '../harness/croft.ts';
import { squareGcode } from '../harness/files.ts';
import { sourceLines } from '../judge/evidence.ts';
import { isOwn } from '../judge/sessions.ts';
import type { FarmPrinter } from './farm.ts';
import { confirm, outcomes, readyFarm, seen } from './stage.ts';

const NAME = 'token';
const LAYERS = 60;
const LOST_AFTER_LINES = 150;

interface Offer {
  readonly printId: string;
  readonly bedId: string;
  readonly no: { readonly code: string } | null;
  readonly place: { stoppedIn: number; layer: number; z: number; certain: boolean; commands: readonly string[] } | null;
}
const OFFER = `query ($id: ID!) { continuation(printerId: $id) {
  printId bedId no { code } place { stoppedIn layer z certain commands } } }`;
const ORDER = 'mutation ($input: ContinuePrintInput!) { continuePrint(input: $input) { id } }';
const JOB = 'query ($id: ID!) { job(id: $id) { status completed active troubled } }';

/** Lines of prints that were executed, from the `from`th record on. */
async function executed({ simulator }: FarmPrinter, from = 0): Promise<readonly string[]> {
  const records = (await simulator.records()).slice(from);
  return records.flatMap((each) => (each.kind === 'line' && each.n !== null ? [spelled(each.text)] : []));
}

test('[BE1] [BE4] [JO1] [MA10] a print that lost its power goes on when a person says so, once, on its object, over a killed machine, and is counted once', {
  timeout: 240_000,
}, async () => {
  const { farm, printer } = await readyFarm({ resetOnOpen: false }, { heightAfterPowerLoss: 'stays' });
  await using _ = farm;
  const { id: printerId, simulator } = printer;
  const text = squareGcode(NAME, LAYERS, 12);
  const job = await farm.addJob(await farm.upload(`${NAME}.gcode`, text));
  await until('lines of the print', async () => (await executed(printer)).length > LOST_AFTER_LINES);
  await simulator.control({ command: 'power-cycle' });
  const reset = (await simulator.records()).findLastIndex(({ kind }) => kind === 'reset');

  // Its reason, and the offer, under the name that the bed has since the printer was there again.
  const ask = async (): Promise<Offer | null> =>
    (await farm.ask<{ continuation: Offer | null }>(OFFER, { id: printerId })).continuation;
  const offer = await until('the offer', async () => {
    const { bed, reachable } = await seen(farm, 'FAULTED');
    const found = await ask();
    return reachable && found !== null && found.bedId === bed.bedId && found;
  });
  const [lost] = (await farm.evidence(false)).prints;
  assert.deepEqual([lost?.id, lost?.outcome], [offer.printId, 'failed']);
  assert.equal((JSON.parse(lost?.error ?? '{}') as { code?: string }).code, 'printer-reset');
  const { place } = offer;
  assert.ok(offer.no === null && place !== null && place.certain, JSON.stringify(offer));
  assert.ok(place.layer > 2 && place.layer < LAYERS && place.layer === place.stoppedIn);
  assert.deepEqual(await farm.ask(JOB, { id: job }), {
    job: { status: 'NEEDS_ATTENTION', completed: 0, active: 0, troubled: 1 },
  });

  // Nobody has said anything: nothing but questions came over the wire since then.
  assert.deepEqual(
    (await executed(printer, reset)).filter((line) => !isOwn(line)),
    [],
  );
  const input = { printerId, printId: offer.printId, bedId: offer.bedId, layer: place.layer, z: place.z };
  await assert.rejects(farm.ask(ORDER, { input: { ...input, bedId: `${offer.bedId}9` } }), /continuation-stale/);
  await assert.rejects(farm.ask(ORDER, { input: { ...input, printId: 'another' } }), /continuation-stale/);
  assert.equal((await outcomes(farm)).length, 1);

  const ordered = await farm.ask<{ continuePrint: { id: string } }>(ORDER, { input });
  await assert.rejects(farm.ask(ORDER, { input }), /continuation-stale|no-continuation/);
  const rest = sourceLines(text);
  const first = rest.indexOf(`G1 Z${spelled(`G1 Z${place.z}`).slice(4)} F600`);
  assert.ok(first > 0);
  const ofRest = async (): Promise<readonly string[]> => {
    const lines = await executed(printer, reset);
    const behind = lines.lastIndexOf(spelled(place.commands.at(-1) ?? ''));
    return behind === -1 ? [] : lines.slice(behind + 1);
  };
  await until('lines of the rest', async () => (await ofRest()).length > 30);
  assert.equal(farm.phaseOf(printerId), 'printing');
  assert.ok(farm.kill('machine', printerId));

  const stands = await seen(farm, 'AWAITING_RETRIEVAL', 'FAULTED');
  assert.equal(stands.phase, 'AWAITING_RETRIEVAL');
  assert.equal(stands.print?.id, ordered.continuePrint.id);
  await assert.rejects(farm.ask(ORDER, { input }), /continuation-stale|no-continuation/);
  const wanted = rest.slice(first);
  const made = (await ofRest()).filter((line) => wanted.includes(line));
  assert.deepEqual(made, wanted, 'each line of the rest, once and in order');
  assert.deepEqual(
    (await executed(printer, reset)).filter((line) => line.startsWith('G28')),
    ['G28 R0 X Y'],
  );
  assert.equal((await simulator.control({ command: 'status' })).status?.collisions, 0);

  await confirm(farm, 'AWAITING_RETRIEVAL');
  await seen(farm, 'READY');
  assert.deepEqual(await outcomes(farm), ['failed', 'finished']);
  assert.deepEqual(await farm.ask(JOB, { id: job }), {
    job: { status: 'COMPLETED', completed: 1, active: 0, troubled: 0 },
  });
  assert.equal(await ask(), null);
  assert.deepEqual(await farm.verdict(), []);
});
