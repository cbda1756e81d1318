/** A printer that complains about each line of a file would fill the journal: each complaint once, and no more than these. */
const MAX_WARNINGS = 20;
/** What a firmware does not know of what we ask by ourselves is nobody's trouble. */
const OUR_QUESTIONS = /(?:unknown|bad) command:\s*"?(?:N\d+ )?(?:M27|M105|M110|M113|M114|M115|M155|M876|M8300)\b/i;

/** What the printer has complained about since it was met. */
export class Complaints {
  readonly #told = new Set<string>();

  /** Whether a person should hear of this one. */
  isNews(text: string): boolean {
    if (OUR_QUESTIONS.test(text) || this.#told.has(text) || this.#told.size >= MAX_WARNINGS) return false;
    this.#told.add(text);
    return true;
  }

  forget(): void {
    this.#told.clear();
  }
}
