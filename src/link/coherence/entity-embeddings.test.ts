import { describe, expect, it } from "vitest";
import { EntityEmbeddings } from "./entity-embeddings.js";

const SOURCE = {
  dimensions: 2,
  vector: (id: string) => ({ east: Float32Array.of(1, 0), north: Float32Array.of(0, 1) })[id],
};
const related = (...objects: string[]) => objects.map((object) => ({ relation: "near", object }));

describe("the vectors of entities", () => {
  const embeddings = new EntityEmbeddings(SOURCE);

  it("are those that were learned", () => {
    expect(embeddings.of({ id: "east", name: "East", relations: related("north") })).toEqual(
      Float32Array.of(1, 0),
    );
  });

  it("stay those of what an entity was before it was given another id", () => {
    const renamed = {
      id: "orient",
      name: "East",
      sameAs: ["elsewhere", "east"],
      relations: related("north"),
    };
    expect(embeddings.of(renamed)).toEqual(Float32Array.of(1, 0));
    expect(embeddings.of({ ...renamed, id: "north" })).toEqual(Float32Array.of(0, 1));
  });

  it("are the means of what a new entity is related to, of length 1", () => {
    const vector = embeddings.of({ id: "new", name: "New", relations: related("east", "nothing", "north") });
    expect(vector?.[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(vector?.[1]).toBeCloseTo(Math.SQRT1_2, 6);
  });

  it("change with an edit, which makes a new record", () => {
    expect(embeddings.of({ id: "new", name: "New", relations: related("east") })).toEqual(
      Float32Array.of(1, 0),
    );
    expect(embeddings.of({ id: "new", name: "New", relations: related("north") })).toEqual(
      Float32Array.of(0, 1),
    );
  });

  it("are none where nothing is known", () => {
    expect(embeddings.of({ id: "new", name: "New" })).toBeUndefined();
    expect(embeddings.of({ id: "new", name: "New", relations: related("nothing") })).toBeUndefined();
  });
});
