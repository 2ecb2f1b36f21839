import { existsSync } from "node:fs";
import { join } from "node:path";
import type { SourceObserver } from "../source.js";
import { displayName, lines } from "../text-file.js";

/** Columns of the files of a Rich Release, as its reference manual numbers them. */
export const CONSO = {
  cui: 0,
  lat: 1,
  ts: 2,
  stt: 4,
  isPref: 6,
  sab: 11,
  tty: 12,
  code: 13,
  str: 14,
  suppress: 16,
} as const;
export const STY = { cui: 0, sty: 3 } as const;
export const DEF = { cui: 0, sab: 4, def: 5, suppress: 6 } as const;
export const REL = { cui1: 0, rel: 3, cui2: 4, rela: 7, suppress: 14 } as const;

/** The path of a file of the release, plain or packed; `undefined` where it is absent. */
export function rrfFile(folder: string, name: string): string | undefined {
  return [name, `${name}.gz`].map((one) => join(folder, one)).find((path) => existsSync(path));
}

/**
 * The rows of a file in Rich Release Format: cells that end with "|". A row with fewer than `cells` cells is reported and left out.
 *
 * @param cells the number of the last column that is needed, from 0, and one
 */
export async function* rrfRows(
  path: string,
  cells: number,
  observer: SourceObserver,
): AsyncGenerator<string[], void, undefined> {
  for await (const { number, text } of lines(path, observer)) {
    if (text === "") continue;
    const row = text.split("|");
    if (row.length >= cells) yield row;
    else
      observer.rejected(
        `${displayName(path)}, line ${number}: ${row.length} cells instead of ${cells} or more`,
      );
  }
}
