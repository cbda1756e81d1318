import { PAIRS, pairName } from './meanwhile.ts';

/**
 * What farms in the field met (quality.md §4, S) and what the rules name (rules.md, F), as far as one process can show it: by the names
 * under which a run counts faults in phases, and what came of them. One of the names is enough.
 */
export const SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  'S1, F10 a stale command after an outage': ['S1 a command of an earlier link refused'],
  'S2 the next print after one that ended badly': ['S2 a next print after one that had ended badly'],
  'S3 a power cycle at an occupied bed': ['printer without power × awaiting-retrieval'],
  'S3 a printer that replays its last print': ['S3 the printer replayed a print by itself'],
  'S3 a print from the panel while a file is on its way': ['while a file is on its way: a print from the panel'],
  'S3 out of sight while a file is on its way': ['a print from the panel that nobody saw'],
  ...Object.fromEntries(PAIRS.map((pair) => [`BE1 ${pairName(pair)}`, [pairName(pair)]])),
  'S4 three jobs at once': ['S4 three jobs at once'],
  'S5 cancelled during dispatch': ['S5 cancelled on its way to the printer'],
  'S6, F1 the combinator dies in a print': ['combinator killed × printing'],
  'S6, F2 the machine dies in a print': ['machine killed × printing'],
  'S7 a busy database when a print has ended': ['S7 the database was busy when a print had ended'],
  'S8, JO10 started and never moved': ['print failed (start-unconfirmed)'],
  'S9, F13 a half-open link': ['link half open × printing', 'link half open × ready'],
  'S13 a machine is ended': ['machine ended × printing'],
  'S13 the combinator is ended': ['combinator ended × printing'],
  'S14 a file that arrives damaged': ['print never-started (file-unavailable)'],
  'F3 the combinator dies between commit and confirmation': ['combinator killed after a commit × awaiting-retrieval'],
  'F4 the combinator dies before the commit': ['combinator killed before a commit × preparing'],
  'F5 a power cut in a print': ['power cut × printing'],
  'F5 a power cut between write and sync': ['power cut before a sync × preparing'],
  'F6 machines start first': ['F6 machines start first'],
  'F6 the combinator starts first': ['F6 the combinator starts first'],
  'MA10, BE1 the rest of a print that lost its power': ['continuation finished'],
  'BE4 a word for what has changed since is taken back': ['continuation cancelled'],
  'F7 a machine crashes and says so': ['machine crashed × printing'],
  'F8 a configuration changed in a print': ['F8 configuration changed in a print'],
  'F9 a partition over the end of a print': ['network parted for a minute × printing'],
  'F11 confirmed while offline': ['F11 confirmed while its link was down'],
  'F17 a journal wiped in a print': ['machine disk wiped × printing'],
  'F18 a print begun at the panel': ['F18 a print begun at the panel'],
  'F19 a full disk in a print': ['machine disk full × printing'],
  'F20 a torn tail': ['F20 a torn tail cut'],
  'F22 unplugged in a print': ['printer unplugged × printing'],
  'F24 a printer reset while its machine is dead': ['printer reset while its machine is dead × printing'],
};
