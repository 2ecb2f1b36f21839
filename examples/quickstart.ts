import { loadLinker } from "namesake";

const linker = await loadLinker("starter");
const links = await linker.link("Jordan scored forty points as the Bulls beat the Knicks.");
for (const { text, entity, confidence } of links) {
  console.log(
    `${text}: ${entity?.name ?? "NIL"} (${entity?.id ?? "-"}), ${Math.round(100 * confidence)} % sure`,
  );
}
await linker.close();
