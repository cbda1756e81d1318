/** Instructions at which a process of the farm can be made to die, by the process: around every append, commit, send and confirm. */
export const DEATH_POINTS = {
  machine: [
    'append: before',
    'append: torn',
    'append: written',
    'append: synced',
    'snapshot: before',
    'snapshot: sent',
    'confirm: heard',
  ],
  combinator: [
    'commit: before',
    'commit: done',
    'command: before',
    'command: sent',
    'confirm: before',
    'confirm: sent',
  ],
  guardian: ['memory: before', 'memory: written'],
} as const;

export type DeathPoint = (typeof DEATH_POINTS)[keyof typeof DEATH_POINTS][number];

/** What else a process can be told: its journal finds no room on the disk, or the next turn of its loop throws. */
export type Trouble = 'disk full' | 'crash';

/** Where a process reads at which point it is to die, when it gets this signal. An empty file: it is to live on, without trouble. */
export const DEATH_SIGNAL = 'SIGUSR2';
export const DEATH_FOLDER = 'CROFT_TEST_DEATH_FOLDER';
