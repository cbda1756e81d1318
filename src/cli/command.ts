/** One subcommand of `croft`. Resolves with the exit code; throws UserError for what a person can mend. */
export interface CliCommand {
  /** One line for the list of commands. */
  readonly summary: string;
  readonly help: string;
  run(argv: readonly string[], signal: AbortSignal): Promise<number>;
}

/** How this program starts itself again for a process of its own: with the same Node and from the same source or `dist`. */
export interface Program {
  readonly execArgv: readonly string[];
  readonly script: string;
}
