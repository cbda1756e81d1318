import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HEALTH_CODES } from './health-codes.ts';
import { pauseReason } from './pause-reason.ts';
import { PRINT_ERROR_CODES } from './print-error-codes.ts';
import { faultFor, faultOf, informationOf, sentenceOf, startTrouble } from './printer-errors.ts';
import { readPrinter } from './printer-view.ts';

const hms = (...codes: string[]) =>
  readPrinter({
    gcode_state: 'IDLE',
    hms: codes.map((code) => {
      const digits = code.replaceAll('_', '');
      return { attr: Number.parseInt(digits.slice(0, 8), 16), code: Number.parseInt(digits.slice(8), 16) };
    }),
  });

describe('the codes of the printer', () => {
  test('each has one form, a text and a remedy that are sentences, and stands once', () => {
    const forms = [
      [HEALTH_CODES, /^([0-9A-F]{4}|07uu)_([0-9A-F]{4}|\ds00)_000[1-4]_[0-9A-F]{4}$/, 250],
      [PRINT_ERROR_CODES, /^([0-9A-F]{4}|07uu)_[48C][0-9A-F]{3}$/, 120],
    ] as const;
    for (const [groups, form, least] of forms) {
      const codes = groups.flatMap(({ codes: each }) => Object.keys(each));
      assert.deepEqual(
        codes.filter((code) => !form.test(code)),
        [],
      );
      assert.equal(new Set(codes).size, codes.length);
      assert.ok(codes.length >= least, `${codes.length} codes`);
      for (const { remedy, codes: texts } of groups)
        for (const text of [remedy, ...Object.values(texts)]) {
          assert.match(text, /^[A-Z{0-9].*[.]$/, text);
          assert.ok(text.length <= 140, text);
        }
    }
  });

  test('a code of an AMS is known in every unit and slot, and names the one that it means', () => {
    assert.equal(faultFor('0700_2000_0002_0001').text, 'The filament of slot A1 ran out.');
    assert.equal(faultFor('0703_2300_0002_0001').text, 'The filament of slot D4 ran out.');
    assert.equal(faultFor('1201_2200_0002_0002').text, 'Slot B3 is empty.');
    assert.equal(faultFor('1801_2000_0002_0001').text, 'The filament of slot HT-B ran out.');
    assert.match(faultFor('07FF_2000_0002_0001').text, /spool at the back/);
    assert.match(faultFor('07FE_8011').text, /spool at the back/);
    assert.equal(faultFor('0702_8010').text, 'The motor of AMS C is overloaded.');
    assert.match(faultFor('0700_3500_0001_0001').text, /humidity sensor of AMS A/);
  });

  test('of an unknown code its digits tell module, part and gravity, and where its maker explains it', () => {
    const bed = faultFor('0300_0100_0001_00FF');
    assert.equal(
      sentenceOf(bed),
      'The printer reports a fatal fault of the heater of the bed, for which Croft has no words. Look at its screen, or at its maker’s page: ' +
        'https://e.bambulab.com/index.php?e=03000100000100FF&s=device_hms&lang=en (0300_0100_0001_00FF)',
    );
    assert.match(faultFor('0701_2200_0003_00AA').text, /a fault of slot B3,/);
    assert.match(faultFor('0800_0100_0002_0001').text, /a serious fault of the tool head,/);
    assert.match(faultFor('0500_4FFF').text, /an error that ends a print of the mainboard,/);
    assert.match(faultFor('0C00_8FFF').text, /an error that pauses a print of the camera or the lidar,/);
    assert.match(faultFor('0C00_8FFF').remedy, /e=0C008FFF&s=device_error/);
    assert.equal(faultFor('FF00_0000_0004_0001').text, 'The printer reports something, for which Croft has no words.');
  });

  test('[DR4] only a fatal fault of what moves or heats stops a start; the rest is told', () => {
    const stops = (...codes: string[]) => startTrouble(hms(...codes))?.code ?? null;
    assert.equal(stops('0700_2000_0002_0001', '0300_0100_0001_0001'), '0300_0100_0001_0001');
    assert.equal(stops('0500_0300_0001_0002'), '0500_0300_0001_0002');
    assert.equal(stops('0800_0100_0001_0001'), '0800_0100_0001_0001');
    for (const code of [
      '0300_0D00_0002_0001', // serious: it pauses by itself
      '0500_0300_0001_0009', // it has restarted by itself
      '0500_0400_0001_0002', // the cloud
      '0C00_0100_0001_0004', // a dirty lens
      '0700_3000_0001_0001', // a reader of tags
      '0300_9600_0003_0001', // the door, only told
    ])
      assert.equal(stops(code), null, code);
  });

  test('what is only told is no fault, and explains a pause that nothing else explains', () => {
    const view = hms('0C00_0300_0003_0008');
    assert.equal(faultOf(view), null);
    assert.equal(informationOf(view)?.text, 'The camera may see spaghetti.');
    assert.match(pauseReason({ ...view, state: 'PAUSE', stage: 0 }), /may see spaghetti.*0C00_0300_0003_0008/);
    assert.equal(pauseReason({ ...view, state: 'PAUSE', stage: 16 }), 'Paused by a person.');
  });
});
