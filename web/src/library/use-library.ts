import { useCallback, useEffect, useState } from 'react';
import { ask, troubleWords } from '../graphql/ask.ts';
import {
  type EntryFieldsFragment,
  LibraryDocument,
  type LibraryOrder,
  LibraryShelfDocument,
  type LibraryShelfQuery,
} from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';

const PAGE = 48;

export type Entry = EntryFieldsFragment;
export type Shelf = LibraryShelfQuery;

/** What the library page shows: all files, those of a folder or a tag, or the trash. */
export interface View {
  readonly search: string;
  readonly folder: string | null;
  readonly tag: string | null;
  readonly trashed: boolean;
  readonly order: LibraryOrder;
}

export interface Entries {
  readonly items: readonly Entry[] | null;
  readonly total: number;
  readonly more: (() => void) | null;
  readonly problem: string | null;
  readonly again: () => void;
}

/** A page of the library that asks again when the library changes, and appends further pages on request. */
export function useEntries({ search, folder, tag, trashed, order }: View): Entries {
  const changed = useFarm((state) => state.filesChanged);
  const [items, setItems] = useState<readonly Entry[] | null>(null);
  const [end, setEnd] = useState<{ total: number; cursor: string | null }>({ total: 0, cursor: null });
  const [problem, setProblem] = useState<string | null>(null);

  const load = useCallback(
    async (after: string | null, isCurrent: () => boolean) => {
      try {
        const words = search.trim() === '' ? null : search;
        const { library } = await ask(LibraryDocument, {
          search: words,
          folder,
          tag,
          trashed,
          order,
          first: PAGE,
          after,
        });
        if (!isCurrent()) return;
        setItems((before) => (after === null || before === null ? library.items : [...before, ...library.items]));
        setEnd({ total: library.total, cursor: library.hasMore ? library.endCursor : null });
        setProblem(null);
      } catch (error) {
        if (isCurrent()) setProblem(troubleWords(error));
      }
    },
    [search, folder, tag, trashed, order],
  );

  useEffect(() => {
    let current = true;
    void changed;
    void load(null, () => current);
    return () => {
      current = false;
    };
  }, [load, changed]);

  const { cursor, total } = end;
  const more = cursor === null ? null : () => void load(cursor, () => true);
  return { items, total, more, problem, again: () => void load(null, () => true) };
}

/** Folders, tags and how full the library is; null until they are known. */
export function useShelf(): Shelf | null {
  const changed = useFarm((state) => state.filesChanged);
  const [shelf, setShelf] = useState<Shelf | null>(null);
  useEffect(() => {
    let current = true;
    void changed;
    ask(LibraryShelfDocument, {}).then(
      (answer) => {
        if (current) setShelf(answer);
      },
      // The list beside it says what is wrong.
      () => {},
    );
    return () => {
      current = false;
    };
  }, [changed]);
  return shelf;
}
