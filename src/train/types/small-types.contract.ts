import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { AssignedTypes } from "../../types/assigned-types.js";

const KINDS = ["other", "river", "company", "singer"];

/** Two axes over the KB of `smallWorld`: what kind of thing an entity is, and whether it lives. */
export function smallTypes(kb: KnowledgeBase): AssignedTypes {
  const kinds = [...kb.entities()].map(({ types }) => KINDS.indexOf(types?.["kind"]?.[0] ?? "other"));
  return {
    system: "small",
    axes: [
      { name: "kind", classes: KINDS, classOf: Uint16Array.from(kinds) },
      {
        name: "life",
        classes: ["lifeless", "living"],
        classOf: Uint16Array.from(kinds, (kind) => (KINDS[kind] === "singer" ? 1 : 0)),
      },
    ],
  };
}
