import type { EntityRecord } from "../../kb/record.js";
import { NER_CLASSES, type NerClass } from "../ner-classes.js";
import type { Classification } from "./classify-record.js";
import { WEAK_KINDS } from "./evidence.js";
import { FEATURE_BITS, likenessFeatures } from "./likeness-features.js";
import { SoftmaxRegression } from "./softmax-regression.js";

const CLASS_NAMES = Object.keys(NER_CLASSES) as NerClass[];
const CLASS_NUMBER = new Map(CLASS_NAMES.map((name, i) => [name, i]));

/** Entities whose class is at least this likely teach. */
const TEACHES = 0.9;
/** With fewer that teach, names tell little. */
const FEWEST = 1000;
/** One entity in so many is kept for finding how sure the guesses may be. */
const KEPT_BACK = 10;
const NONE = 255;
const SEED = 1;

/**
 * Guesses the classes of entities from those of others of the same KB that have such names and relations: what most things called "… River" are,
 * whom it calls "Tony". First all entities are added, then it learns, then it can be asked.
 */
export class Likeness {
  private places = new Uint32Array(1 << 16);
  private length = 0;
  private readonly starts: number[] = [0];
  private readonly taught: number[] = [];
  private model:
    | { regression: SoftmaxRegression; features: { starts: Uint32Array; places: Uint32Array } }
    | undefined;

  /** Adds the next entity and what was decided by its own record. */
  add(record: EntityRecord, decided: Classification | undefined): void {
    const features = likenessFeatures(record);
    if (this.length + features.length > this.places.length) {
      const larger = new Uint32Array(2 * this.places.length);
      larger.set(this.places);
      this.places = larger;
    }
    this.places.set(features, this.length);
    this.length += features.length;
    this.starts.push(this.length);
    // What is learnt from names must not have been read off them.
    const teaches = decided !== undefined && decided.confidence >= TEACHES && !WEAK_KINDS.has(decided.kind);
    this.taught.push(teaches ? (CLASS_NUMBER.get(decided.class) as number) : NONE);
  }

  /** Learns from the entities whose class is known. */
  learn(): void {
    const classOf = Uint8Array.from(this.taught);
    const known = [...classOf.keys()].filter((i) => classOf[i] !== NONE);
    if (known.length < FEWEST) return;
    const features = { starts: Uint32Array.from(this.starts), places: this.places };
    const regression = new SoftmaxRegression(1 << FEATURE_BITS, CLASS_NAMES.length);
    const rowsOf = (kept: boolean) =>
      Uint32Array.from(known.filter((_, i) => (i % KEPT_BACK === 0) === kept));
    regression.train(features, rowsOf(false), classOf, SEED);
    regression.calibrate(features, rowsOf(true), classOf);
    this.model = { regression, features };
  }

  /** The likeliest class of the i-th entity that was added; undefined where too little is known of the KB. */
  guess(i: number): { class: NerClass; source: "likeness"; confidence: number } | undefined {
    if (this.model === undefined) return undefined;
    const chances = this.model.regression.predict(this.model.features, i);
    let best = 0;
    for (let c = 1; c < chances.length; c++) if ((chances[c] as number) > (chances[best] as number)) best = c;
    return { class: CLASS_NAMES[best] as NerClass, source: "likeness", confidence: chances[best] as number };
  }
}
