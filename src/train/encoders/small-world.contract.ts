import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { random } from "../../random.js";
import type { LinkedMention, LinkedText } from "./linked-texts.js";

/** A KB in which every name means a river, a company and a singer, and texts in which the words around a name tell which is meant. */

const KINDS = [
  {
    kind: "river",
    description: "water that flows through a valley to the sea",
    contexts: ["The boat went down the # to the sea.", "Fish swim in the cold water of # after the rain."],
  },
  {
    kind: "company",
    description: "a business with a factory whose shares are traded",
    contexts: ["Shares of # fell as the factory closed.", "The chairman of # sold the business to a bank."],
  },
  {
    kind: "singer",
    description: "a musician who recorded songs and albums",
    contexts: ["The new album by # has twelve songs.", "# sang on the stage with a guitar and a band."],
  },
] as const;

const SYLLABLES = ["ka", "lo", "mi", "ne", "ru", "sa", "to", "vi", "wa", "ze"];

/** "Kalomi" */
function nameOf(number: number): string {
  const parts = [number % 10, Math.floor(number / 10) % 10, (number * 7 + 3) % 10];
  const name = parts.map((part) => SYLLABLES[part]).join("");
  return name[0]?.toUpperCase() + name.slice(1);
}

/** @param names how many there are */
export const smallWorld = (names: number): Promise<KnowledgeBase> =>
  createKnowledgeBase(
    Array.from({ length: names }, (_, number) =>
      KINDS.map(({ kind, description }) => ({
        id: `${kind}:${number}`,
        name: `${nameOf(number)} (${kind})`,
        aliases: [nameOf(number)],
        description: `${nameOf(number)} is ${description}`,
        types: { kind: [kind] },
      })),
    ).flat(),
  ) as Promise<KnowledgeBase>;

/**
 * Texts of two sentences, each about another name.
 *
 * @param names the numbers of the names that occur
 */
export function smallTexts(
  kb: KnowledgeBase,
  names: readonly number[],
  count: number,
  seed: number,
): LinkedText[] {
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T => list[next() % list.length] as T;
  return Array.from({ length: count }, () => {
    let text = "";
    const mentions: LinkedMention[] = [];
    for (let i = 0; i < 2; i++) {
      const [number, { kind, contexts }] = [pick(names), pick(KINDS)];
      const [before = "", behind = ""] = pick(contexts).split("#");
      const start = text.length + before.length;
      const name = nameOf(number);
      text += `${before}${name}${behind} `;
      mentions.push({ start, end: start + name.length, row: kb.index(`${kind}:${number}`) ?? null });
    }
    return { text: text.trimEnd(), mentions };
  });
}
