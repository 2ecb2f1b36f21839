/** How often one says that one is alive, in milliseconds, to others of this patience: in time even if one sign is late. */
export const signInterval = (seconds: number): number => (seconds * 1000) / 3;

/** Ends a wait when nothing has moved for so long. */
export class Patience {
  #timer: NodeJS.Timeout | undefined;
  #moves = 0;

  constructor(
    readonly seconds: number,
    private readonly onEnd: () => void,
  ) {}

  begin(): void {
    this.stop();
    this.#timer = setTimeout(() => this.#suspect(), this.seconds * 1000);
  }

  /** Something moved: the time begins anew. */
  move(): void {
    this.#moves++;
    this.#timer?.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** A long calculation may have kept the thread from seeing what has arrived; it is seen before the next immediate. */
  #suspect(): void {
    const before = this.#moves;
    setImmediate(() => {
      if (this.#timer !== undefined && this.#moves === before) this.onEnd();
    });
  }
}
