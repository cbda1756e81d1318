import { useState } from 'react';
import { ask } from '../graphql/ask.ts';
import { AddSpoolFromSlotDocument } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { act } from '../ui/toasts.tsx';
import { LoadSpool } from './load-sheet.tsx';
import { type PrinterSlot, slotHolds, slotNow } from './slot-words.ts';
import { wholeGrams } from './spool-words.ts';
import { Swatch } from './swatch.tsx';

/** What a printer says of its slots, with the farm’s spools in them; nothing for a printer that says nothing. */
export function PrinterSlots({ printer }: { readonly printer: Printer }) {
  const [loading, setLoading] = useState<PrinterSlot | null>(null);
  if (printer.slots.length === 0) return null;
  return (
    <section className="operate" aria-label="Filament">
      <h2>Filament</h2>
      <ul className="slots">
        {printer.slots.map((slot) => (
          <Slot key={slot.slot} printer={printer} slot={slot} onLoad={() => setLoading(slot)} />
        ))}
      </ul>
      {loading !== null && <LoadSpool printer={printer} place={loading} onClose={() => setLoading(null)} />}
    </section>
  );
}

function Slot({
  printer,
  slot,
  onLoad,
}: {
  readonly printer: Printer;
  readonly slot: PrinterSlot;
  readonly onLoad: () => void;
}) {
  const spool = printer.spools.find((each) => each.spoolId === slot.spoolId);
  const feeds =
    printer.print?.outcome === null ? printer.print.slots.filter((each) => slotNow(each) === slot.slot) : [];
  const canAdd = spool === undefined && slot.filled !== false && slot.type !== null;
  return (
    <li className="slot">
      <span className="slot-label">{slot.label}</span>
      <Swatch colours={slot.filled === false ? [] : slot.colours} />
      <span className="slot-words">
        <span>
          {slotHolds(slot)}
          {feeds.length > 0 && <span className="tag">prints now</span>}
        </span>
        {spool !== undefined && (
          <span className="quiet">
            {spool.name}, {wholeGrams(spool.remainingGrams)}
          </span>
        )}
        {slot.trouble !== null && slot.filled !== false && <span className="trouble">{slot.trouble}</span>}
      </span>
      <span className="slot-actions">
        {canAdd && (
          <button
            type="button"
            className="button"
            aria-label={`Add the spool in ${slot.label}`}
            onClick={() =>
              act(
                () => ask(AddSpoolFromSlotDocument, { printerId: printer.id, slot: slot.slot }),
                slot.tagged
                  ? `The spool in ${slot.label} is added, and known wherever it appears.`
                  : `The spool in ${slot.label} is added.`,
              )
            }
          >
            Add as a spool
          </button>
        )}
        <button type="button" className="button" aria-label={`Load a spool in ${slot.label}`} onClick={onLoad}>
          {spool === undefined ? 'Load' : 'Change'}
        </button>
      </span>
    </li>
  );
}
