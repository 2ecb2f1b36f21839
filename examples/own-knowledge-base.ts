import { createKnowledgeBase, createLinker } from "namesake";

// The names of the types flow into the results: a link's `entity.types` is ("planet" | "car" | "element")[].
const kb = await createKnowledgeBase([
  {
    id: "1",
    name: "Mercury",
    description: "smallest planet, nearest to the sun",
    types: { kind: ["planet"] },
  },
  { id: "2", name: "Mercury", description: "American brand of cars made by Ford", types: { kind: ["car"] } },
  { id: "3", name: "mercury", description: "liquid metal in old thermometers", types: { kind: ["element"] } },
]);
const linker = createLinker(kb);
const text =
  "The dealer sold me a Mercury with a V8 engine. Mercury is the planet that is nearest to the sun.";
for (const link of await linker.link(text)) console.log(link.text, "→", link.entity?.types[0] ?? "NIL");

// Edits count at once.
kb.edit([
  {
    put: { id: "4", name: "Vulcan", description: "planet that was never found inside the orbit of Mercury" },
  },
]);
console.log((await linker.link("Le Verrier looked for the planet Vulcan."))[0]?.entity?.id);
await linker.close();
