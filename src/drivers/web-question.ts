/** What a combinator asks of a printer's own web server, by GET. */
export interface WebQuestion {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Instead of a key in a header: by digest, where the server wants that. */
  readonly login?: { readonly username: string; readonly password: string };
}
