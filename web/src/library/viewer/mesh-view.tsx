import { useCallback, useEffect, useRef, useState } from 'react';
import { PageTrouble } from '../../ui/empty.tsx';
import { useFetched } from '../../ui/use-fetched.ts';
import { Canvas3d } from './canvas-3d.tsx';
import { type Mesh, readMesh } from './mesh.ts';
import { MeshDrawable } from './mesh-drawable.ts';
import { useStage } from './use-stage.ts';
import '../../styles/viewer.css';

const CLAY = [0.72, 0.76, 0.8] as const;

const meshOf = async (response: Response): Promise<Mesh | null> => readMesh(await response.arrayBuffer());

/** A model in three dimensions. */
export function MeshView({ digest }: { readonly digest: string }) {
  const asked = useFetched(`/api/files/${digest}/mesh`, meshOf);
  const [isNone, setNone] = useState(false);
  const none = useCallback(() => setNone(true), []);
  if (asked.kind === 'failed') return <PageTrouble problem={asked.why} />;
  if (asked.kind === 'loading') return <p className="loading">Reading the model…</p>;
  if (isNone)
    return (
      <p className="banner">This browser shows nothing in three dimensions (WebGL 2 is missing or switched off).</p>
    );
  return <Standing mesh={asked.value} onNone={none} />;
}

function Standing({ mesh, onNone }: { readonly mesh: Mesh; readonly onNone: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useStage(canvas, mesh.box, null, mesh.box.minMm[2], onNone);
  useEffect(() => {
    stage?.add(new MeshDrawable(stage.gl, mesh, CLAY));
  }, [stage, mesh]);
  return (
    <div className="viewer">
      <Canvas3d canvas={canvas} stage={stage} label="The model in three dimensions" progress={null} />
    </div>
  );
}
