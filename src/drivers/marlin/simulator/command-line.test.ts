import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UserError } from '#lib/user-error';
import { HELP, parseCommandLine } from './command-line.ts';

describe('the command line of the simulator', () => {
  test('without arguments it is a stock printer on a pseudo terminal', () => {
    const command = parseCommandLine([]);
    assert.deepEqual(command?.plug, { kind: 'pty', link: null });
    assert.equal(command?.options.ringSlots, 4);
    assert.equal(command?.options.baud, 0);
    assert.equal(command?.options.rxFull, 'hold');
  });

  test('takes its options', () => {
    const command = parseCommandLine(
      [
        '--tcp',
        '0',
        '--baud',
        '115200',
        '--speed',
        'instant',
        '--advanced-ok',
        '--bed-sensor',
        '--auto-remove',
        '5',
      ].concat([
        '--set',
        'commandMs=0.3',
        '--set',
        'emergencyParser=false',
        '--faults',
        '{"lostOk":0.5}',
        '--seed',
        '9',
      ]),
    );
    assert.deepEqual(command?.plug, { kind: 'tcp', port: 0, kick: false });
    const { baud, speed, advancedOk, bedSensor, autoRemoveSeconds, commandMs, emergencyParser, seed, rxFull } =
      command?.options ?? assert.fail();
    assert.deepEqual(
      [baud, speed, advancedOk, bedSensor, autoRemoveSeconds, commandMs, emergencyParser, seed, rxFull],
      [115_200, Number.POSITIVE_INFINITY, true, true, 5, 0.3, false, 9, 'drop'],
    );
    assert.deepEqual(command?.faults, { lostOk: 0.5 });
  });

  test('help is help, whatever else', () => {
    assert.equal(parseCommandLine(['--help']), null);
    assert.match(HELP, /croft simulate/);
  });

  const wrong: readonly (readonly [string[], RegExp])[] = [
    [['--bogus'], /bogus/],
    [['--baud', 'fast'], /--baud: must be a number of at least 0, not "fast"/],
    [['--speed', '0'], /--speed: must be more than 0/],
    [['--tcp', '70000'], /--tcp: must be a port/],
    [['--tcp', '0', '--pty'], /cannot be combined/],
    [['--tcp', '0', '--link', 'x'], /--link/],
    [['--set', 'nothing=1'], /known key/],
    [['--set', 'commandMs'], /KEY=VALUE/],
    [['--set', 'advancedOk=1'], /true or false/],
    [['--faults', '{"lostOk":7}'], /lostOk/],
    [['--faults', '{'], /--faults/],
    [['stray'], /stray/],
  ];
  for (const [argv, message] of wrong) {
    test(`${argv.join(' ')} is refused with a reason and a remedy`, () => {
      assert.throws(
        () => parseCommandLine(argv),
        (error) => error instanceof UserError && message.test(error.message) && /--help/.test(error.remedy),
      );
    });
  }
});
