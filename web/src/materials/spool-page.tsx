import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { ask, troubleWords } from '../graphql/ask.ts';
import { SpoolByCodeDocument } from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { Empty, Loading } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { SpoolHistory } from './spool-history.tsx';
import { SpoolRow } from './spool-row.tsx';
import { money, type Spool, titleOf } from './spool-words.ts';
import { useMaterialSettings } from './use-spools.ts';

/** One spool: what opens when a phone reads its label. */
export function SpoolPage({ code }: { readonly code: string }) {
  const changed = useFarm((state) => state.spoolsChanged);
  const [spool, setSpool] = useState<Spool | null | undefined>(undefined);
  const [problem, setProblem] = useState<string | null>(null);
  const { settings } = useMaterialSettings();
  const currency = settings?.currency ?? '';
  useEffect(() => {
    let over = false;
    void changed;
    ask(SpoolByCodeDocument, { code }).then(
      (answer) => {
        if (over) return;
        setSpool(answer.spoolByCode);
        setProblem(null);
      },
      (error: unknown) => {
        if (!over) setProblem(troubleWords(error));
      },
    );
    return () => {
      over = true;
    };
  }, [code, changed]);
  const back = (
    <Link href="/materials" className="button">
      <Icon name="back" /> All spools
    </Link>
  );
  if (problem !== null)
    return (
      <p className="banner banner-trouble" role="alert">
        <Icon name="warning" /> The spool could not be read: {problem}
      </p>
    );
  if (spool === undefined) return <Loading what="the spool" />;
  if (spool === null) return <Empty title={`No spool has the code ${code.slice(0, 20)}`}>{back}</Empty>;
  return (
    <>
      <div className="toolbar">
        <h1>{titleOf(spool)}</h1>
        <div className="toolbar-end">{back}</div>
      </div>
      <div className="spools spools-one">
        <SpoolRow spool={spool} currency={currency} />
      </div>
      <dl className="details">
        <Fact name="Price" text={spool.price === null ? null : money(spool.price, currency)} />
        <Fact name="Filament" text={`${spool.diameterMm} mm, ${spool.density} g/cm³`} />
        <Fact name="Empty spool" text={spool.tareGrams === null ? null : `${spool.tareGrams} g`} />
        <Fact name="Note" text={spool.note === '' ? null : spool.note} />
      </dl>
      <h2 className="section">History</h2>
      <SpoolHistory spoolId={spool.id} currency={currency} />
    </>
  );
}

function Fact({ name, text }: { readonly name: string; readonly text: string | null }) {
  if (text === null) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}
