import { random } from "../../random.js";

/** Rows of features of any number: row i has the places from `starts[i]` to `starts[i + 1]`. */
export interface FeatureRows {
  readonly starts: Uint32Array;
  readonly places: Uint32Array;
}

const EPOCHS = 3;
const RATE = 0.25;
/** Keeps the first steps of AdaGrad finite. */
const FIRST_SQUARE = 0.1;

/**
 * Multinomial logistic regression over features that are present or not, taught by AdaGrad (Duchi et al., JMLR 2011). Memory: 8 bytes a
 * place and class.
 */
export class SoftmaxRegression {
  private readonly weights: Float32Array;
  private readonly scores: Float64Array;
  /** Divides the scores; above 1 where the training was too sure of itself. */
  private temperature = 1;

  constructor(
    readonly places: number,
    readonly classes: number,
  ) {
    this.weights = new Float32Array(places * classes);
    this.scores = new Float64Array(classes);
  }

  /** The probabilities of the classes for a row; the array is the next call's as well. */
  predict({ starts, places }: FeatureRows, row: number): Float64Array {
    const { weights, scores, classes, temperature } = this;
    scores.fill(0);
    for (let i = starts[row] as number; i < (starts[row + 1] as number); i++) {
      const from = (places[i] as number) * classes;
      for (let c = 0; c < classes; c++) scores[c] = (scores[c] as number) + (weights[from + c] as number);
    }
    let most = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) most = Math.max(most, scores[c] as number);
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const value = Math.exp(((scores[c] as number) - most) / temperature);
      scores[c] = value;
      sum += value;
    }
    for (let c = 0; c < classes; c++) scores[c] = (scores[c] as number) / sum;
    return scores;
  }

  /**
   * Learns rows in an order that is drawn anew each epoch.
   *
   * @param rows the rows to learn
   * @param classOf the class of each of all rows
   */
  train(features: FeatureRows, rows: Uint32Array, classOf: Uint8Array, seed: number): void {
    const { weights, classes } = this;
    const squares = new Float32Array(weights.length).fill(FIRST_SQUARE);
    const order = rows.slice();
    const next = random(seed);
    for (let epoch = 0; epoch < EPOCHS; epoch++) {
      for (let i = order.length - 1; i > 0; i--) {
        const j = next() % (i + 1);
        [order[i], order[j]] = [order[j] as number, order[i] as number];
      }
      for (const row of order) {
        const errors = this.predict(features, row);
        const right = classOf[row] as number;
        errors[right] = (errors[right] as number) - 1;
        for (let i = features.starts[row] as number; i < (features.starts[row + 1] as number); i++) {
          const from = (features.places[i] as number) * classes;
          for (let c = 0; c < classes; c++) {
            const error = errors[c] as number;
            if (Math.abs(error) < NEGLIGIBLE) continue;
            const square = (squares[from + c] as number) + error * error;
            squares[from + c] = square;
            weights[from + c] = (weights[from + c] as number) - (RATE * error) / Math.sqrt(square);
          }
        }
      }
    }
  }

  /** Fits the temperature on rows that were not learnt (Guo et al., ICML 2017), by golden section. */
  calibrate(features: FeatureRows, rows: Uint32Array, classOf: Uint8Array): void {
    const loss = (temperature: number): number => {
      this.temperature = temperature;
      let sum = 0;
      for (const row of rows)
        sum -= Math.log(Math.max(1e-9, this.predict(features, row)[classOf[row] as number] as number));
      return sum;
    };
    let [low, high] = [0.5, 4];
    const ratio = (Math.sqrt(5) - 1) / 2;
    for (let i = 0; i < 12; i++) {
      const [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
      if (loss(left) < loss(right)) high = right;
      else low = left;
    }
    this.temperature = (low + high) / 2;
  }
}

/** Errors below this move no weight. */
const NEGLIGIBLE = 1e-4;
