/** What a combinator asks of a printer's own web server, by GET. */
export interface WebQuestion {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Instead of a key in a header: by digest, where the server wants that. */
  /** Or by a token, which is asked for before, by POST with this JSON. `read`: the headers that it makes; null where there is none. */
  readonly signIn?: {
    readonly url: string;
    readonly body: Readonly<Record<string, string>>;
    readonly read: (answer: unknown) => Readonly<Record<string, string>> | null;
  };
  readonly login?: { readonly username: string; readonly password: string };
}
