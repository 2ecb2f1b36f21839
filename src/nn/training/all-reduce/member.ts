import { ConnectedGroup } from "./connected-group.js";
import type { Connection } from "./connection.js";
import { failed } from "./failed.js";
import { bytesOf, decodeNumbers, encodeNumbers, type GatherKind, PIECE_BYTES, piecesOf } from "./frames.js";
import { isPartLength } from "./group.js";

/** The group as any rank but 0 sees it: it gives what it has to rank 0 and takes the answer. */
export class Member extends ConnectedGroup {
  constructor(
    rank: number,
    size: number,
    private readonly hub: Connection,
  ) {
    super(rank, size, [hub]);
  }

  /** The answers are written over what was sent: a piece comes back only after all of it has arrived at rank 0. */
  protected async averageAt(step: number, arrays: readonly Float32Array[], weight: number): Promise<void> {
    const lengths = arrays.map(({ length }) => length);
    this.hub.send("average", step, encodeNumbers([weight, ...lengths]));
    for (const piece of piecesOf(arrays)) this.hub.send("data", step, bytesOf(piece));
    // Comes even where there are no numbers: all are here.
    await this.hub.receiveInto("average", step, new Uint8Array());
    for (const piece of piecesOf(arrays)) await this.hub.receiveInto("data", step, bytesOf(piece));
  }

  protected async gatherAt(step: number, kind: GatherKind, own: Uint8Array): Promise<Uint8Array[]> {
    this.hub.send(kind, step, encodeNumbers([own.length]));
    for (const piece of piecesOf([own])) this.hub.send("data", step, piece);
    const lengths = decodeNumbers(await this.hub.receive(kind, step, PIECE_BYTES));
    if (lengths.length !== this.size || !lengths.every(isPartLength))
      throw failed(`rank 0 announces parts of ${lengths.join()} bytes for ${this.size} processes`);
    const parts = lengths.map((length, rank) => (rank === this.rank ? own : new Uint8Array(length)));
    const others = parts.filter((_, rank) => rank !== this.rank);
    for (const piece of piecesOf(others)) await this.hub.receiveInto("data", step, piece);
    return parts;
  }
}
