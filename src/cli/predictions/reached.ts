import { createHash } from "node:crypto";
import { NamesakeError } from "../../errors.js";
import type { GoldDocument } from "../../eval/dataset.js";

/** How far into the data a run has come. */
export interface Reached {
  documents: number;
  mentions: number;
  /** SHA-256 of the documents' ids and texts. */
  hash: string;
}

/** Counts documents, and knows those that an earlier run has done. */
export class Position {
  private readonly hash = createHash("sha256");
  private documents = 0;
  private mentions = 0;

  /**
   * @param before where the earlier run was
   * @param path what it wrote, for messages
   */
  constructor(
    private readonly before: Reached | undefined,
    private readonly path: string,
  ) {}

  /**
   * Goes to the next document.
   *
   * @returns whether it is still to be done
   * @throws {NamesakeError} UNFINISHED_UNUSABLE where the earlier run had other documents
   */
  next({ id, text }: GoldDocument): boolean {
    this.hash.update(JSON.stringify([id, text]));
    this.documents++;
    const { before } = this;
    if (before === undefined || this.documents > before.documents) return true;
    if (this.documents < before.documents) return false;
    if (this.reached.hash !== before.hash)
      throw this.otherData(`the first ${before.documents} documents are others than they were`);
    this.mentions = before.mentions;
    return false;
  }

  /** The document that {@link next} went to is done. */
  done(mentions: number): void {
    this.mentions += mentions;
  }

  /** @throws {NamesakeError} UNFINISHED_UNUSABLE where the earlier run had more documents */
  end(): void {
    const { before } = this;
    if (before !== undefined && this.documents < before.documents)
      throw this.otherData(`it has ${before.documents} documents, now there are ${this.documents}`);
  }

  get reached(): Reached {
    return { documents: this.documents, mentions: this.mentions, hash: this.hash.copy().digest("hex") };
  }

  private otherData(why: string): NamesakeError {
    return new NamesakeError("UNFINISHED_UNUSABLE", { path: this.path, why });
  }
}
