import { useRef, useState } from 'react';
import { AskError, faultOf } from '../graphql/ask.ts';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { act } from '../ui/toasts.tsx';
import { LabelSheet } from './label-sheet.tsx';
import type { Spool } from './spool-words.ts';

/** Labels of all spools that are shown, and the spools as a table, out and in. */
export function SpoolTable({ shown }: { readonly shown: readonly Spool[] }) {
  const input = useRef<HTMLInputElement>(null);
  const [printing, setPrinting] = useState(false);
  return (
    <>
      <Menu label="Labels and tables">
        <button type="button" disabled={shown.length === 0} onClick={() => setPrinting(true)}>
          <Icon name="file" /> Labels of these
        </button>
        <button type="button" onClick={() => window.location.assign('/api/materials.csv')}>
          <Icon name="down" /> Save as a table (CSV)
        </button>
        <button type="button" onClick={() => input.current?.click()}>
          <Icon name="up" /> Import a table (CSV)
        </button>
      </Menu>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,text/csv"
        aria-label="Table of spools"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file !== undefined) act(() => importTable(file), 'The table is imported.');
        }}
      />
      {printing && <LabelSheet spools={shown} onClose={() => setPrinting(false)} />}
    </>
  );
}

async function importTable(file: File): Promise<void> {
  const response = await fetch('/api/materials.csv', {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: await file.text(),
  });
  if (!response.ok) throw new AskError(faultOf(await response.json().catch(() => null)));
}
