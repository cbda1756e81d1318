import type { WebQuestion } from './web-question.ts';

type Options = Readonly<Record<string, unknown>>;

/** Pictures that a printer has of the files on it, and how a manifest knows of them. PURE. `path`: as the printer lists the file. */
export interface OwnPictures {
  readonly question: (path: string, options: Options) => WebQuestion;
  /** Where a small picture lies; `answer`: the JSON of what was asked. Null where it names none. */
  readonly read: (answer: unknown, path: string, options: Options) => WebQuestion | null;
}
