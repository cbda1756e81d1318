import type { WebQuestion } from './web-question.ts';

type Options = Readonly<Record<string, unknown>>;

/** Commands that the owner of a printer has written there, and how a manifest knows of them. PURE. */
export interface OwnMacros {
  /** What is asked of the printer's web server, by GET. */
  readonly question: (options: Options) => WebQuestion;
  /** `answer`: its JSON. Names as they can be sent, sorted. */
  readonly read: (answer: unknown) => readonly string[];
}
