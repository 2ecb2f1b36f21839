import type { Program } from "../graph/emit.js";
import type { Lengths } from "../layers/model.js";
import { Session, type SessionOptions } from "../session.js";

/** Open programs, one for each combination of lengths; the one that was not used for longest is closed for a new one. */
export class SessionCache<P extends Program> {
  readonly #open = new Map<string, { program: P; session: Session }>();
  readonly #make: (lengths: Lengths) => P;
  readonly #options: SessionOptions;
  readonly #limit: number;

  /**
   * @param limit how many are open at most; each has memory of its own
   */
  constructor(make: (lengths: Lengths) => P, options: SessionOptions = {}, limit = 16) {
    this.#make = make;
    this.#options = options;
    this.#limit = limit;
  }

  /** The session of these lengths, if it is open. */
  find(lengths: Lengths): Session | undefined {
    return this.#open.get(keyOf(lengths))?.session;
  }

  async get(lengths: Lengths): Promise<{ program: P; session: Session }> {
    const key = keyOf(lengths);
    const known = this.#open.get(key);
    this.#open.delete(key);
    if (known === undefined) await this.#makeRoom();
    const program = known?.program ?? this.#make(lengths);
    const entry = known ?? { program, session: await Session.open(program, this.#options) };
    this.#open.set(key, entry);
    return entry;
  }

  /** A map gives its entries in the order in which they were put there. */
  async #makeRoom(): Promise<void> {
    for (const [key, { session }] of this.#open) {
      if (this.#open.size < this.#limit) return;
      this.#open.delete(key);
      await session.close();
    }
  }

  async close(): Promise<void> {
    for (const { session } of this.#open.values()) await session.close();
    this.#open.clear();
  }
}

const keyOf = (lengths: Lengths): string => JSON.stringify(Object.entries(lengths).sort());
