import { existsSync } from "node:fs";
import { join } from "node:path";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { EmbeddingFile } from "./coherence/embedding-file.js";
import { EntityEmbeddings } from "./coherence/entity-embeddings.js";
import { Topics } from "./coherence/topics.js";
import { EntityClasses } from "./entity-classes.js";

/** The files that `namesake train entities` writes into the folder of a KB. */
export const TRAINED_FILES = {
  vectors: "entities.vectors",
  words: "words.vectors",
  classes: "entities.classes",
} as const;

/** What was learned of the entities of a KB as a whole: vectors of them, vectors of words in the same space, and classes. */
export class TrainedEntities {
  readonly vectors: EntityEmbeddings;
  /** Absent: nothing was learned of words. */
  readonly topics: Topics | undefined;
  readonly classes: EntityClasses;

  private constructor(
    private readonly entityFile: EmbeddingFile,
    private readonly wordFile: EmbeddingFile | undefined,
    classes: EntityClasses | undefined,
  ) {
    this.vectors = new EntityEmbeddings(entityFile);
    this.topics = wordFile && new Topics(wordFile, this.vectors);
    this.classes = classes ?? new EntityClasses();
  }

  /** Whether a KB has what {@link open} needs: its vectors of entities. */
  static areIn({ path }: KnowledgeBase): boolean {
    return path !== undefined && existsSync(join(path, TRAINED_FILES.vectors));
  }

  /**
   * Opens what the folder of a KB has; only the vectors of entities have to be there.
   *
   * @throws {NamesakeError} EMBEDDINGS_INVALID, ASSIGNED_TYPES_INVALID, ASSIGNED_TYPES_NEWER, ASSIGNED_TYPES_FOREIGN
   */
  static open(kb: KnowledgeBase): TrainedEntities {
    const file = (name: keyof typeof TRAINED_FILES) => join(kb.path ?? "", TRAINED_FILES[name]);
    // What opens no file comes first.
    const classes = existsSync(file("classes")) ? EntityClasses.read(file("classes"), kb) : undefined;
    const entities = new EmbeddingFile(file("vectors"));
    try {
      const words = existsSync(file("words")) ? new EmbeddingFile(file("words")) : undefined;
      return new TrainedEntities(entities, words, classes);
    } catch (error) {
      entities.close();
      throw error;
    }
  }

  /** May be called twice. */
  close(): void {
    this.entityFile.close();
    this.wordFile?.close();
  }
}
