/** What becomes of one of several printers that are added together. */
export type Outcome =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'busy'; readonly doing: string }
  | { readonly kind: 'added' }
  | { readonly kind: 'failed'; readonly message: string; readonly remedy: string };

/** Tests and adds one; tells what it is at. Throws for nothing but faults of its own. */
export type AddOne<Each> = (each: Each, doing: (what: string) => void, signal: AbortSignal) => Promise<Outcome>;

/** The server tries out four connections at once, of all people; one is left for somebody else. */
const AT_ONCE = 3;

/** Each for itself: one that fails keeps no other back. After an abort nothing more is begun, and what has not begun stays waiting. */
export async function addSeveral<Each>(
  all: readonly Each[],
  addOne: AddOne<Each>,
  tell: (each: Each, outcome: Outcome) => void,
  signal: AbortSignal,
): Promise<void> {
  const queue = all.values();
  async function work(): Promise<void> {
    for (const each of queue) {
      if (signal.aborted) return;
      const outcome = await addOne(each, (doing) => tell(each, { kind: 'busy', doing }), signal);
      tell(each, outcome);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
