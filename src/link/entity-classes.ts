import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import { readAssignedTypes } from "../types/assigned-types-file.js";
import type { NerClass } from "../types/ner-classes.js";
import type { Features } from "./features.js";

/** Which of the 18 classes entities are in, where something says so. */
export class EntityClasses {
  /** @param classOf of the entity with this index, for records that do not say it themselves */
  constructor(private readonly classOf: (index: number) => string | undefined = () => undefined) {}

  /**
   * The classes in a file of assigned types, on its first axis. Entities that were added to the KB since have none there.
   *
   * @throws {NamesakeError} ASSIGNED_TYPES_INVALID, ASSIGNED_TYPES_NEWER, ASSIGNED_TYPES_FOREIGN
   */
  static read(path: string, kb: KnowledgeBase): EntityClasses {
    const { contentHash, name } = kb.manifest;
    const { axes } = readAssignedTypes(path, { kb: { contentHash, name } });
    const [axis] = axes;
    // Class 0 is what is in no other.
    return new EntityClasses((index) =>
      axis?.classOf[index] ? axis.classes[axis.classOf[index]] : undefined,
    );
  }

  of(entity: EntityRecord, index: number): string | undefined {
    return entity.types?.["ner"]?.[0] ?? this.classOf(index);
  }
}

const ASKED: Readonly<Record<"isPerson" | "isPlace" | "isGroup" | "isWork" | "isEvent", NerClass>> = {
  isPerson: "PER",
  isPlace: "LOC",
  isGroup: "ORG",
  isWork: "MEDIA",
  isEvent: "EVE",
};

/** Whether an entity is of the classes that names mostly are of; nothing where its class is not known. */
export function classFeatures(own: string | undefined): Partial<Pick<Features, keyof typeof ASKED>> {
  if (own === undefined) return {};
  return Object.fromEntries(Object.entries(ASKED).map(([name, one]) => [name, one === own ? 1 : 0]));
}
