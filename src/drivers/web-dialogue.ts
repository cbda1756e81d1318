import type { WebQuestion } from './web-question.ts';

/**
 * Several questions to a printer's own web server, each from what the ones before were answered: yields a question and is given the JSON of
 * its answer, or has `NotAnswered` thrown at it. PURE; it is led to its end, which may be a question of its own, whatever comes.
 */
export type WebDialogue<T> = Generator<WebQuestion, T, unknown>;

/** Why a question was not answered; `message` goes on after a colon. */
export class NotAnswered extends Error {
  /** Of HTTP, where it came to that. */
  readonly status: number | null;

  constructor(message: string, { status = null, ...options }: ErrorOptions & { readonly status?: number | null } = {}) {
    super(message, options);
    this.status = status;
  }
}
