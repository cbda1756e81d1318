import assert from 'node:assert/strict';
import type { ContractCase } from './contract.ts';
import { ContractStage } from './fixtures/contract-stage.ts';

/** As it may stand in a text, an address or a header. */
const formsOf = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
];
const WRONG = 'wr0ng c4n4ry';

/** In sight, out of it, with a wrong secret, through a print, a refusal and nonsense: reports become the API, the journal and the log. */
const nothingTold: ContractCase['run'] = async (bench, patienceMs) => {
  await using stage = new ContractStage(await bench.open(), patienceMs);
  const { printer } = stage;
  const { properties = {} } = bench.manifest.optionsSchema as {
    readonly properties?: Readonly<Record<string, { readonly writeOnly?: boolean }>>;
  };
  const hidden = Object.keys(printer.options).filter((name) => properties[name]?.writeOnly === true);
  assert.notEqual(hidden.length, 0, 'its manifest marks what is a secret');
  const wrong = Object.fromEntries(hidden.map((name) => [name, WRONG]));
  const stranger = stage.drive({ options: { ...printer.options, ...wrong } });
  await stranger.report('disconnected');
  await stranger.end();
  const life = await stage.connected();
  await life.driver.manual(['M105']);
  printer.cut();
  await life.report('disconnected');
  await printer.mend();
  await life.report('connected', life.heard.length);
  const { gcode = printer.gcode('short') } = printer.refuseStart();
  life.driver.start(stage.print('p1', gcode));
  await life.report('print-ended');
  const heard = life.heard.length;
  life.driver.start(stage.print('p2', printer.gcode('short')));
  await life.report('print-moved');
  printer.talkNonsense();
  await life.report('print-ended', heard);
  const told = [...stranger.told, ...life.told];
  const secrets = [WRONG, ...hidden.map((name) => String(printer.options[name])), ...(bench.tellsSecrets ?? [])];
  const leaks = told.filter((each) => secrets.flatMap(formsOf).some((form) => each.includes(form)));
  assert.deepEqual(leaks, []);
};

/** What a driver was trusted with stays in it. */
export const SECRET_CASES: readonly ContractCase[] = [
  {
    rule: 'DR9',
    title: 'no secret leaves it, whatever happens',
    run: nothingTold,
    appliesTo: ({ hasCredentials }) => hasCredentials,
  },
];
