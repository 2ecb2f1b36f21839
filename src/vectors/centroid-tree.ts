import { random } from "../random.js";
import { type CentroidRange, NearestCentroid } from "./nearest-centroid.js";
import type { QuantisedRows } from "./quantised-rows.js";
import { clustersOf, sphericalKMeans, valuesOf } from "./spherical-k-means.js";

/** Groups in which a vector's centroid is looked for. */
const GROUPS_LOOKED_AT = 6;

/**
 * Many centroids in groups, so that neither finding them nor finding the nearest of them takes all of them: n centroids are in about
 * √n groups.
 */
export class CentroidTree {
  private readonly nearGroup: NearestCentroid;
  private readonly nearCentroid: NearestCentroid;
  private readonly digits: Int16Array;

  private constructor(
    readonly centroids: QuantisedRows,
    groups: QuantisedRows,
    private readonly ranges: readonly CentroidRange[],
  ) {
    this.nearGroup = new NearestCentroid(groups);
    this.nearCentroid = new NearestCentroid(centroids);
    this.digits = new Int16Array(centroids.dimensions);
  }

  /**
   * Clusters a sample into groups, and each group into as many clusters as belong to it by its size.
   *
   * @param count of centroids, about
   */
  static of(sample: QuantisedRows, count: number, seed: number): CentroidTree {
    const next = random(seed);
    const groups = sphericalKMeans(sample, Math.ceil(Math.sqrt(count)), next());
    const owners = clustersOf(sample, groups);
    const members: number[][] = Array.from({ length: groups.size }, () => []);
    owners.forEach((group, place) => {
      members[group]?.push(place);
    });
    const parts: QuantisedRows[] = [];
    const ranges: CentroidRange[] = [];
    let first = 0;
    for (const places of members) {
      const share = Math.max(1, Math.round((count * places.length) / sample.size));
      const part = sphericalKMeans(chosen(sample, places), share, next());
      parts.push(part);
      ranges.push({ first, end: first + part.size });
      first += part.size;
    }
    return new CentroidTree(joined(parts, sample.dimensions), groups, ranges);
  }

  /**
   * A centroid that is near a vector: the nearest of those in the nearest groups.
   *
   * @param values of a quantised vector, [dimensions]
   */
  nearest(values: Int8Array): number {
    this.digits.set(values);
    const byGroup: { group: number; dot: number }[] = [];
    this.nearGroup.eachDot(this.digits, (group, dot) => byGroup.push({ group, dot }));
    byGroup.sort((a, b) => b.dot - a.dot || a.group - b.group);
    const ranges = byGroup.slice(0, GROUPS_LOOKED_AT).map(({ group }) => this.ranges[group] as CentroidRange);
    return this.nearCentroid.of(values, ranges);
  }
}

function chosen(rows: QuantisedRows, places: readonly number[]): QuantisedRows {
  const { dimensions, scales } = rows;
  const values = new Int8Array(places.length * dimensions);
  places.forEach((place, i) => {
    values.set(valuesOf(rows, place), i * dimensions);
  });
  return {
    dimensions,
    size: places.length,
    values,
    scales: Float32Array.from(places, (place) => scales[place] as number),
  };
}

function joined(parts: readonly QuantisedRows[], dimensions: number): QuantisedRows {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const values = new Int8Array(size * dimensions);
  const scales = new Float32Array(size);
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at * dimensions);
    scales.set(part.scales, at);
    at += part.size;
  }
  return { dimensions, size, values, scales };
}
