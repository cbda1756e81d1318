/** The guardian gives each flag with its value; Node's own parser would bring modules that no machine needs. */
export function valueOf(flag: string, argv: readonly string[]): string | undefined {
  const at = argv.indexOf(flag);
  return at < 0 ? undefined : argv[at + 1];
}
