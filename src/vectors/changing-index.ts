import { join } from "node:path";
import { NamesakeError } from "../errors.js";
import { BestHits } from "./best-hits.js";
import { type Change, ChangeJournal, type FoundChanges, readChanges } from "./change-journal.js";
import { checkQuery } from "./check-query.js";
import { DeltaRows } from "./delta-rows.js";
import { mergedBlocks } from "./merged-blocks.js";
import { quantise } from "./quantised-rows.js";
import { checkVector } from "./vector-block.js";
import type { VectorFolder } from "./vector-folder.js";
import { VectorFolderWriter } from "./vector-folder-writer.js";
import { checkGeneration, removeStale } from "./vector-generations.js";
import type { Hit, SearchOptions, VectorIndex } from "./vector-index.js";
import { fileName } from "./vector-manifest.js";

const journalPath = (folder: string, generation: number): string =>
  join(folder, fileName(generation, "changes.log"));

/**
 * An index that can be edited: over an index of a folder's vectors, an exact one of those that came later, and a list of those that
 * the first must not answer any more. Edits count in the next search. They are written to a journal in the folder, so that they are
 * there when it is opened again; {@link compact} makes them part of the folder.
 *
 * @example
 * ```ts
 * const folder = VectorFolder.open("./vectors", { model: encoder.id });
 * const index = ChangingIndex.open(folder, folder.exactIndex());
 * index.set(row, vector, textFingerprint(text));
 * index.remove(otherRow);
 * ```
 */
export class ChangingIndex implements VectorIndex {
  readonly dimensions: number;
  private readonly delta: DeltaRows;
  /** Rows of the base that were replaced or removed. */
  private readonly hidden = new Set<number>();
  private content: string;
  /** Where edits are written: none before the first edit, two while the folder is compacted. */
  private readonly journals: ChangeJournal[] = [];
  /** Of the folder, as far as this index has written it. */
  private generation: number;
  private compacting: Promise<void> | undefined;
  private closed = false;

  private constructor(
    private readonly folder: VectorFolder,
    private readonly base: VectorIndex,
    private readonly found: FoundChanges,
    private readonly lasting: boolean,
  ) {
    this.dimensions = folder.dimensions;
    this.delta = new DeltaRows(folder.dimensions);
    this.content = folder.manifest.contentHash;
    this.generation = folder.manifest.generation;
    for (const change of found.changes) this.apply(change);
  }

  /**
   * @param base over the vectors of the folder; it and the folder are closed together with this index
   * @param options.lasting whether edits are written to the folder, default true; otherwise they end with this index, and several
   * processes can have edits of their own
   * @throws {NamesakeError} VECTORS_MISMATCH where the base is of other vectors, VECTORS_DAMAGED
   */
  static open(folder: VectorFolder, base: VectorIndex, { lasting = true } = {}): ChangingIndex {
    for (const what of ["dimensions", "size"] as const)
      if (base[what] !== folder[what])
        throw new NamesakeError("VECTORS_MISMATCH", {
          what: `The index of ${folder.path}`,
          expected: `the ${what} ${folder[what]}`,
          found: String(base[what]),
        });
    const path = journalPath(folder.path, folder.manifest.generation);
    return new ChangingIndex(folder, base, readChanges(path, folder.dimensions), lasting);
  }

  get size(): number {
    return this.folder.size - this.hidden.size + this.delta.size;
  }

  /** Vectors beside the base, and vectors of the base that are passed over: many of them make searches slow. */
  get edits(): { added: number; hidden: number } {
    return { added: this.delta.size, hidden: this.hidden.size };
  }

  /** `contentHash` of the KB that the vectors are of. */
  get contentHash(): string {
    return this.content;
  }

  has(row: number): boolean {
    return this.delta.has(row) || (!this.hidden.has(row) && this.folder.has(row));
  }

  /** All rows, in no order. */
  *rows(): Generator<number> {
    for (const row of this.folder.rows()) if (!this.hidden.has(row)) yield row;
    yield* this.delta.rows();
  }

  /** The fingerprint of the text that a row's vector is of; undefined where the row has none. */
  fingerprintOf(row: number): number | undefined {
    if (this.delta.has(row)) return this.delta.fingerprintOf(row);
    return this.hidden.has(row) ? undefined : this.folder.fingerprintOf(row);
  }

  search(query: Float32Array, k: number, options: SearchOptions = {}): Hit[] {
    this.checkOpen();
    checkQuery(query, this.dimensions);
    const best = new BestHits(k);
    for (const hits of [this.searchBase(query, k, options), this.delta.search(query, k, options.allowed)])
      for (const { row, score } of hits) best.offer(row, score);
    return best.sorted();
  }

  /** The base is asked for more than is needed, since some of it may be hidden: a filter would be slower in most indexes. */
  private searchBase(query: Float32Array, k: number, options: SearchOptions): Hit[] {
    for (let asked = k + Math.min(k, this.hidden.size); ; asked *= 2) {
      const hits = this.base.search(query, asked, options);
      const visible = hits.filter(({ row }) => !this.hidden.has(row));
      if (visible.length >= k || hits.length < asked) return visible.slice(0, k);
    }
  }

  /**
   * Adds a vector, or puts it in the place of its row's.
   *
   * @param vector [dimensions]
   * @param fingerprint of the text that the vector is of
   * @throws {NamesakeError} VECTORS_MISMATCH, WRITE_FAILED, CLOSED
   */
  set(row: number, vector: Float32Array, fingerprint: number): void {
    checkVector(row, vector, this.dimensions);
    const values = new Int8Array(this.dimensions);
    const scale = Math.fround(quantise(vector, values));
    this.edit({ kind: "set", entry: { row, fingerprint, scale, values } });
  }

  /**
   * Removes the vector of a row, if it has one.
   *
   * @throws {NamesakeError} WRITE_FAILED, CLOSED
   */
  remove(row: number): void {
    if (this.has(row)) this.edit({ kind: "remove", row });
  }

  /**
   * Notes that the vectors are those of a KB as it is now.
   *
   * @param contentHash of the KB
   * @throws {NamesakeError} WRITE_FAILED, CLOSED
   */
  recordContent(contentHash: string): void {
    if (contentHash !== this.content) this.edit({ kind: "content", contentHash });
  }

  /**
   * Brings all edits to the disk. Without it they outlive the process, but perhaps not a failure of the machine.
   *
   * @throws {NamesakeError} WRITE_FAILED
   */
  flush(): void {
    for (const journal of this.journals) journal.flush();
  }

  private edit(change: Change): void {
    this.checkOpen();
    if (this.lasting) this.openJournal();
    for (const journal of this.journals) journal.append([change]);
    this.apply(change);
  }

  private openJournal(): void {
    if (this.journals.length > 0) return;
    checkGeneration(this.folder.path, this.generation);
    this.journals.push(new ChangeJournal(journalPath(this.folder.path, this.generation), this.found));
  }

  private apply(change: Change): void {
    if (change.kind === "content") {
      this.content = change.contentHash;
      return;
    }
    const row = change.kind === "set" ? change.entry.row : change.row;
    if (this.folder.has(row)) this.hidden.add(row);
    if (change.kind === "set") this.delta.set(change.entry);
    else this.delta.delete(row);
  }

  /**
   * Writes the folder anew, with all edits in it and an empty journal. This index goes on as it was, and can be searched and edited
   * meanwhile; what it is edited afterwards goes into the new journal. The new folder needs a new base: open both when it suits. A kill
   * at any moment leaves the folder of before with its journal, or the new one.
   *
   * @throws {NamesakeError} WRITE_FAILED, VECTORS_DAMAGED, CLOSED
   * @throws {RangeError} where edits are not lasting
   */
  async compact(): Promise<void> {
    if (!this.lasting) throw new RangeError("edits that are not lasting cannot become part of the folder");
    this.compacting ??= this.rewrite().finally(() => {
      this.compacting = undefined;
    });
    return this.compacting;
  }

  private async rewrite(): Promise<void> {
    this.checkOpen();
    this.openJournal();
    const { path, manifest, dimensions } = this.folder;
    const { model, shardRows } = manifest;
    const writer = VectorFolderWriter.open(path, {
      ...{ model, dimensions, shardRows, contentHash: this.content },
      resumable: false,
    });
    // Edits from now on are in both journals: they are kept whether or not the new folder gets there.
    this.journals.push(new ChangeJournal(journalPath(path, writer.generation), { end: 0, size: 0 }));
    const [hidden, added] = [new Set(this.hidden), this.delta.sorted()];
    try {
      for (const block of mergedBlocks(this.folder.blocks(), hidden, added)) await writer.addBlock(block);
      await writer.commit();
      this.generation = writer.generation;
      this.journals.shift()?.close();
    } catch (error) {
      await writer.abandon();
      this.journals.pop()?.close();
      throw error;
    } finally {
      await removeStale(path);
    }
  }

  /** Closes the base, the folder and the journal, after a {@link compact} that is under way. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.compacting?.catch(() => undefined);
    for (const journal of this.journals) {
      journal.flush();
      journal.close();
    }
    this.folder.close();
    await this.base.close();
  }

  private checkOpen(): void {
    if (this.closed) throw new NamesakeError("CLOSED", { what: "The vector index" });
  }
}
