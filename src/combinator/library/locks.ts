/** Work under one key happens one after the other, in the order asked; work under different keys does not wait. */
export interface Locks<Key> {
  hold<Result>(key: Key, work: () => Promise<Result>): Promise<Result>;
}

export function createLocks<Key>(): Locks<Key> {
  /** The end of what was last asked for under each key; bounded by the work that is under way. */
  const last = new Map<Key, Promise<unknown>>();
  return {
    async hold(key, work) {
      const before = last.get(key) ?? Promise.resolve();
      const own = before.then(work, work);
      const end = own.catch(() => {});
      last.set(key, end);
      try {
        return await own;
      } finally {
        if (last.get(key) === end) last.delete(key);
      }
    },
  };
}
