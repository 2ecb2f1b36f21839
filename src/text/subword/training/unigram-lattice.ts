import { Trie } from "../trie.js";

/**
 * All ways to cut a word into pieces, as edges between its places. Pieces that were given up have the score
 * -Infinity and no edge.
 */
export class UnigramLattice {
  readonly #trie = new Trie();
  /** By piece: its log probability. */
  readonly scores: Float64Array;
  /** What an unknown character is worth. */
  unknownScore = 0;
  #length = 0;
  #from: number[] = [];
  #to: number[] = [];
  /** Piece of each edge, -1 for an unknown character. */
  #pieces: number[] = [];

  constructor(pieces: readonly string[]) {
    this.scores = new Float64Array(pieces.length);
    pieces.forEach((piece, id) => void this.#trie.set(piece, id));
  }

  /** Finds the edges of a word, in the order of where they begin. */
  read(word: string): void {
    this.#length = word.length;
    this.#from = [];
    this.#to = [];
    this.#pieces = [];
    for (let from = 0; from < word.length; ) {
      const width = (word.codePointAt(from) as number) > 0xffff ? 2 : 1;
      let covered = false;
      let node = Trie.ROOT;
      for (let at = from; at < word.length; ) {
        node = this.#trie.step(node, word.charCodeAt(at++));
        if (node === -1) break;
        const id = this.#trie.valueAt(node);
        if (id === -1 || this.scores[id] === -Infinity) continue;
        this.#add(from, at, id);
        if (at === from + width) covered = true;
      }
      if (!covered) this.#add(from, from + width, -1);
      from += width;
    }
  }

  /**
   * Adds to `expected` how often each piece is expected in the word, over all ways to cut it, `count` times.
   *
   * @returns the log probability of the word
   */
  expect(count: number, expected: Float64Array): number {
    const length = this.#length;
    const ahead = new Float64Array(length + 1).fill(-Infinity);
    const behind = new Float64Array(length + 1).fill(-Infinity);
    ahead[0] = 0;
    behind[length] = 0;
    for (let edge = 0; edge < this.#pieces.length; edge++) {
      const [from, to] = [this.#from[edge] as number, this.#to[edge] as number];
      ahead[to] = addLogs(ahead[to] as number, (ahead[from] as number) + this.#score(edge));
    }
    for (let edge = this.#pieces.length - 1; edge >= 0; edge--) {
      const [from, to] = [this.#from[edge] as number, this.#to[edge] as number];
      behind[from] = addLogs(behind[from] as number, (behind[to] as number) + this.#score(edge));
    }
    const total = ahead[length] as number;
    for (let edge = 0; edge < this.#pieces.length; edge++) {
      const piece = this.#pieces[edge] as number;
      if (piece === -1) continue;
      const way =
        (ahead[this.#from[edge] as number] as number) +
        this.#score(edge) +
        (behind[this.#to[edge] as number] as number);
      expected[piece] = (expected[piece] as number) + count * Math.exp(way - total);
    }
    return total;
  }

  /** The pieces of the best way (Viterbi), unknown characters left out; without one piece where that is given. */
  best(without = -1): number[] | undefined {
    const length = this.#length;
    const scores = new Float64Array(length + 1).fill(-Infinity);
    const edges = new Int32Array(length + 1).fill(-1);
    scores[0] = 0;
    for (let edge = 0; edge < this.#pieces.length; edge++) {
      if (this.#pieces[edge] === without && without !== -1) continue;
      const to = this.#to[edge] as number;
      const score = (scores[this.#from[edge] as number] as number) + this.#score(edge);
      if (score <= (scores[to] as number)) continue;
      scores[to] = score;
      edges[to] = edge;
    }
    const pieces: number[] = [];
    for (let at = length; at > 0; ) {
      const edge = edges[at] as number;
      if (edge === -1) return undefined;
      if (this.#pieces[edge] !== -1) pieces.push(this.#pieces[edge] as number);
      at = this.#from[edge] as number;
    }
    return pieces.reverse();
  }

  #add(from: number, to: number, piece: number): void {
    this.#from.push(from);
    this.#to.push(to);
    this.#pieces.push(piece);
  }

  #score(edge: number): number {
    const piece = this.#pieces[edge] as number;
    return piece === -1 ? this.unknownScore : (this.scores[piece] as number);
  }
}

/** log(exp(a) + exp(b)). */
function addLogs(a: number, b: number): number {
  if (a === -Infinity) return b;
  if (b === -Infinity) return a;
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b));
}
