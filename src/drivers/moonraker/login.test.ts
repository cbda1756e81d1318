import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { WrongCredentials } from '#drivers/network-trouble';
import { type Clock, systemClock } from '#lib/clock';
import { Entrance } from './entrance.ts';
import { DriverHome, PATIENT } from './fixtures/driver-under-test.ts';
import { readOptions } from './manifest.ts';
import { lifeOf, readTokens } from './protocol/token.ts';
import { SimulatedMoonraker } from './simulator/moonraker.ts';

const USER = { username: 'anna', password: 'c4nary of a password' };
/** A Moonraker that forces logins. */
async function open(): Promise<SimulatedMoonraker> {
  const printer = await SimulatedMoonraker.start({ printSeconds: 3, speed: 20, updateMs: 10 });
  printer.switches.user = USER;
  return printer;
}
const options = (printer: SimulatedMoonraker, more: object = {}) => ({ url: printer.url, ...USER, ...more });

describe('[DR9] a login by user and password', () => {
  test('opens every door, once for all of them, and stands in no address and no report', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), PATIENT);
    life.driver.start(home.print('p1'));
    assert.equal((await life.report('print-ended')).outcome, 'finished');
    printer.files.set('a.gcode', 'G28\n');
    const files = await life.driver.files?.list(AbortSignal.timeout(10_000));
    assert.deepEqual(
      files?.map(({ path }) => path),
      ['a.gcode'],
    );
    assert.deepEqual(printer.doors.asked, ['login']);
    const told = JSON.stringify([life.reports, printer.asked, home.record]);
    assert.ok(!told.includes('c4nary') && !told.includes(encodeURIComponent(USER.password)) && !told.includes('e30.'));
  });

  test('that is refused is told as such, in no words of its own, and not tried again by anything (CO2)', async () => {
    await using printer = await open();
    for (const [wrong, says] of [
      [{ password: 'wr0ng c4nary' }, /refuses the login: Invalid Password: …/],
      [{ username: 'nobody' }, /refuses the login: Unregistered User: nobody/],
    ] as const) {
      printer.doors.asked.length = 0;
      using home = new DriverHome();
      await using life = home.drive(options(printer, wrong), PATIENT);
      life.driver.connect();
      const { reason, wrongCredentials } = await life.report('disconnected');
      assert.match(reason, says);
      assert.equal(wrongCredentials, true);
      await assert.rejects(async () => life.driver.files?.list(AbortSignal.timeout(10_000)));
      assert.deepEqual(printer.doors.asked, ['login']);
      assert.ok(!JSON.stringify(life.reports).includes('c4nary'));
    }
    // An API key in place of it is another credential of the same printer.
    printer.switches.apiKey = 'k'.repeat(32);
    using home = new DriverHome();
    await using life = await home.connected({ url: printer.url, apiKey: 'k'.repeat(32) }, PATIENT);
    assert.deepEqual(life.story, ['connected']);
  });

  test('that is over in mid-connection, or taken back meanwhile, is followed by another one', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), PATIENT);
    // The next file finds the door shut, and the one behind it the next login.
    printer.doors.forget({ refresh: true });
    await life.driver.files?.list(AbortSignal.timeout(10_000));
    assert.deepEqual(printer.doors.asked, ['login', 'login']);
    // An order over the open connection is answered with 401.
    printer.doors.forget({ refresh: true });
    printer.shutsOut = true;
    assert.equal((await life.driver.manual(['G28'])).kind, 'refused');
    const { wrongCredentials } = await life.report('disconnected');
    printer.shutsOut = false;
    life.reports.length = 0;
    await life.report('connected');
    assert.equal(wrongCredentials, false);
    assert.equal((await life.driver.manual(['G28'])).kind, 'done');
  });

  test('[MA5] stops the printer with the token that it has, and with a new one where that one is over', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), PATIENT);
    printer.doors.forget({ refresh: true });
    printer.shutsOut = true;
    life.driver.stop();
    while (printer.klipper.klippy !== 'shutdown') await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok(printer.doors.asked.length >= 2);
  });

  test('is renewed before it ends by its own measure, and made anew where it cannot be renewed', async () => {
    await using printer = await open();
    printer.switches.tokenSeconds = 1_000;
    let ahead = 0;
    const clock: Clock = { ...systemClock, monotonic: () => systemClock.monotonic() + ahead };
    const entrance = new Entrance(readOptions(options(printer)), clock);
    const { signal } = new AbortController();
    assert.equal(entrance.ready, null);
    const first = await entrance.headers(signal);
    ahead = 700_000;
    assert.deepEqual([await entrance.headers(signal), entrance.ready], [first, first]);
    ahead = 900_000;
    const [second, same] = await Promise.all([entrance.headers(signal), entrance.headers(signal)]);
    assert.deepEqual([second === first, same, printer.doors.asked], [false, second, ['login', 'refresh']]);
    ahead = 2_000_000;
    printer.doors.forget({ refresh: true });
    await entrance.headers(signal);
    assert.deepEqual(printer.doors.asked, ['login', 'refresh', 'refresh', 'login']);
    printer.switches.user = { ...USER, password: 'changed' };
    entrance.shut();
    await assert.rejects(entrance.headers(signal), WrongCredentials);
  });

  test('[DR12] nonsense is no token, and a token without a measure lasts an hour', () => {
    for (const nonsense of [null, 7, {}, { token: 7 }, { token: '' }, { token: 'a\r\nx: y' }, { token: 'ü' }])
      assert.equal(readTokens(nonsense), null);
    assert.deepEqual(readTokens({ token: 'a.b.c', refresh_token: 7 }), { token: 'a.b.c', refresh: null });
    const claims = (value: unknown): string => `e30.${Buffer.from(JSON.stringify(value)).toString('base64url')}.x`;
    assert.equal(lifeOf(claims({ iat: 5, exp: 65 })), 60_000);
    for (const odd of [
      '',
      'a',
      'a.b',
      claims(7),
      claims({ iat: 5 }),
      claims({ iat: 5, exp: 5 }),
      claims({ iat: 'x', exp: 9 }),
    ])
      assert.equal(lifeOf(odd), 3_600_000);
  });
});
