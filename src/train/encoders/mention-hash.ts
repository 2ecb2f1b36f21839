import { createHash } from "node:crypto";
import type { LinkedText } from "./linked-texts.js";

/** Tells the linked mentions of texts from those of other texts: a hash of what stands where and what it means, in the order of the texts. */
export class MentionHash {
  readonly #hash = createHash("sha256");
  #mentions = 0;

  /** Counts a text in. One without mentions changes nothing. */
  add({ text, mentions }: LinkedText): void {
    if (mentions.length === 0) return;
    this.#mentions += mentions.length;
    this.#hash.update(JSON.stringify([text, mentions.map(({ start, end, row }) => [start, end, row])]));
  }

  /** How many there were. */
  get mentions(): number {
    return this.#mentions;
  }

  /** Of all so far: 64 hexadecimal digits. */
  get digest(): string {
    return this.#hash.copy().digest("hex");
  }
}

/** Texts up to a number of mentions, the last text with those alone that are still wanted. */
export async function* firstMentions(
  texts: AsyncIterable<LinkedText> | Iterable<LinkedText>,
  most: number,
): AsyncGenerator<LinkedText> {
  let left = most;
  for await (const text of texts) {
    if (left === 0) return;
    const mentions = text.mentions.slice(0, left);
    left -= mentions.length;
    yield { text: text.text, mentions };
  }
}
