import { useCallback, useEffect, useState } from 'react';
import { ask, troubleWords } from '../graphql/ask.ts';
import { CamerasDocument, type CamerasQuery } from '../graphql/operations.generated.ts';

export type Camera = CamerasQuery['cameras'][number];

/** The cameras of the farm, 2 before 10; null while they are not there yet. */
export function useCameras(): {
  readonly cameras: readonly Camera[] | null;
  readonly problem: string | null;
  readonly load: () => void;
} {
  const [cameras, setCameras] = useState<readonly Camera[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const load = useCallback(() => {
    ask(CamerasDocument, {}).then(
      (answer) => {
        setCameras(answer.cameras.toSorted((a, b) => a.name.localeCompare(b.name, [], { numeric: true })));
        setProblem(null);
      },
      (error: unknown) => setProblem(troubleWords(error)),
    );
  }, []);
  useEffect(load, [load]);
  return { cameras, problem, load };
}
