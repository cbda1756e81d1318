/** `npm run test:fuzz` gives each target so many seconds (CROFT_FUZZ_SECONDS); elsewhere a few inputs show that the targets work. */
const SECONDS = process.env.CROFT_TEST_SCALE === 'fuzz' ? Number(process.env.CROFT_FUZZ_SECONDS ?? 10) : 0;
const FEW = 60;
export const SEED = Number(process.env.CROFT_TEST_SEED ?? 8_300);

/** Feeds a target until its time is over. Resolves with how many inputs that were. */
export async function feed(
  inputs: Iterable<Buffer>,
  take: (input: Buffer) => Promise<void> | void,
  few = FEW,
): Promise<number> {
  const until = performance.now() + SECONDS * 1_000;
  let count = 0;
  for (const input of inputs) {
    if (SECONDS === 0 ? count >= few : performance.now() >= until) return count;
    count++;
    try {
      await take(input);
    } catch (error) {
      const shown = input.length > 2_000 ? `${input.toString('base64', 0, 2_000)}…` : input.toString('base64');
      throw new Error(`input ${count} of seed ${SEED} (${input.length} bytes, base64): ${shown}`, { cause: error });
    }
  }
  return count;
}
