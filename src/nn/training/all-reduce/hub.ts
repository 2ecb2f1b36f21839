import { ConnectedGroup } from "./connected-group.js";
import type { Connection } from "./connection.js";
import { failed } from "./failed.js";
import {
  bytesOf,
  decodeNumbers,
  encodeNumbers,
  type GatherKind,
  type Kind,
  PIECE_BYTES,
  piecesOf,
} from "./frames.js";
import { isPartLength, noWeight } from "./group.js";
import { signInterval } from "./patience.js";

/** The group as rank 0 sees it: it collects from all others, in the order of their ranks, and answers all of them. */
export class Hub extends ConnectedGroup {
  constructor(
    connections: readonly Connection[],
    private readonly seconds: number,
  ) {
    super(0, connections.length + 1, connections);
  }

  /**
   * The sum is made in float64. A float32 times a number of examples is exact in it, and what sums lose is far below the
   * last bit of a float32: so the mean is that of one process with all batches, rounded once. JavaScript calculates in
   * float64 in any case.
   */
  protected async averageAt(step: number, arrays: readonly Float32Array[], weight: number): Promise<void> {
    const lengths = arrays.map(({ length }) => length);
    await this.#alive(async () => {
      const others = await this.#begin("average", step);
      others.forEach((announced, i) => {
        const found = announced.slice(1);
        if (found.join() !== lengths.join()) throw otherLengths(this.#peer(i), found, lengths);
        if (!((announced[0] as number) >= 0)) throw failed(`${this.#peer(i)} has the weight ${announced[0]}`);
      });
      const weights = [weight, ...others.map((announced) => announced[0] as number)];
      const total = weights.reduce((sum, one) => sum + one, 0);
      if (total === 0) throw noWeight();
      for (const connection of this.connections) connection.send("average", step);

      const received = new Float32Array(PIECE_BYTES / Float32Array.BYTES_PER_ELEMENT);
      const sums = new Float64Array(received.length);
      for (const piece of piecesOf(arrays)) {
        // Nothing changes when it is added to -0, not even the sign of a -0.
        const sum = sums.subarray(0, piece.length).fill(-0);
        addWeighted(sum, piece, weight);
        const other = received.subarray(0, piece.length);
        for (const [i, connection] of this.connections.entries()) {
          await connection.receiveInto("data", step, bytesOf(other));
          addWeighted(sum, other, weights[i + 1] as number);
        }
        for (let i = 0; i < piece.length; i++) piece[i] = (sum[i] as number) / total;
        for (const connection of this.connections) connection.send("data", step, bytesOf(piece));
      }
    });
  }

  protected async gatherAt(step: number, kind: GatherKind, own: Uint8Array): Promise<Uint8Array[]> {
    return this.#alive(async () => {
      const others = await this.#begin(kind, step);
      const parts = await Promise.all(
        others.map(async (announced, i) => {
          const [length] = announced;
          if (announced.length !== 1 || !isPartLength(length))
            throw failed(`${this.#peer(i)} announces a part of ${announced.join()} bytes`);
          const part = new Uint8Array(length);
          for (const piece of piecesOf([part])) await this.#from(i).receiveInto("data", step, piece);
          return part;
        }),
      );
      const all = [own, ...parts];
      const lengths = encodeNumbers(all.map(({ length }) => length));
      for (const [i, connection] of this.connections.entries()) {
        connection.send(kind, step, lengths);
        // Everyone has its own part.
        const rest = all.filter((_, rank) => rank !== i + 1);
        for (const piece of piecesOf(rest)) connection.send("data", step, piece);
      }
      return all;
    });
  }

  /** Waits until all are at the same operation, and says what numbers they begin it with. */
  #begin(kind: Kind, step: number): Promise<number[][]> {
    return Promise.all(
      this.connections.map(async (connection) =>
        decodeNumbers(await connection.receive(kind, step, PIECE_BYTES)),
      ),
    );
  }

  /**
   * Does an operation and sees its answers off. Whoever waits meanwhile hears that it is for another rank, so that only
   * this rank decides when one is too late, and names the right one.
   */
  async #alive<T>(operation: () => Promise<T>): Promise<T> {
    const sign = () => {
      for (const connection of this.connections) connection.send("wait", 0);
    };
    const signs = setInterval(sign, signInterval(this.seconds));
    try {
      const result = await operation();
      await Promise.all(this.connections.map((connection) => connection.drained()));
      return result;
    } finally {
      clearInterval(signs);
    }
  }

  #from(i: number): Connection {
    return this.connections[i] as Connection;
  }

  #peer(i: number): string {
    return this.#from(i).peer;
  }
}

/** Numbers with weight 0 are not looked at: 0 · NaN would be NaN. */
function addWeighted(sum: Float64Array, numbers: Float32Array, weight: number): void {
  if (weight === 0) return;
  for (let i = 0; i < numbers.length; i++) sum[i] = (sum[i] as number) + (numbers[i] as number) * weight;
}

/** Names the first array that differs. */
function otherLengths(peer: string, found: readonly number[], own: readonly number[]): Error {
  const at = own.findIndex((length, i) => length !== found[i]);
  if (found.length !== own.length)
    return failed(`${peer} averages ${found.length} arrays, rank 0 averages ${own.length}`);
  return failed(`array ${at} has ${found[at]} numbers at ${peer} and ${own[at]} at rank 0`);
}
