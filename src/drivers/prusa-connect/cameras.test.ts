import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { ContractStage } from '#drivers/fixtures/contract-stage';
import { systemClock } from '#lib/clock';
import { CameraStills } from './camera-stills.ts';
import { contractPrinter } from './fixtures/contract-bench.ts';
import { manifest } from './manifest.ts';
import { SimulatedConnectCamera } from './simulator/connect-camera.ts';
import { ownPlace } from './simulator/own-place.ts';
import { SimulatedPrusaConnect } from './simulator/prusa-connect.ts';

const picture = (what: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from(what)]);

async function open() {
  const place = ownPlace();
  const simulated = new SimulatedPrusaConnect({ ...place, speed: 40 });
  const { token } = simulated.switches;
  const stage = new ContractStage(contractPrinter(simulated, place));
  const life = await stage.connected();
  const { options } = stage.printer;
  const own = manifest.network?.cameras;
  assert.ok(own !== undefined);
  const offers = async () => {
    const question = own.question(options);
    assert.ok(question !== null);
    const answer = await fetch(question.url, { headers: question.headers });
    return own.read(await answer.json(), options);
  };
  const seen = async (url: string, key: string) => {
    const answer = await fetch(url, { headers: { 'x-api-key': key } });
    return `${answer.status} ${Buffer.from(await answer.arrayBuffer())
      .subarray(3)
      .toString()}`;
  };
  const camera = (fingerprint: string, given = token) =>
    new SimulatedConnectCamera(place, { token: given, fingerprint, name: `Of ${fingerprint}` });
  const close = () => stage[Symbol.asyncDispose]();
  return { stage, life, offers, seen, camera, token, place, [Symbol.asyncDispose]: close };
}

describe('[CA1] cameras that send their pictures to Prusa Connect', () => {
  test('register, send, are offered, and their newest picture is there for who knows the token', async () => {
    await using at = await open();
    assert.deepEqual(await at.offers(), [], 'nobody has sent one');
    const camera = at.camera('front');
    assert.equal(await camera.register(), 200);
    const [offer] = await at.offers();
    assert.deepEqual([offer?.name, offer?.username, offer?.password], ['Of front', 'X-Api-Key', at.token]);
    const url = offer?.url ?? '';
    assert.equal(await at.seen(url, at.token), '204 ', 'it has taken none yet');
    assert.equal(await camera.send(picture('one')), 204);
    assert.equal(await camera.send(picture('two')), 204);
    // One that is only given the token registers nowhere.
    assert.equal(await at.camera('side').send(picture('side')), 204);
    assert.equal(await at.seen(url, at.token), '200 two');
    assert.equal((await at.seen(url, 'another')).slice(0, 3), '401');
    assert.deepEqual(
      (await at.offers()).map(({ name }) => name.slice(0, 6)),
      ['Of fro', 'Camera'],
    );
    assert.equal(at.life.count('trouble'), 0, 'none of them is taken for a printer');
    assert.equal(at.life.count('disconnected'), 0);
  });

  test('a picture of long ago is none', async () => {
    let now = 0;
    const clock = { ...systemClock, monotonic: () => now };
    const stills = new CameraStills(clock, 'key', (given) => given === 'key');
    const server = createServer((request, response) => void stills.serve(request.url ?? '', request, response));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const place = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    const camera = new SimulatedConnectCamera(place, { token: 'key', fingerprint: 'f', name: 'x' });
    const ask = async (path: string): Promise<Response> => {
      const answer = await fetch(`http://${place.host}:${place.port}${path}`, { headers: { 'x-api-key': 'key' } });
      assert.ok(answer.ok);
      return answer;
    };
    assert.equal(await camera.send(picture('then')), 204);
    const { cameras } = (await (await ask('/c/cameras')).json()) as { readonly cameras: readonly { id: string }[] };
    const path = `/c/cameras/${cameras[0]?.id}/snap`;
    now = 9 * 60_000;
    assert.equal((await ask(path)).status, 200);
    now = 11 * 60_000;
    assert.equal((await ask(path)).status, 204);
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  test('[DR12] strangers, what is no picture and what is too long are refused; the oldest makes room', async () => {
    await using at = await open();
    assert.equal(await at.camera('front', 'wrong').register(), 401);
    assert.equal(await at.camera('front', 'wrong').send(picture('x')), 401);
    assert.equal(await at.camera('').send(picture('x')), 400);
    assert.equal(await at.camera('front').send(Buffer.from('<html>')), 415);
    assert.equal(await at.camera('front').send(picture('!'.repeat(4 * 1024 * 1024))), 413);
    const address = `http://${at.place.host}:${at.place.port}`;
    const headers = { token: at.token, fingerprint: 'f' };
    for (const odd of ['[]', '{', '{"config":7,"fingerprint":[]}'])
      assert.equal((await fetch(`${address}/p/camera`, { method: 'POST', headers, body: odd })).status, 200, odd);
    assert.equal((await fetch(`${address}/c/other`, { method: 'PUT', headers, body: 'x' })).status, 404);
    assert.deepEqual(await at.offers(), []);
    for (const each of ['a', 'b', 'c', 'd', 'e']) assert.equal(await at.camera(each).register(), 200);
    assert.deepEqual(
      (await at.offers()).map(({ name }) => name),
      ['Of b', 'Of c', 'Of d', 'Of e'],
    );
  });
});
