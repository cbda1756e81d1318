import type { Printer } from '../live/farm-state.ts';

/** What kind of moment it is for a person; decides colour and icon, never colour alone. */
export type Mood = 'idle' | 'working' | 'waiting' | 'trouble' | 'away';

export interface PhaseWords {
  readonly text: string;
  readonly mood: Mood;
}

/** The phase in a person's words. A lost link shows the last known phase elsewhere; here it is away. */
export function phaseWords(printer: Pick<Printer, 'phase' | 'link' | 'process' | 'reachable' | 'held'>): PhaseWords {
  if (printer.link === 'NEVER_CONNECTED' || printer.phase === 'OFFLINE')
    return { text: 'Not connected yet', mood: 'away' };
  if (printer.link === 'NETWORK_DISCONNECTED') return { text: 'Link lost', mood: 'away' };
  switch (printer.phase) {
    case 'FAULTED':
      return { text: 'Fault', mood: 'trouble' };
    case 'STOPPED':
      return { text: 'Emergency stop', mood: 'trouble' };
    case 'AWAITING_RETRIEVAL':
      return { text: 'Take the object', mood: 'waiting' };
    case 'UNVERIFIED':
      return { text: 'Check the bed', mood: 'waiting' };
    case 'PAUSED':
      return { text: 'Paused', mood: 'waiting' };
    case 'CONNECTING':
      return { text: printer.reachable ? 'Connecting' : 'No answer', mood: 'away' };
    case 'READY':
      if (!printer.reachable) return { text: 'No answer', mood: 'away' };
      return printer.held ? { text: 'Out of service', mood: 'away' } : { text: 'Ready', mood: 'idle' };
    case 'ADOPTING':
      return printer.reachable ? { text: 'Catching up', mood: 'working' } : { text: 'No answer', mood: 'away' };
    case 'PREPARING':
      return { text: 'Preparing', mood: 'working' };
    case 'PRINTING':
      return { text: 'Printing', mood: 'working' };
    case 'PAUSING':
      return { text: 'Pausing', mood: 'working' };
    case 'RESUMING':
      return { text: 'Resuming', mood: 'working' };
    case 'CANCELLING':
      return { text: 'Cancelling', mood: 'working' };
    case 'CLEARING':
      return { text: 'Clearing the bed', mood: 'working' };
  }
}

export const PHASE_NAMES: Readonly<Record<Printer['phase'], string>> = {
  OFFLINE: 'not connected',
  CONNECTING: 'connecting',
  ADOPTING: 'finding its place',
  PREPARING: 'preparing',
  PRINTING: 'printing',
  PAUSING: 'pausing',
  RESUMING: 'resuming',
  CANCELLING: 'cancelling',
  CLEARING: 'clearing',
  UNVERIFIED: 'bed unverified',
  READY: 'ready',
  PAUSED: 'paused',
  AWAITING_RETRIEVAL: 'awaiting retrieval',
  FAULTED: 'faulted',
  STOPPED: 'stopped',
};

export function needsPerson(printer: Printer): boolean {
  return printer.attention !== null || phaseWords(printer).mood === 'trouble' || phaseWords(printer).mood === 'waiting';
}
