/** Keys that the host of a printer gives out when a person there says yes, and how a manifest knows of it. PURE. */

type Options = Readonly<Record<string, unknown>>;

/** An answer of the printer's web server; `body`: its JSON, or null where it is none. */
export interface KeyAnswer {
  readonly status: number;
  /** The header of that name. */
  readonly location: string | null;
  readonly body: unknown;
}

export interface KeyDialog {
  /** Who gives the key out, as sentences begin. */
  readonly who: string;
  /** The option that the key fills. */
  readonly option: string;
  /** Asked first, by GET. */
  readonly probe: (options: Options) => string;
  /** Whether the host gives out keys at all. */
  readonly isOffered: (answer: KeyAnswer) => boolean;
  /** Asked for a key, by POST of JSON. */
  readonly request: (options: Options) => { readonly url: string; readonly body: Options };
  /** What the host says to that: where it is asked for the decision, by GET, and where a person makes it. Null when it gives none. */
  readonly requested: (answer: KeyAnswer, options: Options) => { readonly poll: string; readonly page: string } | null;
  /** Null for an answer that says nothing of it. */
  readonly decided: (
    answer: KeyAnswer,
  ) => { readonly kind: 'open' | 'refused' } | { readonly kind: 'given'; readonly key: string } | null;
}
