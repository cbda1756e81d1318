import { useCallback, useEffect, useState } from 'react';
import { ask } from '../graphql/ask.ts';
import { FilesDocument } from '../graphql/operations.generated.ts';
import type { LibraryFile } from '../live/farm-state.ts';
import { useFarm } from '../live/use-live.ts';

const PAGE = 48;

export interface Files {
  readonly items: readonly LibraryFile[] | null;
  readonly total: number;
  readonly more: (() => void) | null;
  readonly problem: string | null;
}

/** A page of the library that asks again when the library changes, and appends further pages on request. */
export function useFiles(search: string): Files {
  const changed = useFarm((state) => state.filesChanged);
  const [items, setItems] = useState<readonly LibraryFile[] | null>(null);
  const [end, setEnd] = useState<{ total: number; cursor: string | null }>({ total: 0, cursor: null });
  const [problem, setProblem] = useState<string | null>(null);

  const load = useCallback(
    async (after: string | null, isCurrent: () => boolean) => {
      try {
        const { files } = await ask(FilesDocument, { search: search === '' ? null : search, first: PAGE, after });
        if (!isCurrent()) return;
        setItems((before) => (after === null || before === null ? files.items : [...before, ...files.items]));
        setEnd({ total: files.total, cursor: files.hasMore ? files.endCursor : null });
        setProblem(null);
      } catch (error) {
        if (isCurrent()) setProblem(error instanceof Error ? error.message : String(error));
      }
    },
    [search],
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
  return { items, total, more: cursor === null ? null : () => void load(cursor, () => true), problem };
}
