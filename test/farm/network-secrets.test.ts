import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { openLiveClient } from '../../src/combinator/api/fixtures/live-client.ts';
import { SimulatedOctoPrint } from '../../src/drivers/octoprint/simulator/octoprint.ts';
import { ownPlace } from '../../src/drivers/prusa-connect/simulator/own-place.ts';
import { OWN_PASSWORD, SimulatedPrusaConnect } from '../../src/drivers/prusa-connect/simulator/prusa-connect.ts';
import { SimulatedPrusaLink } from '../../src/drivers/prusalink/simulator/prusa-link.ts';
import { root, startCroft, temporaryData, until } from '../harness/croft.ts';
import { squareGcode } from '../harness/files.ts';
import { machineProcesses } from '../harness/machine-processes.ts';
import { clear, inPhase } from '../harness/network-printer.ts';

/** Each of its own, so that what leaks says where it came from. */
const CANARIES = {
  typed: 'k4n0ne-octo-typed',
  given: 'k4n0ne-octo-given',
  link: 'k4n0ne-link-buddy',
  pi: 'k4n0ne-link-pi',
  connect: 'k4n0neconnect01',
  wrongOcto: 'k4n0ne-octo-wrong',
  wrongLink: 'k4n0ne-link-wrong',
  refused: 'k4n0ne-octo-refused',
  tls: 'k4n0ne-link-tls',
  redirected: 'k4n0ne-octo-moved',
  redirectedLink: 'k4n0ne-link-moved',
  echoed: 'k4n0ne-octo-echo',
  echoedLink: 'k4n0ne-link-echo',
  tried: 'k4n0ne-octo-tried',
  own: OWN_PASSWORD.split('"').at(-1) ?? '',
} as const;
type Canary = keyof typeof CANARIES;

/** As it may stand in a text, an address, a header, or a database. */
const formsOf = (secret: string): readonly string[] => [
  secret,
  ...[0, 1, 2].map((shift) => base64Inside(Buffer.from(secret), shift)),
  Buffer.from(secret).toString('hex'),
  secret.toUpperCase(),
];

/** What of its base64 is the same whatever stands before and behind it, as in a Basic header. */
function base64Inside(secret: Buffer, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), secret])
    .toString('base64')
    .replace(/=+$/, '');
  return text.slice(shift === 0 ? 0 : shift + 1, -1);
}

const FORMS = Object.entries(CANARIES).flatMap(([of, secret]) => formsOf(secret).map((form) => [of, form] as const));
const found = (text: string | Buffer): readonly string[] => [
  ...new Set(FORMS.filter(([, form]) => text.includes(form)).map(([of]) => of)),
];

/** A host of its own kind, which writes down what it was asked. */
async function hostOf(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const end = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, asked, [Symbol.asyncDispose]: end };
}

/** Every file below a folder, with its bytes and the rights of others to it. */
function filesBelow(
  folder: string,
): readonly { readonly name: string; readonly bytes: Buffer; readonly open: boolean }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => {
      const path = join(each.parentPath, each.name);
      return { name: relative(folder, path), bytes: readFileSync(path), open: (statSync(path).mode & 0o077) !== 0 };
    });
}

/** What each process of this farm shows of itself to everybody, or hands on to its children. */
function processesOf(data: string): readonly { readonly pid: string; readonly words: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return command.includes(data) ? [{ pid, words: command + readFileSync(`/proc/${pid}/environ`, 'utf8') }] : [];
      } catch {
        // Gone meanwhile.
        return [];
      }
    });
}

const EVERYTHING = `{
  printers { id name driver options secretsSet phase reachable unreachableReason attention notice portTrouble
    error { code message } dialog { text choices } pauseReason }
  problems { code message printerId }
  events(first: 100) { items { name payload } }
  drivers { name optionsSchema keyOption }
  jobs(active: false) { items { id prints { status error { code message } } } }
  history(first: 100) { items { id name printerName } }
}`;

test('[DR9] [CF1] no credential of an OctoPrint or a Prusa leaves its sealed or locked place, whatever goes wrong', {
  timeout: 240_000,
}, async () => {
  await using data = temporaryData();
  await using croft = await startCroft(['combinator', '--verbose'], data.path);
  const before = new Set(readdirSync(root));
  const answers: string[] = [];
  const ask: typeof croft.ask = async (query, variables) => {
    const answer = await croft.ask<never>(query, variables).catch((error: unknown) => {
      answers.push(String(error));
      throw error;
    });
    answers.push(JSON.stringify(answer));
    return answer;
  };
  // Everything that is told while it lasts.
  const leaving = new AbortController();
  let streamed = '';
  const stream = await fetch(`${croft.address}/api/events/stream?transient=yes`, { signal: leaving.signal });
  const reading = (async () => {
    for await (const piece of stream.body ?? []) streamed += Buffer.from(piece).toString('utf8');
  })().catch(() => {});
  const client = await openLiveClient(new URL(croft.address).host);
  client.subscribe('subscription { farm { snapshot patch } }', {}, 'farm');

  await using typed = await SimulatedOctoPrint.start({ printSeconds: 60, speed: 20, updateMs: 20 });
  typed.switches.apiKey = CANARIES.typed;
  await using given = await SimulatedOctoPrint.start({ printSeconds: 60, speed: 20, updateMs: 20 });
  given.switches.apiKey = CANARIES.given;
  await using link = await SimulatedPrusaLink.start({ printSeconds: 60, speed: 20 });
  link.switches.password = CANARIES.link;
  await using pi = await SimulatedPrusaLink.start({ dialect: 'pi', printSeconds: 60, speed: 20 });
  pi.switches.password = CANARIES.pi;
  const place = ownPlace();
  await using connect = new SimulatedPrusaConnect({ ...place, build: 'websocket', printSeconds: 60, speed: 20 });
  connect.switches.token = CANARIES.connect;
  await using strange = await hostOf((_, response) => response.writeHead(200).end('{}'));
  await using moved = await hostOf((request, response) =>
    response.writeHead(302, { location: `${strange.url}${request.url}` }).end(),
  );
  // As a proxy that is looked into by its owner: it says again what it was asked.
  await using echo = await hostOf((request, response) => {
    if (request.url === '/api/version')
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(
          JSON.stringify({ api: '0.1', server: '1.10.2', text: 'OctoPrint 1.10.2', capabilities: {}, hostname: 'x' }),
        );
    const error = `Bad request ${JSON.stringify(request.headers)}`;
    response
      .writeHead(400, { 'content-type': 'application/json' })
      .end(JSON.stringify({ error, message: error, text: error }));
  });
  await using gone = await hostOf(() => {});
  const nobody = gone.url;
  await gone[Symbol.asyncDispose]();

  const key = 'subscription($input: AskForKeyInput!) { askForKey(input: $input) { page grantedKey isOver } }';
  client.subscribe(key, { input: { driver: 'octoprint', options: { url: given.url } } }, 'key');
  await client.until(
    ({ id, type, payload }) => id === 'key' && type === 'next' && payload.data.askForKey.page !== null,
  );
  given.keys.decide(true, CANARIES.given);
  const decided = await client.until(
    ({ id, type, payload: now }) => id === 'key' && type === 'next' && now.data.askForKey.isOver,
  );
  const grantedKey: unknown = decided.payload.data.askForKey.grantedKey;

  const names = new Map<string, string>();
  const add = async (name: string, driver: string, options: object, more: object = {}): Promise<string> => {
    const mutation = 'mutation($input: AddPrinterInput!) { addPrinter(input: $input) { id options secretsSet } }';
    const input = { name, driver, options, ...more };
    const { id } = (await ask<{ addPrinter: { id: string } }>(mutation, { input })).addPrinter;
    names.set(id, name);
    return id;
  };
  const octo = (name: Canary, url: string) => add(name, 'octoprint', { url, apiKey: CANARIES[name] });
  const prusa = (name: Canary, url: string) => add(name, 'prusalink', { url, password: CANARIES[name] });
  const good = [
    await octo('typed', typed.url),
    await add('given', 'octoprint', { url: given.url }, { grantedKey }),
    await prusa('link', link.url),
    await prusa('pi', pi.url),
    await add('connect', 'prusa-connect', { port: place.port, address: place.host, token: CANARIES.connect }),
  ];
  const bad = [
    await octo('wrongOcto', typed.url),
    await prusa('wrongLink', link.url),
    await octo('refused', nobody),
    await prusa('tls', link.url.replace('http:', 'https:')),
    await octo('redirected', moved.url),
    await prusa('redirectedLink', moved.url),
    await octo('echoed', echo.url),
    await prusa('echoedLink', echo.url),
  ];
  // Refused as input: the value is named in no error.
  const badUrl = { url: 'nowhere', apiKey: `${CANARIES.tried} ` };
  await assert.rejects(add('bad', 'octoprint', badUrl));
  const trial =
    'subscription($input: TryPrinterInput!) { tryPrinter(input: $input) { steps { step state message remedy } isOver } }';
  for (const [id, url] of [
    ['echo', echo.url],
    ['wrong', typed.url],
    ['nobody', nobody],
  ] as const) {
    client.subscribe(trial, { input: { driver: 'octoprint', options: { url, apiKey: CANARIES.tried } } }, id);
    await client.until((told) => told.id === id && told.type === 'next' && told.payload.data.tryPrinter.isOver);
  }

  for (const id of good) await clear({ ...croft, ask }, id, 'UNVERIFIED');
  for (const id of good) await inPhase(croft, id, 'READY');
  const why = 'query($id: ID!) { printer(id: $id) { reachable unreachableReason } }';
  for (const id of bad)
    await until('why it is out of reach', async () => {
      const { printer } = await ask<{ printer: { unreachableReason: string | null } }>(why, { id });
      return printer.unreachableReason !== null && !/not connected yet|just started/.test(printer.unreachableReason);
    });

  const upload = await fetch(`${croft.address}/api/files?name=square.gcode`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: squareGcode('for-all'),
  });
  const { digest } = (await upload.json()) as { digest: string };
  typed.switches.refuseStarts = [{ code: 409, message: 'The door is open' }];
  // Each has its own: one that refuses takes copy after copy, and none would be left for the others.
  for (const id of good)
    await ask('mutation($input: AddJobInput!) { addJob(input: $input) { id } }', {
      input: { digest, printerIds: [id] },
    });
  const busy = (): boolean => [given, link, pi, connect].every(({ printer }) => printer.printed.length > 0);
  await until('they print', async () => busy());
  const dump = (): void => {
    for (const pid of machineProcesses(data.path).keys()) process.kill(pid, 'SIGABRT');
  };
  const shards = [...machineProcesses(data.path).keys()];
  dump();
  await until('others drive them', async () => {
    const now = [...machineProcesses(data.path)];
    return (
      now.every(([pid]) => !shards.includes(pid)) && now.flatMap(([, ids]) => ids).length === good.length + bad.length
    );
  });
  for (const id of good.slice(1)) await inPhase({ ...croft, ask }, id, 'AWAITING_RETRIEVAL');
  typed.printer.files.set('new.gcode', { content: 'G28\n', success: 0, failure: 0 });
  typed.tellOfFiles();
  await until('its files are looked at', async () => streamed.includes('new-files-found'));
  // Asked by a person: what is in sight answers, the others say why not.
  const questions = [
    'lookForCameras(printerId: $id) { __typename }',
    'refreshPrinterFiles(printerId: $id) { problem }',
  ];
  const asked = [...names.keys()].flatMap((id) =>
    questions.map((question) => ask(`mutation($id: ID!) { ${question} }`, { id })),
  );
  const outcomes = await Promise.allSettled(asked);
  assert.ok(
    outcomes.some(({ status }) => status === 'fulfilled') && outcomes.some(({ status }) => status === 'rejected'),
  );
  await ask(EVERYTHING);
  const metrics = await (await fetch(`${croft.address}/metrics`)).text();
  const processes = processesOf(data.path);
  assert.ok(processes.length >= 3, 'combinator, guardian and machines');
  assert.ok(
    streamed.length > 1_000 && answers.length > 20 && client.messages.length > 5,
    'there was something to hear',
  );

  assert.deepEqual(found(streamed), [], 'in the events');
  assert.deepEqual(found(JSON.stringify(client.messages)), [], 'in what pages hear');
  assert.deepEqual(found(answers.join('\n')), [], 'in the answers of the API');
  assert.deepEqual(found(metrics), [], 'in the metrics');
  assert.deepEqual(found(croft.output()), [], 'in what it prints');
  assert.deepEqual(strange.asked, [], 'nothing follows a redirect');
  assert.ok(moved.asked.length > 0 && echo.asked.some((each) => found(each).length > 0), 'they were asked');
  for (const { pid, words } of processes) assert.deepEqual(found(words), [], `of process ${pid}`);
  // The journal of a machine, which nobody else may read, is where it has its own printer's.
  const held = filesBelow(data.path).flatMap(({ name, bytes, open }) => {
    const of = found(bytes);
    return of.length === 0 ? [] : [`${name}${open ? ' (open to others)' : ''}: ${of.join(', ')}`];
  });
  const own = [...names].map(([id, name]) => `machines/${id}/journal: ${name}`);
  assert.deepEqual(held.toSorted(), own.toSorted());
  const left = readdirSync(root).filter((name) => !before.has(name));
  assert.deepEqual(left, [], 'no dump beside the program');
  leaving.abort();
  client[Symbol.dispose]();
  await reading;
});
