import { createRequire } from "node:module";

interface CountryDemonyms {
  demonyms?: Record<string, { f: string; m: string }>;
}

/** The English demonyms of countries, such as "Belgian", of the package `world-countries`. */
export function countryDemonyms(): string[] {
  const countries = createRequire(import.meta.url)("world-countries") as CountryDemonyms[];
  return countries.flatMap(({ demonyms }) => {
    const english = demonyms?.["eng"];
    return english === undefined ? [] : [english.m, english.f];
  });
}
