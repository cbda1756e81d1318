import type { BootId } from '#model/ids';
import type { Fact } from '#model/journal-entry';
import { UNTRIED } from '#model/machine-snapshot';
import type { AdoptInto, Phase, PrinterError } from '#model/phase';
import type { OpenPrint } from '#model/print';
import { advance, type MachineState } from './machine-state.ts';
import { endUnmoved } from './transition-ends.ts';
import { changed, type Effect, type Transition } from './transition-step.ts';

/**
 * A machine process starts on a journal (BE3, BE6, MA10). What was blocking stays; an open print is adopted or has failed; a bed
 * that was clear is clear only when the first report of the printer vouches for the time since.
 */
export function boot(
  before: MachineState,
  input: { readonly bootId: BootId; readonly portReopened: boolean },
  now: number,
): Transition {
  const facts: Fact[] = [{ kind: 'machine-started', driver: before.configuration?.driver ?? null }];
  const printer = { kind: 'unreachable', since: now, reason: UNTRIED.started } as const;
  const born = advance(before, { bootId: input.bootId, printer, acceptedCommands: [], dialog: null }, facts, now);
  return settle(born, input.portReopened, now);
}

function settle(state: MachineState, portReopened: boolean, now: number): Transition {
  const { phase } = state;
  switch (phase.kind) {
    case 'connecting':
      return phase.why.kind === 'cleared' ? resetAgain(state, portReopened) : changed(state);
    case 'unverified':
    case 'awaiting-retrieval':
    case 'faulted':
    case 'stopped':
      return changed(state);
    case 'ready':
      return changed(resumeAs(state, { kind: 'connecting', why: { kind: 'boot' } }));
    case 'preparing': {
      const error: PrinterError = {
        code: 'blind-while-preparing',
        message: 'The machine restarted before the print began; nothing moved.',
        at: now,
      };
      const ended = endUnmoved(state, phase.print, 'never-started', error, now);
      if (ended.phase.kind === 'faulted') return changed(ended);
      return changed(resumeAs(ended, { kind: 'connecting', why: { kind: 'boot' } }));
    }
    case 'printing':
    case 'pausing':
    case 'resuming':
      return adopt(state, phase.print, 'printing');
    case 'paused':
      return adopt(state, phase.print, 'paused');
    case 'cancelling':
      return adopt(state, phase.print, 'cancelling');
    case 'adopting':
      return phase.print === null ? resetAgain(state, portReopened) : adopt(state, phase.print, phase.resumeInto);
    case 'clearing':
      return changed(
        resumeAs(state, { kind: 'unverified', reason: 'The machine restarted while the bed was being cleared.' }),
      );
  }
}

/**
 * BE8: a reset was decided and may have died with the process before us, and a printer that has halted stays mute without it. The
 * reset opens the port anew, so an open port that is another one shows that it was done.
 */
function resetAgain(state: MachineState, portReopened: boolean): Transition {
  return portReopened ? changed(state) : changed(state, { kind: 'driver-reset' });
}

function adopt(state: MachineState, print: OpenPrint, resumeInto: AdoptInto): Transition {
  const { id, file, card } = print;
  const from = card === undefined ? {} : { card };
  const effect: Effect = { kind: 'driver-adopt', printId: id, file, ...from, into: resumeInto };
  return changed(resumeAs(state, { kind: 'adopting', print, resumeInto }), effect);
}

/** Part of the same change as the boot itself: no further version. */
const resumeAs = (state: MachineState, phase: Phase): MachineState => ({ ...state, phase });
