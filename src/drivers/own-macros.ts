import type { WebQuestion } from './web-question.ts';

type Options = Readonly<Record<string, unknown>>;

/** What a command of a printer's owner reads beside its name. */
export interface OwnParameter {
  readonly name: string;
  /** It is read as a number. */
  readonly isNumber: boolean;
  /** What it is when it is left out, as far as that is a plain word; null otherwise. */
  readonly initial: string | null;
}

/** A command that the owner of a printer has written there. */
export interface OwnMacro {
  readonly name: string;
  /** The owner's own words on it; empty where there are none. */
  readonly description: string;
  readonly parameters: readonly OwnParameter[];
}

/** Commands that the owner of a printer has written there, and how a manifest knows of them. PURE. */
export interface OwnMacros {
  /** What is asked of the printer's web server, by GET. */
  readonly question: (options: Options) => WebQuestion;
  /** `answer`: its JSON. Names as they can be sent, sorted. */
  readonly read: (answer: unknown) => readonly string[];
  /** The same with what each of them reads, which is a longer answer. */
  readonly forms: {
    readonly question: (options: Options) => WebQuestion;
    readonly read: (answer: unknown) => readonly OwnMacro[];
  };
  /** The rule that a value breaks; null where it can stand in the line. */
  readonly wrongValue: (parameter: OwnParameter, value: string) => string | null;
  /** The one line that runs it, with values that are right. */
  readonly lineOf: (macro: OwnMacro, values: ReadonlyMap<string, string>) => string;
}
