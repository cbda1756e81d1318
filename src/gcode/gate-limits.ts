import { defaultBlockedCommands } from './gate-rules.ts';
import { createGate, type GateLimits } from './gate.ts';

/** What a printer is held to when its settings say nothing: what ordinary hot ends, beds and chambers bear. */
export const DEFAULT_LIMITS = { maxNozzleTemperature: 300, maxBedTemperature: 130, maxChamberTemperature: 0 } as const;

/** The last gate's limits, from the options that every driver's schema shares under these names. Unusable values do not widen them. */
export function limitsOf(options: Readonly<Record<string, unknown>>): GateLimits {
  const degrees = (name: keyof typeof DEFAULT_LIMITS): number => {
    const value = options[name];
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : DEFAULT_LIMITS[name];
  };
  const { blockedCommands } = options;
  const codes = Array.isArray(blockedCommands) ? blockedCommands.filter((code) => typeof code === 'string') : null;
  return {
    maxNozzleTemperature: degrees('maxNozzleTemperature'),
    maxBedTemperature: degrees('maxBedTemperature'),
    maxChamberTemperature: degrees('maxChamberTemperature'),
    // Forms have sent empty lists for fields that nobody touched.
    blockedCommands: codes === null || codes.length === 0 ? defaultBlockedCommands : codes,
  };
}

/** What the last gate has against a line; null when it may go out. */
export function judgeBy(options: Readonly<Record<string, unknown>>): (line: string) => string | null {
  const gate = createGate(limitsOf(options));
  return (line) => {
    const answer = gate.check(line);
    return answer.kind === 'pass' ? null : answer.problem.rule;
  };
}
