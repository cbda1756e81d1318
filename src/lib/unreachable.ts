/** Ends a switch over a union: the compiler proves that no case is missing, and a case that slips in at run time is loud. */
export function unreachable(value: never): never {
  throw new Error(`unreachable case: ${JSON.stringify(value)}`);
}
