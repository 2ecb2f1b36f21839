import { objective } from "./objective.js";
import type { Problem } from "./problem.js";

/**
 * A system that grows and shrinks. Adding or removing a type, or asking what it would bring, touches only the slots that the type
 * tells apart. Its value is to the last bit that of `systemEvaluator`.
 *
 * Memory: 2 bytes a slot, 4 a group.
 *
 * @example
 * ```ts
 * const chosen = new ChosenTypes(problem);
 * if (chosen.valueFlipped(7) > chosen.value) chosen.flip(7);
 * ```
 */
export class ChosenTypes {
  /** Mentions that are solved by these types. */
  solved = 0;
  readonly #problem: Problem;
  readonly #members = new Set<number>();
  #aucSum = 0;
  /** Types that tell each slot apart. */
  readonly #apart: Uint16Array;
  /** Slots that nothing tells apart, as bits, and how many each group has. */
  readonly #gaps: Uint32Array;
  readonly #open: Uint32Array;

  constructor(problem: Problem, types: Iterable<number> = []) {
    this.#problem = problem;
    this.#apart = new Uint16Array(problem.groups.length);
    this.#gaps = new Uint32Array((problem.groups.length + 31) >>> 5).fill(-1);
    this.#open = new Uint32Array(problem.weights.length);
    for (const group of problem.groups) this.#open[group] = (this.#open[group] as number) + 1;
    for (const type of types) if (!this.has(type)) this.flip(type);
  }

  get size(): number {
    return this.#members.size;
  }

  /** Ascending. */
  get types(): number[] {
    return [...this.#members].sort((a, b) => a - b);
  }

  get value(): number {
    return this.#worth(this.solved, this.#aucSum, this.size);
  }

  has(type: number): boolean {
    return this.#members.has(type);
  }

  /** Puts a type in, or takes it out if it is in. */
  flip(type: number): void {
    const sign = this.has(type) ? -1 : 1;
    this.solved += this.#difference(type);
    this.#aucSum += sign * (this.#problem.aucs[type] as number);
    if (sign > 0) this.#members.add(type);
    else this.#members.delete(type);
    const [apart, gaps, open, { groups }] = [this.#apart, this.#gaps, this.#open, this.#problem];
    this.#eachSlot(type, (slot) => {
      const count = (apart[slot] as number) + sign;
      apart[slot] = count;
      if (count !== (sign > 0 ? 1 : 0)) return;
      gaps[slot >>> 5] = (gaps[slot >>> 5] as number) ^ (1 << (slot & 31));
      const group = groups[slot] as number;
      open[group] = (open[group] as number) - sign;
    });
  }

  /** The value if the type were put in, or taken out where it is in. */
  valueFlipped(type: number): number {
    const sign = this.has(type) ? -1 : 1;
    const aucSum = this.#aucSum + sign * (this.#problem.aucs[type] as number);
    return this.#worth(this.solved + this.#difference(type), aucSum, this.size + sign);
  }

  /** Mentions more, or minus those fewer, that were solved if the type were put in or taken out. */
  #difference(type: number): number {
    return this.has(type) ? -this.#lossWithout(type) : this.gainOf(type).solved;
  }

  /**
   * What a type that is not in would tell apart.
   *
   * @returns `solved`: mentions; `nearer`: of mentions that stay unsolved, the share of their open slots that it would close, added up
   */
  gainOf(type: number): { solved: number; nearer: number } {
    const { typeStarts, words, bits, groups, weights } = this.#problem;
    const [gaps, open] = [this.#gaps, this.#open];
    const end = typeStarts[type + 1] as number;
    let solved = 0;
    let nearer = 0;
    // The slots of a group stand together, and come in their order.
    let group = -1;
    let closed = 0;
    for (let k = typeStarts[type] as number; k < end; k++) {
      const word = words[k] as number;
      for (let rest = (bits[k] as number) & (gaps[word] as number); rest !== 0; rest &= rest - 1) {
        const own = groups[word * 32 + 31 - Math.clz32(rest & -rest)] as number;
        if (own !== group) closed = 0;
        group = own;
        closed++;
        const left = open[own] as number;
        const weight = weights[own] as number;
        if (closed < left) nearer += weight / left;
        else {
          solved += weight;
          nearer -= (weight * (left - 1)) / left;
        }
      }
    }
    return { solved, nearer };
  }

  /** Mentions that are solved only with a type that is in. */
  #lossWithout(type: number): number {
    const [apart, open, { groups, weights }] = [this.#apart, this.#open, this.#problem];
    let [lost, last] = [0, -1];
    this.#eachSlot(type, (slot) => {
      const group = groups[slot] as number;
      if (apart[slot] !== 1 || open[group] !== 0 || group === last) return;
      last = group;
      lost += weights[group] as number;
    });
    return lost;
  }

  #eachSlot(type: number, action: (slot: number) => void): void {
    const { typeStarts, words, bits } = this.#problem;
    for (let k = typeStarts[type] as number; k < (typeStarts[type + 1] as number); k++) {
      const first = (words[k] as number) * 32;
      for (let rest = bits[k] as number; rest !== 0; rest &= rest - 1)
        action(first + 31 - Math.clz32(rest & -rest));
    }
  }

  #worth(solved: number, aucSum: number, types: number): number {
    return objective(this.#problem, { solved, aucSum, types });
  }
}
