import { NamesakeError } from "../errors.js";

const DAY = /^\d{4}-\d\d-\d\d/;
const TIME = /^[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/;

/**
 * When a date is, in milliseconds since 1970. `Date.parse` alone takes "5" for a May, and 31 February for 3 March.
 *
 * @param date ISO date, or date and time, which is local unless it says otherwise
 * @param ofDay time of a date without one, in UTC
 * @throws {NamesakeError} OPTION_INVALID
 * @example
 * ```ts
 * timeOfDate("since", "2026-11-01", "00:00:00Z") === Date.UTC(2026, 10, 1);
 * ```
 */
export function timeOfDate(option: string, date: string, ofDay: "00:00:00Z" | "23:59:59.999Z"): number {
  const day = DAY.exec(date)?.[0] ?? "";
  const rest = date.slice(day.length);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const isDay = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  const time = rest === "" ? `T${ofDay}` : TIME.test(rest) ? rest.replace(" ", "T") : "";
  const found = isDay && time !== "" ? Date.parse(`${day}${time}`) : Number.NaN;
  if (Number.isNaN(found))
    throw new NamesakeError("OPTION_INVALID", {
      option,
      expected: "a date such as 2026-11-01 or 2026-11-01T12:00:00Z",
      found: date,
    });
  return found;
}
