import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { openTestCamera } from './fixtures/test-camera.ts';
import { orientationOf } from './jpeg-orientation.ts';

const FIELDS = 'id version rotation flipHorizontal flipVertical';
const ADD = `mutation($input: AddCameraInput!) { addCamera(input: $input) { ${FIELDS} } }`;
const CHANGE = `mutation($input: ChangeCameraInput!) { changeCamera(input: $input) { ${FIELDS} } }`;

describe('cameras that hang as they had to', () => {
  test('[CA1] a camera is turned and mirrored: what it shows and what is kept of prints says so', async () => {
    await using server = await openTestServer();
    await using bed = await openTestCamera();
    const machine = await server.farm.addMachine('one');
    await server.farm.makeReady(machine);
    const url = bed.url.replace('stream', 'picture');
    const { data } = await server.ask(ADD, { input: { name: 'Bed', url, printerId: machine.printerId } });
    const { id, ...added } = data.addCamera;
    assert.deepEqual(added, { version: 1, rotation: 0, flipHorizontal: false, flipVertical: false });
    const picture = async (path: string): Promise<number> =>
      orientationOf(Buffer.from(await (await fetch(`${server.address}${path}`)).arrayBuffer()));
    assert.equal(await picture(`/api/cameras/${id}/picture`), 1);

    const turned = await server.ask(CHANGE, { input: { id, version: 1, rotation: 90 } });
    assert.deepEqual(turned.data.changeCamera, {
      id,
      version: 2,
      rotation: 90,
      flipHorizontal: false,
      flipVertical: false,
    });
    assert.equal(await picture(`/api/cameras/${id}/picture`), 6);
    const mirrored = await server.ask(CHANGE, { input: { id, version: 2, flipVertical: true } });
    assert.deepEqual([mirrored.data.changeCamera.rotation, mirrored.data.changeCamera.flipVertical], [90, true]);
    assert.equal(await picture(`/api/cameras/${id}/picture`), 7);
    const renamed = await server.ask(CHANGE, { input: { id, version: 3, name: 'Bed of one' } });
    assert.equal(renamed.data.changeCamera.rotation, 90, 'what is left out stays as it is');

    await server.farm.addJob();
    await server.farm.settle(machine);
    machine.finish();
    await server.farm.settle(machine);
    await server.features.cameras.idle();
    const history = await server.ask('{ history(first: 5) { items { pictures { url } } } }');
    assert.equal(await picture(history.data.history.items[0].pictures[0].url), 7);

    const straight = await server.ask(CHANGE, { input: { id, version: 4, rotation: 0, flipVertical: false } });
    assert.equal(straight.errors, undefined);
    assert.equal(await picture(`/api/cameras/${id}/picture`), 1);
  });

  test('a camera is turned by quarters alone, and the error says so', async () => {
    await using server = await openTestServer();
    const input = { name: 'Bed', url: 'http://camera.example/' };
    for (const rotation of [45, -90, 360]) {
      const { errors } = await server.ask(ADD, { input: { ...input, rotation } });
      const { code, field, remedy } = errors?.[0]?.extensions ?? {};
      assert.deepEqual([code, field], ['bad-camera-rotation', 'rotation']);
      assert.match(String(remedy), /0, 90, 180, 270/);
    }
    const { data } = await server.ask(ADD, { input: { ...input, rotation: 270, flipHorizontal: true } });
    assert.deepEqual([data.addCamera.rotation, data.addCamera.flipHorizontal], [270, true]);
    const wrong = await server.ask(CHANGE, { input: { id: data.addCamera.id, version: 1, rotation: 1 } });
    assert.equal(wrong.errors?.[0]?.extensions.code, 'bad-camera-rotation');
  });
});
