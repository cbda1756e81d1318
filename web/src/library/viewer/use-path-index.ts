import { useEffect, useState } from 'react';
import type { PathIndex } from './path-plan.ts';

export type Asked<Value> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'here'; readonly value: Value };

/** Which layers a file has; the server reads every line of it the first time that anybody asks. */
export function usePathIndex(address: string): Asked<PathIndex> {
  const [state, setState] = useState<Asked<PathIndex>>({ kind: 'loading' });
  useEffect(() => {
    const aborter = new AbortController();
    const tell = (told: Asked<PathIndex>): void => {
      if (!aborter.signal.aborted) setState(told);
    };
    fetch(address, { signal: aborter.signal })
      .then(async (response) => {
        if (!response.ok) return tell({ kind: 'failed', why: await faultOf(response) });
        tell({ kind: 'here', value: (await response.json()) as PathIndex });
      })
      .catch(() => tell({ kind: 'failed', why: 'The server did not answer.' }));
    return () => aborter.abort();
  }, [address]);
  return state;
}

/** Why the server refused, in its words. */
export async function faultOf(response: Response): Promise<string> {
  const said = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
  return said?.error?.message ?? `The server answered ${response.status}.`;
}
