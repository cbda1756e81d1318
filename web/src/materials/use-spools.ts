import { useCallback, useEffect, useState } from 'react';
import { ask, troubleWords } from '../graphql/ask.ts';
import {
  MaterialSettingsDocument,
  type MaterialSettingsQuery,
  SpoolsDocument,
} from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import type { Spool } from './spool-words.ts';

const PAGE = 50;

export interface SpoolFilter {
  readonly search: string;
  readonly show: 'all' | 'low' | 'loaded' | 'archived';
}

export interface Spools {
  readonly items: readonly Spool[] | null;
  readonly total: number;
  readonly more: (() => void) | null;
  readonly problem: string | null;
  readonly again: () => void;
}

/** A page of spools that asks again when one changes, and appends further pages on request. */
export function useSpools({ search, show }: SpoolFilter): Spools {
  const changed = useFarm((state) => state.spoolsChanged);
  const [items, setItems] = useState<readonly Spool[] | null>(null);
  const [end, setEnd] = useState<{ total: number; cursor: string | null }>({ total: 0, cursor: null });
  const [problem, setProblem] = useState<string | null>(null);

  const load = useCallback(
    async (after: string | null, isCurrent: () => boolean) => {
      try {
        const { spools } = await ask(SpoolsDocument, {
          search: search === '' ? null : search,
          type: null,
          archived: show === 'archived',
          low: show === 'low',
          loaded: show === 'loaded',
          first: PAGE,
          after,
        });
        if (!isCurrent()) return;
        setItems((before) => (after === null || before === null ? spools.items : [...before, ...spools.items]));
        setEnd({ total: spools.total, cursor: spools.hasMore ? spools.endCursor : null });
        setProblem(null);
      } catch (error) {
        if (isCurrent()) setProblem(troubleWords(error));
      }
    },
    [search, show],
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

export type MaterialSettings = MaterialSettingsQuery['materialSettings'];

/** Null until they are known; `again` asks anew. */
export function useMaterialSettings(): { readonly settings: MaterialSettings | null; readonly again: () => void } {
  const [settings, setSettings] = useState<MaterialSettings | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let over = false;
    void turn;
    ask(MaterialSettingsDocument, {}).then(
      (answer) => {
        if (!over) setSettings(answer.materialSettings);
      },
      // Without them prices stand without a currency.
      () => {},
    );
    return () => {
      over = true;
    };
  }, [turn]);
  return { settings, again: useCallback(() => setTurn((n) => n + 1), []) };
}
