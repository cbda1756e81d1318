/**
 * Uploads that have come whole, each taken in once. An answer can be lost on its way: whoever asks for it again gets the same, waits for
 * it where it is not there yet, and sends nothing a second time.
 */
export interface TakenUploads<Upload extends { readonly id: string }, Answer> {
  /** What `takeIn` says of the upload, now or when it was asked first. A failure that `mayPass` is tried anew the next time. */
  take(upload: Upload, takeIn: () => Promise<Answer>): Promise<Answer>;
  /** One that has been taken in, or is being. */
  get(id: string): Upload | null;
  forget(id: string): void;
}

/** The newest; whose answer is older than so many others begins anew and is told that the file is there already. */
const REMEMBERED = 100;

export function createTakenUploads<Upload extends { readonly id: string }, Answer>(
  mayPass: (error: unknown) => boolean,
): TakenUploads<Upload, Answer> {
  const taken = new Map<string, { readonly upload: Upload; readonly answer: Promise<Answer> }>();
  return {
    take(upload, takeIn) {
      const known = taken.get(upload.id);
      if (known !== undefined) return known.answer;
      const answer = takeIn();
      const entry = { upload, answer };
      taken.set(upload.id, entry);
      for (const oldest of taken.keys()) {
        if (taken.size <= REMEMBERED) break;
        taken.delete(oldest);
      }
      answer.catch((error: unknown) => {
        if (mayPass(error) && taken.get(upload.id) === entry) taken.delete(upload.id);
      });
      return answer;
    },
    get: (id) => taken.get(id)?.upload ?? null,
    forget: (id) => void taken.delete(id),
  };
}
