import type { EntityRecord } from "../../kb/record.js";

/** Decimals that are kept of a scaled count. */
const PRECISION = 10_000;

/**
 * A record with its counts in another unit: sources count links, page views, inhabitants, and priors compare them.
 *
 * @param factor how much of the common unit one of the source's is
 */
export function scaleCounts(record: EntityRecord, factor: number): EntityRecord {
  if (factor === 1) return record;
  const scaled = (count: number) => Math.round(count * factor * PRECISION) / PRECISION;
  const { count, aliases } = record;
  return {
    ...record,
    ...(aliases === undefined
      ? {}
      : {
          aliases: aliases.map((alias) =>
            typeof alias === "string" ? alias : { text: alias.text, count: scaled(alias.count) },
          ),
        }),
    ...(count === undefined ? {} : { count: scaled(count) }),
  };
}
