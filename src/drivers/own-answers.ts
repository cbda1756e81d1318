import type { BedMesh } from '#model/bed-mesh';
import type { FirmwareSettings } from '#model/firmware-settings';
import type { WebQuestion } from './web-question.ts';

type Options = Readonly<Record<string, unknown>>;

/** What became of a question: `none` where the printer has nothing of the kind yet, `untold` with the reason, for the end of a sentence. */
export type OwnAnswer<T> =
  | { readonly kind: 'told'; readonly value: T }
  | { readonly kind: 'none' }
  | { readonly kind: 'untold'; readonly why: string };

/** One question to the web server of a printer, by GET, and how its JSON is read. PURE. */
export interface OwnQuestion<T> {
  readonly question: (options: Options) => WebQuestion;
  readonly read: (answer: unknown) => OwnAnswer<T>;
}

/** What a printer in a network knows of itself, and how a manifest asks for it; what is left out Croft does not ask. */
export interface OwnAnswers {
  readonly settings?: OwnQuestion<FirmwareSettings>;
  readonly mesh?: OwnQuestion<BedMesh>;
}
