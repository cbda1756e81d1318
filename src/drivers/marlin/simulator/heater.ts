/** How a heater behaves; temperatures °C, time constants seconds before `speed`. */
export interface HeaterModel {
  readonly ambient: number;
  /** Where full power would end, far above any target. */
  readonly fullPower: number;
  readonly heatSeconds: number;
  readonly coolSeconds: number;
  /** Targets above are lowered to this, as Marlin does 15 below MAXTEMP. */
  readonly highestTarget: number;
}

export const HOTEND: HeaterModel = {
  ambient: 21,
  fullPower: 400,
  heatSeconds: 80,
  coolSeconds: 120,
  highestTarget: 285,
};
export const HEATED_BED: HeaterModel = {
  ambient: 21,
  fullPower: 150,
  heatSeconds: 150,
  coolSeconds: 400,
  highestTarget: 120,
};

/** A first-order heater, known in closed form: it needs no ticks. */
export interface Heater {
  readonly target: number;
  /** Sets the target, limited by the model; answers whether it changed. */
  setTarget(target: number, nowMs: number): boolean;
  temperature(nowMs: number): number;
  /** When the temperature meets the target; `nowMs` when it does already. Cooling towards the room ends 2 °C above it. */
  meetsMs(nowMs: number): number;
  /** 0–127, as `@:` shows it. */
  power(nowMs: number): number;
}

/** Full power towards the target, held there exactly; Newton's cooling down to it. An infinite `speed` meets every target at once. */
export function createHeater(model: HeaterModel, speed: number): Heater {
  const heatMs = (model.heatSeconds * 1000) / speed;
  const coolMs = (model.coolSeconds * 1000) / speed;
  let target = 0;
  let from = model.ambient;
  let sinceMs = 0;

  function temperature(nowMs: number): number {
    const floor = Math.max(target, model.ambient);
    const elapsed = Math.max(0, nowMs - sinceMs);
    if (from < floor) {
      if (heatMs === 0) return floor;
      return Math.min(floor, model.fullPower + (from - model.fullPower) * Math.exp(-elapsed / heatMs));
    }
    if (coolMs === 0) return floor;
    return Math.max(floor, model.ambient + (from - model.ambient) * Math.exp(-elapsed / coolMs));
  }

  function meetsMs(nowMs: number): number {
    const now = temperature(nowMs);
    if (now < target) {
      if (heatMs === 0) return nowMs;
      return nowMs + heatMs * Math.log((model.fullPower - now) / (model.fullPower - target));
    }
    const goal = Math.max(target, model.ambient + 2);
    if (now <= goal || coolMs === 0) return nowMs;
    return nowMs + coolMs * Math.log((now - model.ambient) / (goal - model.ambient));
  }

  return {
    get target() {
      return target;
    },
    setTarget(wanted, nowMs) {
      const limited = Math.max(0, Math.min(wanted, model.highestTarget));
      if (limited === target) return false;
      from = temperature(nowMs);
      sinceMs = nowMs;
      target = limited;
      return true;
    },
    temperature,
    meetsMs,
    power(nowMs) {
      if (target <= model.ambient) return 0;
      return temperature(nowMs) < target - 0.01
        ? 127
        : Math.round((127 * (target - model.ambient)) / (model.fullPower - model.ambient));
    },
  };
}
