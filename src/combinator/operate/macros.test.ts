import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Command } from '#model/command';
import type { HandMachine } from '../fixtures/hand-machine.ts';
import { openTestServer, type TestServer } from '../api/fixtures/test-server.ts';

const ADD = 'mutation ($input: MacroInput!) { addMacro(input: $input) { id version } }';
const RUN = `mutation ($printerId: ID!, $id: ID!, $version: Int!, $values: [MacroValueInput!]!, $confirmed: Boolean!) {
  runMacro(printerId: $printerId, id: $id, version: $version, values: $values, confirmed: $confirmed) { accepted reason lines } }`;
const HEAT = 'M104 S{nozzle: number 170..300 = 210}\nM117 {note: text 10}';

/** Asks, and lets machine and farm go on until the answer is there. */
async function told(server: TestServer, query: string, variables: Readonly<Record<string, unknown>>) {
  let isOver = false;
  const asked = server.ask(query, variables).finally(() => (isOver = true));
  while (!isOver) {
    await server.farm.settle();
    await turn();
  }
  const { data, errors } = await asked;
  return { data, error: errors?.[0]?.extensions };
}

const add = async (server: TestServer, input: Readonly<Record<string, unknown>>): Promise<string> => {
  const { data, error } = await told(server, ADD, { input });
  assert.equal(error, undefined, JSON.stringify(error));
  return data.addMacro.id as string;
};

async function run(
  server: TestServer,
  printerId: string,
  id: string,
  values: Readonly<Record<string, string>> = {},
  more: { readonly version?: number; readonly confirmed?: boolean } = {},
) {
  const given = Object.entries(values).map(([name, value]) => ({ name, value }));
  const variables = { printerId, id, version: 1, confirmed: false, ...more, values: given };
  const { data, error } = await told(server, RUN, variables);
  return error === undefined ? data.runMacro : { code: error.code, field: error.field };
}

/** What the machine took, of one kind. */
const taken = <K extends Command['kind']>(machine: HandMachine, kind: K): readonly Extract<Command, { kind: K }>[] =>
  machine.answers
    .filter(({ answer }) => answer.kind === 'accepted')
    .map(({ command }) => command)
    .filter((command): command is Extract<Command, { kind: K }> => command.kind === kind);

describe('macros of the farm', () => {
  test('[MA15] a macro is filled in, passes the machine and is on record once', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna');
    const { printerId } = machine;
    await server.farm.makeReady(machine);
    const id = await add(server, { name: 'Heat', text: HEAT });
    const lines = ['M104 S240', 'M117 PETG'];
    assert.deepEqual(await run(server, printerId, id, { nozzle: '240', note: 'PETG' }), {
      accepted: true,
      reason: null,
      lines,
    });
    assert.deepEqual(
      taken(machine, 'manual').map((one) => one.lines),
      [lines],
    );
    assert.deepEqual(await run(server, printerId, id, { nozzle: '301', note: '' }), {
      code: 'bad-macro-value',
      field: 'nozzle',
    });
    assert.deepEqual(await run(server, printerId, id, { note: 'a;b' }), { code: 'bad-macro-value', field: 'note' });
    assert.deepEqual(await run(server, printerId, id), { code: 'bad-macro-value', field: 'note' });
    assert.equal((await run(server, printerId, id, { note: '' }, { version: 2 })).code, 'stale-version');
    const [event, ...more] = await server.farm.eventsNamed('macro-run');
    assert.deepEqual([event?.payload, more.length], [{ macroId: id, name: 'Heat', lines, by: 'operator' }, 0]);
  });

  test('[MA15] the word about a bed that nobody has verified reaches the machine with the lines', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna');
    await machine.connect();
    await server.farm.settle();
    const id = await add(server, { name: 'Home', text: 'G28' });
    for (const confirmed of [false, true]) await run(server, machine.printerId, id, {}, { confirmed });
    assert.deepEqual(
      taken(machine, 'manual').map(({ lines, confirmed }) => [lines, confirmed]),
      [
        [['G28'], false],
        [['G28'], true],
      ],
    );
  });

  test('[MA15] while it prints a macro is refused, unless each of its lines is a change of the print', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna');
    const { printerId } = machine;
    await server.farm.makeReady(machine);
    await server.farm.addJob();
    await server.farm.settle();
    const heat = await add(server, { name: 'Heat', text: HEAT });
    assert.equal((await run(server, printerId, heat, { note: '' })).code, 'macro-while-printing');
    const input = { name: 'Faster', text: 'M220 S{speed: number 10..900}\nM107', whilePrinting: true };
    const faster = await add(server, input);
    assert.deepEqual(await run(server, printerId, faster, { speed: '120' }), {
      accepted: true,
      reason: null,
      lines: ['M220 S120', 'M107'],
    });
    assert.deepEqual(
      taken(machine, 'adjust').map(({ change }) => change),
      [
        { kind: 'feed', percent: 120 },
        { kind: 'fan', percent: 0 },
      ],
    );
    assert.deepEqual(await run(server, printerId, faster, { speed: '900' }), {
      accepted: false,
      reason: 'out-of-range',
      lines: [],
    });
    assert.deepEqual(taken(machine, 'manual'), [], 'nothing by hand in a print');
    const refused = await told(server, ADD, { input: { name: 'Home', text: 'M220 S100\nG28', whilePrinting: true } });
    assert.equal(refused.error?.code, 'macro-not-for-prints');
  });

  test('[CF1] [CF2] what is wrong is said by field, names are unique, and stale edits are refused', async () => {
    await using server = await openTestServer();
    const { printerId } = await server.farm.addMachine('Anna');
    const other = await server.farm.addMachine('Berta');
    const id = await add(server, { name: 'Heat', text: HEAT });
    const own = await add(server, { name: 'Heat', text: 'M104 S200', printerId });
    const fault = async (input: object) => {
      const { error } = await told(server, ADD, { input });
      return [error?.code, error?.field];
    };
    assert.deepEqual(await fault({ name: ' ', text: 'M105' }), ['bad-macro-name', 'name']);
    assert.deepEqual(await fault({ name: 'Heat', text: 'M105' }), ['macro-name-taken', 'name']);
    assert.deepEqual(await fault({ name: 'x', text: 'G{n: number 0..99}' }), ['bad-macro', 'text']);
    assert.deepEqual(await fault({ name: 'x', text: 'M105', printerId: 'nobody' }), ['unknown-printer', 'id']);
    const change = async (version: number) =>
      (
        await told(
          server,
          'mutation ($id: ID!, $v: Int!, $input: MacroInput!) { changeMacro(id: $id, version: $v, input: $input) { version name parameters { name kind initial least most length choices } } }',
          { id, v: version, input: { name: 'Warm up', text: HEAT } },
        )
      ).data?.changeMacro;
    const nozzle = {
      name: 'nozzle',
      kind: 'NUMBER',
      initial: '210',
      least: 170,
      most: 300,
      length: null,
      choices: null,
    };
    const note = { name: 'note', kind: 'TEXT', initial: null, least: null, most: null, length: 10, choices: null };
    assert.deepEqual(await change(1), { version: 2, name: 'Warm up', parameters: [nozzle, note] });
    assert.equal(await change(1), undefined);
    const names = async (of: string | null) =>
      (await server.ask('query ($id: ID) { macros(printerId: $id) { name } }', { id: of })).data.macros.map(
        (macro: { name: string }) => macro.name,
      );
    assert.deepEqual(await names(null), ['Heat', 'Warm up']);
    assert.deepEqual(await names(other.printerId), ['Warm up']);
    assert.equal((await run(server, other.printerId, own)).code, 'macro-of-another-printer');
    await server.ask('mutation ($id: ID!) { removePrinter(id: $id) }', { id: printerId });
    assert.deepEqual(await names(null), ['Warm up'], 'a printer takes its own along');
    await server.ask('mutation ($id: ID!) { removeMacro(id: $id) }', { id });
    assert.deepEqual(await names(null), []);
    assert.equal((await run(server, other.printerId, id)).code, 'unknown-macro');
  });
});
