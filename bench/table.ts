/** One measured figure beside what it should reach. */
export interface Row {
  what: string;
  measured: string;
  reach: string;
  met: boolean;
  beside: string;
}

/** A figure that should be at most, or at least, `limit`. */
export function row(
  what: string,
  value: number,
  unit: string,
  bound: "<" | ">=",
  limit: number,
  beside = "",
): Row {
  const shown = (number: number) =>
    number >= 100 ? Math.round(number).toLocaleString("en") : number.toFixed(number >= 10 ? 1 : 2);
  return {
    what,
    measured: `${shown(value)} ${unit}`,
    reach: `${bound === "<" ? "<" : "≥"} ${limit.toLocaleString("en")} ${unit}`,
    met: bound === "<" ? value < limit : value >= limit,
    beside,
  };
}

/** The rows as a Markdown table. */
export function markdown(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ what, measured, reach, met, beside }) =>
      `| ${what} | ${measured} | ${reach} | ${met ? "yes" : "**no**"} | ${beside} |`,
  );
  return ["| what | measured | reach | met | beside |", "|---|---:|---:|---|---|", ...lines].join("\n");
}
