import type { Connection } from "./connection.js";
import { failed, whyOf } from "./failed.js";
import type { GatherKind } from "./frames.js";
import { checkPart, checkWeight, type Group, groupClosed } from "./group.js";

/**
 * What rank 0 and the other ranks have in common: operations are done one after the other and counted; the first that
 * fails ends the group.
 */
export abstract class ConnectedGroup implements Group {
  #steps = 0;
  #last: Promise<unknown> = Promise.resolve();
  #end: Error | undefined;

  constructor(
    readonly rank: number,
    readonly size: number,
    /** To the processes that this one speaks with, by rising rank. */
    protected readonly connections: readonly Connection[],
  ) {}

  async average(arrays: readonly Float32Array[], weight = 1): Promise<void> {
    checkWeight(weight);
    await this.#inTurn((step) => this.averageAt(step, arrays, weight));
  }

  async gather(bytes: Uint8Array): Promise<Uint8Array[]> {
    checkPart(bytes);
    return this.#inTurn((step) => this.gatherAt(step, "gather", bytes));
  }

  async broadcast(bytes: Uint8Array): Promise<Uint8Array> {
    const own = this.rank === 0 ? bytes : new Uint8Array();
    checkPart(own);
    const [first] = await this.#inTurn((step) => this.gatherAt(step, "broadcast", own));
    return first as Uint8Array;
  }

  async barrier(): Promise<void> {
    await this.#inTurn((step) => this.gatherAt(step, "barrier", new Uint8Array()));
  }

  async close(): Promise<void> {
    if (this.#end !== undefined) return;
    this.#end = groupClosed();
    await this.#leave(this.#end);
  }

  protected abstract averageAt(step: number, arrays: readonly Float32Array[], weight: number): Promise<void>;

  /** @returns the parts of all ranks */
  protected abstract gatherAt(step: number, kind: GatherKind, part: Uint8Array): Promise<Uint8Array[]>;

  /** Does an operation when those before it are done. */
  #inTurn<T>(operation: (step: number) => Promise<T>): Promise<T> {
    const done = this.#last.then(async () => {
      if (this.#end !== undefined) throw this.#end;
      // The step travels in 32 bits.
      const step = this.#steps++ >>> 0;
      try {
        return await operation(step);
      } catch (error) {
        throw await this.#fail(error);
      }
    });
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Tells the others why this ends, before anyone here hears of it and perhaps ends the process. */
  async #fail(error: unknown): Promise<Error> {
    if (this.#end === undefined) {
      const why = whyOf(error);
      this.#end = failed(why, error);
      await this.#leave(this.#end, why);
    }
    return this.#end;
  }

  async #leave(error: Error, why?: string): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.leave(error, why)));
  }
}
