import { MeshView } from './mesh-view.tsx';
import { PathView } from './path-view.tsx';

/** What a print file draws, or what a model is. */
export function FileView({
  digest,
  plate,
  isModel,
  facts,
}: {
  readonly digest: string;
  readonly plate: number | null;
  readonly isModel: boolean;
  readonly facts: unknown;
}) {
  return isModel ? <MeshView digest={digest} /> : <PathView digest={digest} plate={plate} facts={facts} />;
}
