import type { Adjustment } from '#model/adjustment';
import type { PrintId } from '#model/ids';
import type { CardRun } from './card-run.ts';
import type { Conversation } from './conversation.ts';
import type { Dialect } from './protocol/dialects/dialect.ts';
import { PrintRun } from './print-run.ts';
import type { TelemetrySources } from './telemetry.ts';

/** The print that a driver is at, whoever reads its file, and what people want of it. */
export abstract class AtRun {
  protected run: PrintRun | CardRun | null = null;

  pause(printId: PrintId): void {
    this.#of(printId)?.pause();
  }

  resume(printId: PrintId): void {
    this.#of(printId)?.resume();
  }

  cancel(printId: PrintId): void {
    this.#of(printId)?.cancel();
  }

  adjust(printId: PrintId, change: Adjustment): void {
    this.#of(printId)?.adjust(change);
  }

  #of(printId: PrintId): PrintRun | CardRun | null {
    return this.run?.print.printId === printId ? this.run : null;
  }

  /** What is measured of it. Of a print from the card nobody here plans the moves. */
  protected sources(parts: {
    readonly talk: () => Conversation | null;
    readonly dialect: () => Dialect;
    readonly writesCard: () => boolean;
  }): TelemetrySources {
    const { talk, dialect, writesCard } = parts;
    return {
      line: () => talk()?.health() ?? null,
      progress: () => this.run?.progress() ?? null,
      position: () => (this.run instanceof PrintRun ? (talk()?.position() ?? null) : null),
      notice: () => talk()?.state.attention ?? null,
      overrides: () => this.run?.overrides() ?? null,
      stutter: () => (this.run instanceof PrintRun ? this.run.stutter() : null),
      stopByte: () => dialect().stopByte,
      writesCard,
    };
  }
}
