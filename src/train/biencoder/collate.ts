import { entityTokens } from "../../models/encoders/entity-tokens.js";
import type { BiEncoderFeed } from "../../models/encoders/network.js";
import type { Tensor } from "../../nn/onnx.js";
import { randomFractions } from "../../random.js";
import type { ExampleOptions, MentionExample } from "./examples.js";

/**
 * The entities of a batch: that of each mention in the mention's place, and behind them the wrong ones, the first of each mention
 * before the second of any. Places that are left are filled with entities drawn from the whole KB.
 *
 * @param further wrong ones that a batch has, whatever the mentions have
 * @param stranger draws an entity from the whole KB
 */
export function entitiesOf(
  examples: readonly Pick<MentionExample, "row" | "negatives">[],
  further: number,
  stranger: () => number,
): number[] {
  const known = new Set(examples.flatMap(({ row }) => row ?? []));
  const wrong: number[] = [];
  const most = Math.max(0, ...examples.map(({ negatives }) => negatives.length));
  for (let rank = 0; rank < most; rank++)
    for (const { negatives } of examples) {
      const row = negatives[rank];
      if (row === undefined || known.has(row)) continue;
      known.add(row);
      wrong.push(row);
    }
  let used = 0;
  const another = (): number => wrong[used++] ?? stranger();
  const own = examples.map(({ row }) => row ?? another());
  return [...own, ...Array.from({ length: further }, another)];
}

/** Makes a batch of mentions, all filled up to one length. */
export function collate(
  examples: readonly MentionExample[],
  length: number,
  further: number,
  { entities, inputs, special, masking }: ExampleOptions,
): Readonly<Record<BiEncoderFeed, Tensor>> {
  const count = examples.length;
  const ids = new Int32Array(count * length).fill(special.pad);
  for (const [i, example] of examples.entries()) ids.set(example.ids, i * length);
  const next = randomFractions(examples[0]?.seed ?? 0);
  const rows = entitiesOf(examples, Math.round(further * count), () => entities.stranger(next));
  const written = rows.map((row) =>
    entityTokens(masking.shown(row, entities.fields(row), special.mask, next), inputs, special),
  );
  const entityIds = new Int32Array(rows.length * inputs.entityTokens).fill(special.pad);
  for (const [i, entity] of written.entries()) entityIds.set(entity.ids, i * inputs.entityTokens);
  const column = (numbers: readonly number[], ...width: number[]): Tensor => ({
    data: Int32Array.from(numbers),
    dims: [numbers.length, ...width],
  });
  return {
    ids: { data: ids, dims: [count, length] },
    lengths: column(examples.map((example) => example.ids.length)),
    starts: column(
      examples.map(({ mention }) => mention.from),
      1,
    ),
    ends: column(
      examples.map(({ mention }) => mention.to),
      1,
    ),
    // Of a mention of nothing the answer is the one behind all entities.
    labels: column(examples.map(({ row }, i) => (row === null ? rows.length : i))),
    entityIds: { data: entityIds, dims: [rows.length, inputs.entityTokens] },
    entityLengths: column(written.map((entity) => entity.ids.length)),
    entityStarts: column(
      written.map(({ name }) => name.from),
      1,
    ),
    entityEnds: column(
      written.map(({ name }) => name.to),
      1,
    ),
    keys: column(rows),
  };
}
