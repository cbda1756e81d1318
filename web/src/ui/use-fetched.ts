import { useEffect, useState } from 'react';
import { faultOf } from '../graphql/ask.ts';

export type Fetched<Value> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'here'; readonly value: Value };

/** What the server has at an address; `read` stays the same, and gives null for what is none. */
export function useFetched<Value>(
  address: string,
  read: (response: Response) => Promise<Value | null>,
): Fetched<Value> {
  const [state, setState] = useState<Fetched<Value>>({ kind: 'loading' });
  useEffect(() => {
    const aborter = new AbortController();
    const tell = (told: Fetched<Value>): void => {
      if (!aborter.signal.aborted) setState(told);
    };
    fetch(address, { signal: aborter.signal })
      .then(async (response): Promise<Fetched<Value>> => {
        if (!response.ok) {
          const { message, remedy } = faultOf(await response.json().catch(() => null));
          return { kind: 'failed', why: `${message} ${remedy}` };
        }
        const value = await read(response);
        return value === null ? { kind: 'failed', why: 'The server sent something else.' } : { kind: 'here', value };
      })
      .then(tell, () =>
        tell({ kind: 'failed', why: 'The server did not answer. Load the page again when Croft is running.' }),
      );
    return () => aborter.abort();
  }, [address, read]);
  return state;
}
