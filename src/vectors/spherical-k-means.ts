import { random } from "../random.js";
import { NearestCentroid } from "./nearest-centroid.js";
import { type QuantisedRows, quantise } from "./quantised-rows.js";

/** Vectors of one step, for each centroid at least so many on average. */
const BATCH = 1024;
const ROUNDS = 24;

/**
 * Clusters vectors by their direction: spherical k-means (Dhillon and Modha 2001, "Concept decompositions for large sparse text
 * data using clustering") in mini-batches (Sculley 2010, "Web-scale k-means clustering"). Equal input gives equal centroids.
 *
 * @param rows vectors of length 1
 * @param count how many clusters; fewer where there are fewer vectors
 * @returns centroids of length 1
 */
export function sphericalKMeans(rows: QuantisedRows, count: number, seed: number): QuantisedRows {
  const { dimensions, size } = rows;
  const next = random(seed);
  const places = shuffled(size, next);
  const clusters = Math.min(count, size);
  const centroids = emptyCentroids(clusters, dimensions);
  const means = new Float64Array(clusters * dimensions);
  const members = new Float64Array(clusters);
  for (let cluster = 0; cluster < clusters; cluster++) {
    moveMean(rows, places[cluster] as number, means, cluster, 1);
    settle(means, cluster, centroids);
  }
  if (clusters === size) return centroids;

  const nearest = new NearestCentroid(centroids);
  const batch = Math.min(size, Math.max(BATCH, 2 * clusters));
  for (let round = 0, at = clusters; round < ROUNDS; round++) {
    const drawn = Array.from({ length: batch }, () => places[at++ % size] as number);
    const owners = drawn.map((place) => nearest.of(valuesOf(rows, place)));
    drawn.forEach((place, i) => {
      const owner = owners[i] as number;
      members[owner] = (members[owner] as number) + 1;
      moveMean(rows, place, means, owner, 1 / (members[owner] as number));
    });
    for (const owner of new Set(owners)) settle(means, owner, centroids);
  }
  return centroids;
}

/** Which centroid each vector is nearest to, [size]. */
export function clustersOf(rows: QuantisedRows, centroids: QuantisedRows): Uint32Array {
  const nearest = new NearestCentroid(centroids);
  return Uint32Array.from({ length: rows.size }, (_, place) => nearest.of(valuesOf(rows, place)));
}

/** The int8 numbers of one vector, not copied. */
export function valuesOf({ dimensions, values }: QuantisedRows, place: number): Int8Array {
  return values.subarray(place * dimensions, (place + 1) * dimensions);
}

function emptyCentroids(size: number, dimensions: number): QuantisedRows {
  return { dimensions, size, values: new Int8Array(size * dimensions), scales: new Float32Array(size) };
}

/** The numbers from 0 to before `size` in random order (Fisher and Yates). */
function shuffled(size: number, next: () => number): Uint32Array {
  const numbers = Uint32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = next() % (i + 1);
    [numbers[i], numbers[j]] = [numbers[j] as number, numbers[i] as number];
  }
  return numbers;
}

/** Moves a mean a share of the way to a vector. */
function moveMean(
  { dimensions, values, scales }: QuantisedRows,
  place: number,
  means: Float64Array,
  cluster: number,
  share: number,
): void {
  const scale = scales[place] as number;
  for (let i = 0; i < dimensions; i++) {
    const at = cluster * dimensions + i;
    const mean = means[at] as number;
    means[at] = mean + share * ((values[place * dimensions + i] as number) * scale - mean);
  }
}

/** Makes a mean a centroid of length 1. */
function settle(means: Float64Array, cluster: number, centroids: QuantisedRows): void {
  const { dimensions, scales } = centroids;
  const mean = means.subarray(cluster * dimensions, (cluster + 1) * dimensions);
  let squares = 0;
  for (const value of mean) squares += value * value;
  const length = Math.sqrt(squares) || 1;
  const direction = Float32Array.from(mean, (value) => value / length);
  scales[cluster] = quantise(direction, valuesOf(centroids, cluster));
}
