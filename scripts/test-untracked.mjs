/**
 * Loaded before tests. The runner follows every promise of a test, to know whose an error is that nobody caught; that takes a third of the
 * processor time of whatever awaits much. With Node's own option `trackPromises: false` it follows timers, sockets and the like only. An
 * error that belongs to no test any more then still fails the run: the runner says so in words, which `test-reporter.mjs` shows.
 * Where Node has changed what is looked for here, everything is tracked as before.
 */
import { createHook } from 'node:async_hooks';

const untracked = createHook({ init() {}, trackPromises: false });
const option = Object.getOwnPropertySymbols(untracked).find((key) => untracked[key] === true);
const prototype = Object.getPrototypeOf(untracked);
const { enable } = prototype;

if (option !== undefined)
  prototype.enable = function enableUntracked() {
    this[option] = true;
    return enable.call(this);
  };
