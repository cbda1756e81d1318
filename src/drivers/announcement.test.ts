import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Announced, type Announcement, urlAt } from './announcement.ts';
import { manifests } from './registry.ts';

/** What each driver makes of an announcement; those that make nothing of it are left out. */
const readBy = (heard: Announcement): Readonly<Record<string, Announced>> =>
  Object.fromEntries(
    [...manifests.values()].flatMap(({ name, network }) => {
      const announced = network?.lookout?.read(heard) ?? null;
      return announced === null ? [] : [[name, announced]];
    }),
  );

const service = (type: string, changes: Partial<Extract<Announcement, { kind: 'service' }>> = {}): Announcement => ({
  kind: 'service',
  type,
  name: 'Somebody',
  host: 'somebody.local',
  address: '192.168.1.20',
  port: 80,
  txt: {},
  ...changes,
});

const BAMBU = {
  nt: 'urn:bambulab-com:device:3dprinter:1',
  usn: '01p00a123456789',
  location: '10.0.0.9',
  'devmodel.bambu.com': 'C12',
  'devname.bambu.com': 'Left shelf',
  'devconnect.bambu.com': 'lan',
};

describe('[CO5] announcements', () => {
  test('a Moonraker is known by its installation, whether mDNS or SSDP tells of it', () => {
    const uuid = '0f3c2d8e5b6a4c1d9e8f7a6b5c4d3e2f';
    const byName = readBy(
      service('_moonraker._tcp', { name: 'Moonraker @ voron', host: 'voron.local', port: 7125, txt: { uuid } }),
    );
    assert.deepEqual(Object.keys(byName), ['moonraker']);
    assert.deepEqual(byName.moonraker, {
      make: 'Klipper',
      model: null,
      name: 'voron',
      identity: uuid,
      host: 'voron.local',
      options: { url: 'http://192.168.1.20:7125' },
      note: null,
      isSure: true,
    });
    const fields = {
      server: 'Moonraker SSDP/UPNP Server',
      usn: 'uuid:0f3c2d8e-5b6a-4c1d-9e8f-7a6b5c4d3e2f::upnp:rootdevice',
      location: 'http://voron.local:7125/server/zeroconf/ssdp',
    };
    const byUpnp = readBy({ kind: 'ssdp', address: '192.168.1.20', fields }).moonraker;
    assert.deepEqual([byUpnp?.identity, byUpnp?.options], [uuid, { url: 'http://192.168.1.20:7125' }]);
    const television = { ...fields, server: 'Linux/5 UPnP/1.0 TV/1' };
    assert.deepEqual(readBy({ kind: 'ssdp', address: '192.168.1.20', fields: television }), {});
  });

  test('an OctoPrint keeps the path before its API, and is unsure of itself where it might be a PrusaLink', () => {
    const txt = { version: '1.10.2', api: '0.1', path: '/garage/', vendor: 'Creality', model: 'Ender 3' };
    const { octoprint } = readBy(
      service('_octoprint._tcp', { name: 'OctoPrint instance "Garage" on octopi', port: 5000, txt }),
    );
    assert.deepEqual(
      [octoprint?.name, octoprint?.model, octoprint?.options, octoprint?.isSure],
      ['Garage', 'Creality Ender 3', { url: 'http://192.168.1.20:5000/garage' }, true],
    );
    assert.equal(readBy(service('_octoprint._tcp')).octoprint?.isSure, false);
    assert.deepEqual(readBy(service('_octoprint._tcp', { txt: { path: '/../"x' } })).octoprint?.options, {
      url: 'http://192.168.1.20',
    });
  });

  test('a PrusaLink tells where it is and no more', () => {
    const { prusalink, ...others } = readBy(service('_prusalink._tcp', { name: 'Prusa MK4' }));
    assert.deepEqual([prusalink?.name, prusalink?.options, others], ['Prusa MK4', { url: 'http://192.168.1.20' }, {}]);
  });

  test('a Duet is told from other web servers by what it calls its firmware', () => {
    const txt = { product: 'RepRapFirmware for Duet 3 MB6HC', version: '3.5.1' };
    const { duet, ...others } = readBy(service('_http._tcp', { name: 'Delta', txt }));
    assert.deepEqual(
      [duet?.name, duet?.model, duet?.options, others],
      ['Delta', 'Duet 3 MB6HC', { url: 'http://192.168.1.20' }, {}],
    );
    assert.deepEqual(readBy(service('_http._tcp', { name: 'Router', txt: { product: 'Router' } })), {});
    assert.deepEqual(readBy(service('_http._tcp')), {});
  });

  test('a Bambu Lab printer is known by its serial number, and where it speaks from is where it is', () => {
    const { bambu } = readBy({ kind: 'ssdp', address: '192.168.1.9', fields: BAMBU });
    assert.deepEqual(
      [bambu?.model, bambu?.name, bambu?.identity, bambu?.options],
      ['P1S', 'Left shelf', '01P00A123456789', { host: '192.168.1.9', serial: '01P00A123456789' }],
    );
    const inCloud = { ...BAMBU, 'devconnect.bambu.com': 'cloud', 'devmodel.bambu.com': 'Z9' };
    const cloudy = readBy({ kind: 'ssdp', address: '192.168.1.9', fields: inCloud }).bambu;
    assert.match(cloudy?.note ?? '', /connected to the cloud/);
    assert.equal(cloudy?.model, 'Z9');
    assert.deepEqual(readBy({ kind: 'ssdp', address: '192.168.1.9', fields: { ...BAMBU, usn: 'a b' } }), {});
    assert.deepEqual(readBy({ kind: 'ssdp', address: '192.168.1.9', fields: { nt: 'upnp:rootdevice' } }), {});
  });

  test('what was found fits the options of its driver but for what a person must add', () => {
    const heard = [
      service('_moonraker._tcp', { address: 'fd00::7', port: 7125 }),
      service('_octoprint._tcp'),
      service('_prusalink._tcp'),
      { kind: 'ssdp', address: '192.168.1.9', fields: BAMBU } as const,
    ];
    for (const [name, { options }] of heard.flatMap((each) => Object.entries(readBy(each)))) {
      const manifest = manifests.get(name);
      assert.deepEqual(manifest?.checkOptions(options), [], name);
      assert.notEqual(manifest?.network?.addressOf(options), null, name);
    }
    assert.equal(urlAt('192.168.1.9', 443, { secure: true, path: '/' }), 'https://192.168.1.9');
  });

  test('names that somebody else chose are one short line', () => {
    const name = `${'x'.repeat(500)}`;
    const { bambu } = readBy({
      kind: 'ssdp',
      address: '192.168.1.9',
      fields: { ...BAMBU, 'devname.bambu.com': `a\u0007b${name}` },
    });
    assert.equal(bambu?.name.length, 80);
    assert.match(bambu?.name ?? '', /^abx/);
  });
});
