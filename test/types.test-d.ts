/**
 * What the compiler knows of results. Nothing here is run: `npm run types` checks it, and fails where an expected error is
 * missing.
 */
import {
  createKnowledgeBase,
  createLinker,
  type EntityRecord,
  type KnowledgeBase,
  type Link,
  type Linker,
  loadKnowledgeBase,
  loadLinker,
  type NerClass,
  type TypesOf,
} from "../src/index.js";

declare module "../src/load.js" {
  interface KnownKnowledgeBases {
    drugs: "substance" | "brand";
  }
}

/** Only compiles where the two types are the same, not merely assignable. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._proof: Same<A, B> extends true ? [] : ["the types differ"]): void {}

export async function typesOfRecords(): Promise<void> {
  const kb = await createKnowledgeBase([
    { id: "1", name: "Jordan", types: { kind: ["country"] } },
    { id: "2", name: "Michael Jordan", aliases: ["Jordan"], types: { kind: ["person"] } },
    { id: "3", name: "Jordan River" },
  ]);
  same<typeof kb, KnowledgeBase<"country" | "person">>();
  const linker = createLinker(kb);
  same<typeof linker, Linker<"country" | "person">>();
  const [link] = await linker.link("Jordan");
  if (link === undefined || link.entity === null) return;
  same<typeof link.entity.types, ("country" | "person")[]>();
  link.entity.types.includes("country");
  // @ts-expect-error: no record has this type
  link.entity.types.includes("river");
  // @ts-expect-error: no record has this type
  link.candidates[0]?.types.at(0) === "river";
  const [given] = await linker.linkMentions([{ contextLeft: "", mention: "Jordan", contextRight: "" }]);
  same<typeof given, Link<"country" | "person"> | undefined>();
}

export async function typesOfDynamicRecords(records: EntityRecord[]): Promise<void> {
  same<Awaited<ReturnType<typeof createKnowledgeBase<EntityRecord>>>, KnowledgeBase<string>>();
  const linker = createLinker(await createKnowledgeBase(records));
  same<typeof linker, Linker<string>>();
}

export async function typesOfNames(folder: string): Promise<void> {
  const starter = await loadLinker("starter");
  same<typeof starter, Linker<NerClass>>();
  const [link] = await starter.link("Jordan");
  if (link?.entity?.types[0] === "PER") return;
  // @ts-expect-error: not one of the 18 classes
  if (link?.entity?.types[0] === "PERSON") return;
  const drugs = await loadKnowledgeBase("drugs");
  same<typeof drugs, KnowledgeBase<"substance" | "brand">>();
  const other = await loadLinker(folder);
  same<typeof other, Linker<string>>();
  same<TypesOf<"./somewhere">, string>();
}

export function linksAreUnions(link: Link<"country">): string {
  // @ts-expect-error: the entity may be null
  link.entity.id;
  if (link.entity === null) {
    same<typeof link.entity, null>();
    return link.candidates.map(({ id }) => id).join();
  }
  same<typeof link.entity.id, string>();
  return link.entity.id;
}

export function recordsNeedAName(): EntityRecord[] {
  return [
    { id: "1", name: "Jordan" },
    // @ts-expect-error: no name
    { id: "2" },
    // @ts-expect-error: no id
    { name: "Jordan" },
    // @ts-expect-error: a list is expected
    { id: "3", name: "Jordan", types: { kind: "country" } },
    // @ts-expect-error: an alias needs its count where it is an object
    { id: "4", name: "Jordan", aliases: [{ text: "Urdun" }] },
  ];
}

export async function optionsAreChecked(linker: Linker): Promise<void> {
  await linker.link("Jordan", { mode: "names", budget: "fast", topK: 3, threshold: 0.5, candidates: ["1"] });
  // @ts-expect-error: not a mode
  await linker.link("Jordan", { mode: "some" });
  // @ts-expect-error: not a budget
  await linker.link("Jordan", { budget: "cheap" });
  // @ts-expect-error: not an option
  await linker.link("Jordan", { tresh: 0.5 });
  // @ts-expect-error: a KB of other types
  linker satisfies Linker<"country">;
}
