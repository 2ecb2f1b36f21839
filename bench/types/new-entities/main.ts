import { parseArgs } from "node:util";
import { createKnowledgeBase } from "../../../dist/index.js";
import type { EntityRecord } from "../../../dist/kb/record.js";
import { linkerParts } from "../../../dist/linker-parts.js";
import { createLinker } from "../../../dist/load.js";
import { KINDS, type Kind, SENTENCES } from "./sentences.js";

/**
 * `npm run bench:new-entities`: entities that are added with a name and a type, and nothing else. Each of fifty made-up names may mean five
 * things of different types; its sentence shows the type of one. How many are linked rightly, with the types and without them, where
 * only chance is left.
 *
 *     npm run bench:new-entities -- [--model NAME]
 */
const { values } = parseArgs({ options: { model: { type: "string", default: "open" } } });

const kinds = Object.keys(KINDS) as Kind[];
const SENSES = 5;
/** Steps between the kinds that share a name: each kind stands beside each other in some name. */
const STEPS = [0, 1, 3, 4, 7];

/** Names that no text is about: consonants and vowels by turns. */
function madeUp(number: number): string {
  const onsets = ["Br", "D", "F", "Gl", "K", "L", "M", "N", "P", "Tr", "V", "Z"];
  const vowels = ["a", "e", "i", "o", "u"];
  const part = (n: number) => `${onsets[n % onsets.length]}${vowels[(n >> 1) % vowels.length]}`;
  return `${part(number * 7 + 3)}${part(number * 5 + 1).toLowerCase()}${part(number * 11 + 2).toLowerCase()}n`;
}

const cases = kinds.flatMap((kind, k) =>
  SENTENCES[kind].map((sentence, s) => {
    const name = madeUp(k * SENTENCES[kind].length + s);
    const senses = STEPS.map((step) => kinds[(k + step) % kinds.length] as Kind);
    return { kind, name, senses: senses.slice(0, SENSES), text: sentence.replaceAll("@", name) };
  }),
);

async function share(typed: boolean): Promise<number> {
  const records = cases.flatMap(({ name, senses }) =>
    senses.map(
      (sense): EntityRecord => ({
        id: `${name}/${sense}`,
        name,
        ...(typed ? { types: { kind: [KINDS[sense]] } } : {}),
      }),
    ),
  );
  // The order of records decides ties: it must not know the answer.
  records.sort((a, b) => (a.id < b.id ? -1 : 1));
  const kb = await createKnowledgeBase(records);
  const linker = createLinker(kb, linkerParts(values.model));
  let right = 0;
  for (const { text, name, kind } of cases) {
    const start = text.indexOf(name);
    const [link] = await linker.link(text, {
      mentions: [{ start, end: start + name.length }],
      budget: "best",
    });
    const best = link?.candidates[0]?.id;
    if (best === `${name}/${kind}`) right++;
    else if (typed) console.error(`wrong: ${text} -> ${best}`);
  }
  await linker.close();
  return right;
}

const names = new Set(cases.map(({ name }) => name));
if (names.size !== cases.length) throw new Error("two sentences share a name");
console.log(`With types: ${await share(true)} of ${cases.length} right. Without: ${await share(false)}.`);
