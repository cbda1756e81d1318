import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '#lib/clock';
import { httpExchange } from './http-exchange.ts';
import { reasonOf, Unreachable, unreachableBy, WrongCredentials } from './network-trouble.ts';

test('[CO1] what a connection met is said in words, with the code behind them; what is unknown keeps its own', () => {
  const met = (code: string): string => unreachableBy(Object.assign(new Error(`connect ${code}`), { code })).message;
  assert.equal(met('ECONNREFUSED'), 'Nothing listens at the printer’s address. (ECONNREFUSED)');
  assert.match(met('ENOTFOUND'), /knows the name/);
  assert.equal(met('EODD'), 'connect EODD');
  assert.equal(unreachableBy(new Error('nothing moved for 10 s')).message, 'nothing moved for 10 s');
});

test('a request to a port on which nobody listens ends with these words', async () => {
  const ask = { method: 'GET', clock: systemClock, idleMs: 5_000, signal: AbortSignal.timeout(10_000) } as const;
  await assert.rejects(httpExchange('http://127.0.0.1:9', ask), (error) => {
    assert.ok(error instanceof Unreachable);
    assert.match(error.message, /Nothing listens/);
    return true;
  });
});

test('where nobody answers a person is told where to look; what a host says itself stands alone', () => {
  const refused = unreachableBy(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
  const told = reasonOf(new Unreachable(refused.message, { cause: refused }));
  assert.equal(told, 'Nothing listens at the printer’s address. (ECONNREFUSED) Is it switched on, and in the network?');
  for (const error of [
    new WrongCredentials('The printer refuses the access code.'),
    new Unreachable('OctoPrint is starting.'),
    unreachableBy(Object.assign(new Error('connect EODD'), { code: 'EODD' })),
  ])
    assert.equal(reasonOf(error), error.message);
});
