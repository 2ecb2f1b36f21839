import { expect, it } from "vitest";
import { useLiteTokeniser } from "../../models/encoders/use-lite-tokeniser.js";
import { randomFractions } from "../../random.js";
import { biEncoderSchema } from "../biencoder/schema.js";
import { configOf } from "../config/index.js";
import { EntitySource } from "./entity-source.js";
import { smallWorld } from "./small-world.contract.js";

it("draws strangers from all entities that are there, however many were removed", async () => {
  const kb = await smallWorld(4);
  const removed = [0, 1, 2, 7];
  kb.edit(removed.map((row) => ({ remove: kb.at(row)?.id as string })));
  const { inputs } = configOf(biEncoderSchema, undefined, []);
  const source = new EntitySource(kb, await useLiteTokeniser(), inputs);
  const next = randomFractions(1);
  const drawn = new Set(Array.from({ length: 300 }, () => source.stranger(next)));
  expect([...drawn].sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 8, 9, 10, 11]);
});
