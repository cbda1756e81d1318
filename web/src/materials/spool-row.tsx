import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '../graphql/ask.ts';
import { ArchiveSpoolDocument, DeleteSpoolDocument, UnloadSpoolDocument } from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { Progress } from '../ui/progress.tsx';
import { act } from '../ui/toasts.tsx';
import { AmountSheet } from './amount-sheet.tsx';
import { LabelSheet } from './label-sheet.tsx';
import { LoadIntoPrinter } from './load-sheet.tsx';
import { SpoolForm } from './spool-form.tsx';
import { SpoolHistory } from './spool-history.tsx';
import { slotWords, type Spool, titleOf, wholeGrams } from './spool-words.ts';
import { Swatch } from './swatch.tsx';

type Open = 'load' | 'edit' | 'weigh' | 'use' | 'history' | 'label' | 'delete';

/** One spool: what it is, how much is left, where it is, and what can be done with it. */
export function SpoolRow({ spool, currency }: { readonly spool: Spool; readonly currency: string }) {
  const [open, setOpen] = useState<Open | null>(null);
  const printers = useFarm((state) => state.printers);
  const title = titleOf(spool);
  const printer = spool.printerId === null ? null : printers?.[spool.printerId];
  const close = (): void => setOpen(null);
  return (
    <article className={`spool${spool.low ? ' spool-low' : ''}`} aria-label={`${title}, ${spool.code}`}>
      <Swatch colours={spool.colours} />
      <div className="spool-words">
        <h2>
          <Link href={`/s/${spool.code}`}>{title}</Link> <span className="tag">{spool.type}</span>
          {spool.low && <span className="tag tag-low">low</span>}
        </h2>
        <p className="quiet">
          <code>{spool.code}</code>
          {spool.lot !== '' && <> · lot {spool.lot}</>}
          {spool.location !== '' && <> · {spool.location}</>}
          {spool.printerId !== null && (
            <>
              {' · in '}
              <Link href={`/printers/${spool.printerId}`}>{printer?.name ?? 'a printer'}</Link>
              {spool.slot !== null && spool.slot > 0 && <>, {slotWords(spool.slot)}</>}
            </>
          )}
        </p>
      </div>
      <div className="spool-left">
        <Progress fraction={spool.remainingShare} label={`What is left of ${title}`} />
        <p>
          <strong>{wholeGrams(spool.remainingGrams)}</strong>{' '}
          <span className="quiet">of {wholeGrams(spool.netGrams)}</span>
        </p>
      </div>
      <div className="spool-actions">
        {spool.archived ? (
          <button
            type="button"
            className="button"
            onClick={() => act(() => ask(ArchiveSpoolDocument, { id: spool.id, archived: false }), `${title} is back.`)}
          >
            Take back
          </button>
        ) : spool.printerId === null ? (
          <button type="button" className="button" onClick={() => setOpen('load')}>
            Load
          </button>
        ) : (
          <button
            type="button"
            className="button"
            onClick={() => act(() => ask(UnloadSpoolDocument, { id: spool.id }), `${title} is taken out.`)}
          >
            Unload
          </button>
        )}
        <Menu label={`More for ${title}`}>
          {spool.printerId !== null && (
            <button type="button" onClick={() => setOpen('load')}>
              <Icon name="spool" /> Load elsewhere
            </button>
          )}
          <button type="button" onClick={() => setOpen('edit')}>
            <Icon name="settings" /> Change
          </button>
          <button type="button" onClick={() => setOpen('weigh')}>
            <Icon name="down" /> Weigh
          </button>
          <button type="button" onClick={() => setOpen('use')}>
            <Icon name="up" /> Taken by hand
          </button>
          <button type="button" onClick={() => setOpen('history')}>
            <Icon name="clock" /> History
          </button>
          <button type="button" onClick={() => setOpen('label')}>
            <Icon name="file" /> Label
          </button>
          {!spool.archived && (
            <button
              type="button"
              onClick={() =>
                act(() => ask(ArchiveSpoolDocument, { id: spool.id, archived: true }), `${title} is archived.`)
              }
            >
              <Icon name="file" /> Archive
            </button>
          )}
          <button type="button" onClick={() => setOpen('delete')}>
            <Icon name="trash" /> Delete
          </button>
        </Menu>
      </div>
      {open === 'load' && <LoadIntoPrinter spool={spool} onClose={close} />}
      {open === 'edit' && <SpoolForm spool={spool} currency={currency} onClose={close} />}
      {(open === 'weigh' || open === 'use') && <AmountSheet task={{ kind: open, spool }} onClose={close} />}
      {open === 'history' && (
        <Dialog title={`History of ${title}`} onClose={close}>
          <SpoolHistory spoolId={spool.id} currency={currency} />
        </Dialog>
      )}
      {open === 'label' && <LabelSheet spools={[spool]} onClose={close} />}
      {open === 'delete' && (
        <ConfirmDialog
          title={`Delete ${title}?`}
          text={
            <p>Only a spool that nothing was printed of is deleted. Others are archived, so that costs stay right.</p>
          }
          yes="Delete"
          danger
          onYes={() => act(() => ask(DeleteSpoolDocument, { id: spool.id }), `${title} is deleted.`)}
          onClose={close}
        />
      )}
    </article>
  );
}
