/** The two free parameters of BM25. */
export interface Bm25Parameters {
  /** How slowly a term's count saturates: at 0 one occurrence says as much as ten. From 0. */
  k1: number;
  /** How far long texts are held to be merely wordy: 0 = not at all, 1 = entirely. */
  b: number;
}

/**
 * What a collection makes of a term, as in S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
 * (2009), section 3.4: a text scores the sum, over the terms t of the query, of
 *
 *     weight(t) · idf(t) · tf / (tf + k1 · (1 − b + b · length / mean length))
 *
 * where tf is how often t is in the text, and weight(t) how often, by the weights, it is in the query. There is no factor k1 + 1, which
 * changes no order. idf(t) = ln(1 + (N − n + ½) / (n + ½)), for N texts of which n have t: the 1, which is Lucene's, keeps it above
 * zero where most texts have t. Lengths are counted in terms. Texts of several fields count each field by its weight before the count
 * saturates, as in BM25F with one b for all of them (Robertson, Zaragoza and Taylor, CIKM 2004).
 */
export class Formula {
  /** Of the divisor, what is the same for all texts, and what each term of a text adds. */
  private readonly constant: number;
  private readonly perTerm: number;

  /** @param length terms of all texts together */
  constructor(
    { k1, b }: Bm25Parameters,
    private readonly texts: number,
    length: number,
  ) {
    this.constant = k1 * (1 - b);
    // Where there are no terms there is nothing to divide.
    this.perTerm = (k1 * b) / (length / texts || 1);
  }

  /** @param having texts that have the term */
  idf(having: number): number {
    return Math.log(1 + (this.texts - having + 0.5) / (having + 0.5));
  }

  /** What a term's count in a text is worth, above 0 and at most 1. */
  saturation(count: number, length: number): number {
    return count / (count + this.constant + this.perTerm * length);
  }

  /**
   * What a term adds to a text's score, in {@link UNITS}. Whole numbers have one sum in whatever order they are added, so texts of
   * equal terms have equal scores.
   *
   * @param weight idf times the weight in the query, in units
   */
  share(weight: number, count: number, length: number): number {
    return Math.ceil(weight * this.saturation(count, length));
  }
}

/** Units of a score of 1. Sums of scores up to 2 ** 21 are exact. */
export const UNITS = 2 ** 32;
