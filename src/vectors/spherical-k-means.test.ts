import { describe, expect, it } from "vitest";
import { quantiseRows } from "./quantised-rows.js";
import { clustersOf, sphericalKMeans, valuesOf } from "./spherical-k-means.js";
import { clusteredVectors } from "./vector-index.contract.js";

describe("spherical k-means", () => {
  // Vector i is near centre i % 8.
  const rows = quantiseRows(clusteredVectors(1, 800, 32, 8, 0.5), 32);

  it("puts together what was made around one centre", () => {
    const clusters = clustersOf(rows, sphericalKMeans(rows, 16, 1));
    // With twice as many clusters as centres, each cluster has vectors of one centre.
    const centresOf = new Map<number, Set<number>>();
    clusters.forEach((cluster, i) => {
      centresOf.set(cluster, (centresOf.get(cluster) ?? new Set()).add(i % 8));
    });
    const mixed = [...centresOf.values()].filter(({ size }) => size > 1);
    expect(mixed.length).toBeLessThanOrEqual(1);
    expect(new Set([...centresOf.values()].flatMap((centres) => [...centres])).size).toBe(8);
  });

  it("gives the same centroids for the same seed, and others for another", () => {
    const first = sphericalKMeans(rows, 8, 3);
    expect(sphericalKMeans(rows, 8, 3)).toEqual(first);
    expect(sphericalKMeans(rows, 8, 4)).not.toEqual(first);
  });

  it("gives centroids of length 1", () => {
    const centroids = sphericalKMeans(rows, 10, 5);
    for (let i = 0; i < centroids.size; i++) {
      const length = Math.hypot(...valuesOf(centroids, i)) * (centroids.scales[i] as number);
      expect(length).toBeCloseTo(1, 2);
    }
  });

  it("makes each vector a centroid where there are no more vectors than clusters", () => {
    const few = quantiseRows(clusteredVectors(6, 5, 32, 5), 32);
    const centroids = sphericalKMeans(few, 9, 1);
    expect(centroids.size).toBe(5);
    expect(new Set(clustersOf(few, centroids)).size).toBe(5);
    expect(sphericalKMeans(quantiseRows([], 32), 4, 1).size).toBe(0);
  });

  it("bears vectors that are all the same, or zero", () => {
    const [same] = clusteredVectors(7, 1, 32, 1) as [Float32Array];
    for (const vector of [same, new Float32Array(32)]) {
      const many = quantiseRows(Array<Float32Array>(50).fill(vector), 32);
      const centroids = sphericalKMeans(many, 3, 1);
      expect(new Set(clustersOf(many, centroids)).size).toBe(1);
    }
  });
});
