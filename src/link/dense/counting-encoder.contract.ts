import { createHash } from "node:crypto";
import { NamesakeError } from "../../errors.js";
import type { EntityText } from "../../models/encoders/entity-text.js";
import { random } from "../../random.js";
import type { EntityEncoder } from "./encode-entities.js";

const DIMENSIONS = 16;

/** A vector of length 1 that depends on a text alone. */
export function vectorOf(text: EntityText): Float32Array {
  const next = random(createHash("sha1").update(JSON.stringify(text)).digest().readUInt32LE());
  const numbers = Float32Array.from({ length: DIMENSIONS }, () => next() / 2 ** 32 - 0.5);
  const length = Math.hypot(...numbers);
  return numbers.map((number) => number / length);
}

/** An encoder of which is known what it was asked, and which can be made to fail. */
export class CountingEncoder implements EntityEncoder {
  readonly dimensions = DIMENSIONS;
  /** Names of the entities that it has encoded. */
  encoded: string[] = [];
  /** Entities that it will encode before it fails. */
  left = Number.POSITIVE_INFINITY;

  constructor(readonly id = "counting-1") {}

  async encodeEntities(texts: readonly EntityText[]): Promise<Float32Array[]> {
    this.left -= texts.length;
    if (this.left < 0) throw new NamesakeError("CLOSED", { what: "The encoder" });
    this.encoded.push(...texts.map(({ name }) => name));
    return texts.map(vectorOf);
  }

  /** What it has encoded since this was last asked, in the order of names. */
  taken(): string[] {
    return this.encoded.splice(0).sort();
  }
}
