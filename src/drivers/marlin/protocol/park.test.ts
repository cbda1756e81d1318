import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PLAIN_MODAL, followModal } from './modal.ts';
import { type Parking, type PausePlace, changedByHand, heatAgain, park, parked, returnTo } from './park.ts';

const PLACE: PausePlace = {
  x: 50,
  y: 60,
  z: 1.2,
  e: 7.5,
  relative: false,
  relativeExtruder: true,
  feed: 1800,
  targets: { nozzle: 210, bed: 60 },
  fan: 255,
};
const PARKING: Parking = { parks: true, liftMm: 10, x: 0, y: 200, retractMm: 1.5, nozzleTemperature: 150 };
const SAME = { targets: { nozzle: 210, bed: 60 }, fan: 255 };

describe('the way to the parking place and back', () => {
  test('filament first, then up, then aside, then cooler; and all of it back in the end', () => {
    assert.deepEqual(park(PLACE, PARKING), [
      'M83',
      'G1 E-1.5 F1800',
      'G91',
      'G1 Z10 F600',
      'G90',
      'G1 X0 Y200 F6000',
      'M104 S150',
    ]);
    const place = parked(PLACE, PARKING);
    assert.equal(place.retractedMm, 1.5);
    assert.deepEqual(returnTo(place, { targets: { nozzle: 150, bed: null }, fan: 0 }), [
      'G91',
      'G0 Z5 F600',
      'M140 S60',
      'M104 S210',
      'M190 S60',
      'M109 S210',
      'G90',
      'G0 X50 Y60 F6000',
      'G0 Z1.2 F600',
      'M82',
      'G1 E7.5 F1800',
      'M106 S255',
      'M83',
      'G0 F1800',
    ]);
  });

  test('what is as it was is not sent again: no heat, no fan, no filament', () => {
    assert.deepEqual(returnTo({ ...PLACE, relative: true }, SAME), [
      'G91',
      'G0 Z5 F600',
      'G90',
      'G0 X50 Y60 F6000',
      'G0 Z1.2 F600',
      'G92 E7.5',
      'G91',
      'M83',
      'G0 F1800',
    ]);
    assert.deepEqual(heatAgain(PLACE, SAME.targets), []);
    assert.deepEqual(heatAgain(PLACE, { nozzle: null, bed: 60 }), ['M104 S210', 'M109 S210']);
  });

  test('a cold nozzle draws nothing back, and a head that stays only cools', () => {
    const cold = { ...PLACE, targets: { nozzle: null, bed: 60 } };
    assert.equal(parked(cold, PARKING).retractedMm, undefined);
    assert.equal(park(cold, PARKING)[0], 'G91');
    assert.deepEqual(park(PLACE, { ...PARKING, parks: false }), ['M104 S150']);
    assert.deepEqual(park(PLACE, { ...PARKING, parks: false, nozzleTemperature: 0 }), []);
  });

  test('a record of an older version leads back too', () => {
    const { targets: _t, fan: _f, ...old } = PLACE;
    assert.equal(returnTo(old, { targets: { nozzle: null, bed: null }, fan: null }).length, 8);
  });

  test('what a person does in the pause counts: other heat and fan are kept, what was switched off is not', () => {
    const hotter = changedByHand(PLACE, 'M104 S240');
    assert.deepEqual(hotter.targets, { nozzle: 240, bed: 60 });
    assert.deepEqual(changedByHand(hotter, 'M104 S0'), hotter);
    assert.equal(changedByHand(PLACE, 'M106 S100').fan, 100);
    const fed = changedByHand(parked(PLACE, PARKING), 'G1 E30 F200');
    assert.deepEqual(
      returnTo(fed, SAME).filter((line) => line.includes('E')),
      ['G92 E6', 'G1 E7.5 F1800'],
      'the filament is where the person left it, and is given as far as it was drawn back',
    );
    for (const counts of ['G92 E0', 'G92', 'G01 E3'])
      assert.deepEqual(returnTo(changedByHand(parked(PLACE, PARKING), counts), SAME), returnTo(fed, SAME), counts);
  });
});

test('what holds on is followed: fan, tool, factors and baby-steps', () => {
  const lines = [
    'M106',
    'T1',
    'M220 S80',
    'M221 S95',
    'M290 Z0.05',
    'M290 Z-0.02',
    'M106 P1 S10',
    'G1 X1',
    'M106 S999',
  ];
  const modal = lines.reduce(followModal, PLAIN_MODAL);
  assert.deepEqual(
    { ...modal, babystepMm: modal.babystepMm.toFixed(2) },
    { fan: 255, tool: 1, feedPercent: 80, flowPercent: 95, babystepMm: '0.03' },
  );
  assert.equal(followModal(modal, 'M107').fan, 0);
});
