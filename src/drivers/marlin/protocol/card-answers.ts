import type { Reply } from './reply.ts';

/** What a line of a printer means whose card is written to; null for what says nothing of it. */
export type CardAnswer =
  | 'opened'
  | 'not-opened'
  /** No room, or no card that takes it. */
  | 'not-written'
  | 'no-card'
  | 'saved'
  /** It does what it should write down. */
  | 'executes';

const FORMS: readonly (readonly [CardAnswer, RegExp])[] = [
  ['not-written', /error writing to file|fail(?:ed|ure) to write|drive may be full/i],
  [
    'no-card',
    /no sd ?card|no media|sd ?card (?:removed|ejected)|sd_ejected|media removed|card not (?:mounted|inserted)/i,
  ],
  ['not-opened', /open failed|can(?:'|no)t open file/i],
  ['opened', /^(?:echo:\s*)?writing to file/i],
  ['saved', /^done saving file/i],
];

export function readCardAnswer(reply: Reply, line: string): CardAnswer | null {
  const found = FORMS.find(([, form]) => form.test(line))?.[0];
  if (found !== undefined) return found;
  const executes =
    reply.kind === 'busy' ||
    reply.kind === 'paused-for-user' ||
    reply.kind === 'position' ||
    (reply.kind === 'temperatures' && reply.waiting) ||
    (reply.kind === 'error' && (reply.class === 'unknown-command' || reply.class === 'soft' || reply.class === 'tool'));
  return executes ? 'executes' : null;
}
