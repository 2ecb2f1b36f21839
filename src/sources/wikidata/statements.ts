import type { WikidataItem } from "./wikidata-item.js";

/**
 * The known values of a property, as Wikidata counts them: those of preferred rank, or where none is preferred those of normal rank;
 * never deprecated ones. An unknown value ("somevalue") and the statement that there is none ("novalue") are no values.
 *
 * @returns the `datavalue.value` of each, whose form depends on the property
 */
export function bestValues({ claims }: WikidataItem, property: string): unknown[] {
  const statements = claims[property];
  if (!Array.isArray(statements)) return [];
  const rank = statements.some((one) => one?.rank === "preferred") ? "preferred" : "normal";
  const values: unknown[] = [];
  for (const statement of statements) {
    const snak = statement?.mainsnak;
    if ((statement?.rank ?? "normal") !== rank || snak?.snaktype !== "value") continue;
    if (snak.datavalue?.value !== undefined && snak.datavalue.value !== null)
      values.push(snak.datavalue.value);
  }
  return values;
}

/** The id of an item that is a value; older dumps have its number only. */
export function itemId(value: unknown): string | undefined {
  const { id, "numeric-id": number } = value as { id?: unknown; "numeric-id"?: unknown };
  if (typeof id === "string" && id !== "") return id;
  return typeof number === "number" ? `Q${number}` : undefined;
}

/** The items that are values of a property, each once. */
export function itemValues(item: WikidataItem, property: string): string[] {
  return [...new Set(bestValues(item, property).flatMap((value) => itemId(value) ?? []))];
}

/** A globe coordinate, where it is one of Earth. */
export function placeOnEarth(value: unknown): { lat: number; lon: number } | undefined {
  const { latitude, longitude, globe } = value as Record<string, unknown>;
  if (typeof latitude !== "number" || typeof longitude !== "number") return undefined;
  return globe === undefined || /\/Q2$/.test(String(globe)) ? { lat: latitude, lon: longitude } : undefined;
}

/** A quantity without a unit. */
export function plainNumber(value: unknown): number | undefined {
  const { amount, unit } = value as Record<string, unknown>;
  const number = Number(amount);
  return typeof amount === "string" && Number.isFinite(number) && (unit ?? "1") === "1" ? number : undefined;
}
