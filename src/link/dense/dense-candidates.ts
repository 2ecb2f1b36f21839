import { NamesakeError } from "../../errors.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { ChangingIndex } from "../../vectors/changing-index.js";
import { openFolderIndex } from "../../vectors/folder-index.js";
import { VectorFolder } from "../../vectors/vector-folder.js";
import type { Hit, SearchOptions, VectorIndex } from "../../vectors/vector-index.js";
import { type Differences, differencesAt, findDifferences, sizeOf } from "./differences.js";
import type { EntityEncoder } from "./encode-entities.js";
import { updateVectors } from "./update-vectors.js";

/** Entities in which a folder may differ from the KB: what a few seconds suffice to encode. */
const MOST_DIFFERENCES = 10_000;

/**
 * The entities of a KB whose vectors are nearest to those of mentions, out of a folder that `namesake embed entities` wrote. An answer
 * is of the KB as it is: entities that were edited since, here or in another process, are encoded before it, and kept in memory. Of
 * entities that only name an edited one {@link DenseCandidates.update} says when they are.
 *
 * @example
 * ```ts
 * const candidates = await DenseCandidates.open("./vectors", kb, encoder);
 * const queries = await encoder.encodeMentions(text, mentions);
 * for (const hits of await candidates.nearest(queries, 64)) console.log(hits.map(({ row }) => kb.at(row)?.name));
 * await candidates.close();
 * ```
 */
export class DenseCandidates {
  /** How often the KB had been edited when the vectors were last those of the KB; undefined before they were compared. */
  private edits: number | undefined;
  private updating: Promise<void> | undefined;

  private constructor(
    private readonly kb: KnowledgeBase,
    private readonly encoder: EntityEncoder,
    private readonly folder: VectorFolder,
    private readonly index: ChangingIndex,
  ) {}

  /**
   * @param path of the folder
   * @param encoder what queries come from; neither it nor the KB are closed by this
   * @throws {NamesakeError} VECTORS_MISMATCH where the vectors are of another encoder; VECTORS_OUTDATED where they differ too much from
   * the KB; VECTORS_FOREIGN, VECTORS_NEWER, VECTORS_DAMAGED, INDEX_DAMAGED, INDEX_NEWER
   */
  static async open(path: string, kb: KnowledgeBase, encoder: EntityEncoder): Promise<DenseCandidates> {
    const folder = VectorFolder.open(path, { model: encoder.id, dimensions: encoder.dimensions });
    let base: VectorIndex | undefined;
    try {
      base = await openFolderIndex(folder);
      // Several processes may answer from one folder, each with edits of its own.
      const index = ChangingIndex.open(folder, base, { lasting: false });
      const candidates = new DenseCandidates(kb, encoder, folder, index);
      await candidates.update();
      return candidates;
    } catch (error) {
      await base?.close();
      folder.close();
      throw error;
    }
  }

  /**
   * The entities nearest to each query.
   *
   * @param queries vectors of mentions, [dimensions] each
   * @param k at most how many
   * @returns by query, greatest score first; rows are indexes in the KB
   * @throws {NamesakeError} VECTORS_MISMATCH, VECTORS_OUTDATED, CLOSED, and what encoding throws
   */
  async nearest(queries: readonly Float32Array[], k: number, options?: SearchOptions): Promise<Hit[][]> {
    await this.update();
    return queries.map((query) => this.index.search(query, k, options));
  }

  /**
   * Makes the vectors those of the KB as it is; {@link nearest} does it as well. The entities that were edited, by whatever process, are
   * compared alone: others that name one of them among their relations are compared when the folder is opened. Where the KB's log was cut
   * since the last look, all are compared.
   */
  async update(): Promise<void> {
    while (this.kb.refresh() !== this.edits) {
      this.updating ??= this.followKb().finally(() => {
        this.updating = undefined;
      });
      await this.updating;
    }
  }

  private async followKb(): Promise<void> {
    const { kb, folder, index, encoder } = this;
    const edits = kb.refresh();
    const { contentHash } = kb.totals();
    if (contentHash !== index.contentHash) {
      const differences = await this.differences();
      this.checkSize(differences);
      await updateVectors(kb, folder, index, encoder, differences, contentHash);
    }
    this.edits = edits;
  }

  private differences(): Promise<Differences> {
    const { kb, folder, index, edits } = this;
    const edited = edits === undefined ? undefined : kb.editedSince(edits);
    return edited === undefined ? findDifferences(kb, folder, index) : differencesAt(kb, index, edited);
  }

  private checkSize(differences: Differences): void {
    const size = sizeOf(differences);
    if (size <= MOST_DIFFERENCES) return;
    const { path = this.kb.manifest.name, size: entities } = this.kb;
    throw new NamesakeError("VECTORS_OUTDATED", {
      path: this.folder.path,
      kb: path,
      differences: size,
      entities,
    });
  }

  /** May be called twice. */
  async close(): Promise<void> {
    await this.updating?.catch(() => undefined);
    await this.index.close();
  }
}
