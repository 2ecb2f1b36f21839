/** A point in time as Wikibase's JSON has it. */
export interface WikidataTime {
  /** "+1879-03-14T00:00:00Z"; month and day are 00 where they are not known. There is no year 0: "-0044" is 44 BCE. */
  readonly time?: unknown;
  /** 11 day, 10 month, 9 year, 8 decade, 7 century, 6 millennium; below, powers of ten of years. */
  readonly precision?: unknown;
  /** Address of the calendar's item. */
  readonly calendarmodel?: unknown;
}

const FORM = /^([+-]?)(\d{1,16})-(\d\d)-(\d\d)T/;
const JULIAN = /Q1985786$/;

/** A number of years with the sign that ISO 8601 wants: always where it is negative or has more digits than usual. */
const signed = (isNegative: boolean, digits: string, usual: number): string =>
  `${isNegative ? "-" : digits.length > usual ? "+" : ""}${digits}`;

/** A year of ISO 8601, 1 BCE being year 0, in four digits. */
const isoYear = (year: number): string => signed(year < 0, String(Math.abs(year)).padStart(4, "0"), 4);

/**
 * The years that begin with the same digits, the last `unknown` of them written X (ISO 8601-2, Extended Date/Time Format). The 19th
 * century is 1801 to 1900 in Wikidata and becomes "18XX", the 4th before Christ, 400 to 301 BCE, "-03XX".
 */
function isoSpan(year: number, unknown: number): string {
  const size = Math.abs(year) / 10 ** unknown;
  const digits = String(unknown === 1 ? Math.floor(size) : Math.ceil(size) - 1).padStart(4 - unknown, "0");
  return signed(year < 0, digits, 4 - unknown) + "X".repeat(unknown);
}

/** The same day in the proleptic Gregorian calendar, by its Julian day number (Richards, in Urban and Seidelmann 2013, ch. 15). */
function julianToGregorian(year: number, month: number, day: number): [number, number, number] {
  const shift = Math.floor((14 - month) / 12);
  const [y, m] = [year + 4800 - shift, month + 12 * shift - 3];
  const dayNumber = day + Math.floor((153 * m + 2) / 5) + 365 * y + Math.floor(y / 4) - 32083;
  const a = dayNumber + 32044;
  const b = Math.floor((4 * a + 3) / 146097);
  const c = a - Math.floor((146097 * b) / 4);
  const d = Math.floor((4 * c + 3) / 1461);
  const e = c - Math.floor((1461 * d) / 4);
  const n = Math.floor((5 * e + 2) / 153);
  const back = Math.floor(n / 10);
  return [100 * b + d - 4800 + back, n + 3 - 12 * back, e - Math.floor((153 * n + 2) / 5) + 1];
}

/**
 * A time of Wikidata as an attribute: a day or month as an ISO date, a year as a number, both with 1 BCE as year 0; a decade, century
 * or millennium with its unknown digits as X; what is less precise as the number of the year that stands for it. Days of the
 * Julian calendar become those of the Gregorian one, which ISO 8601 wants; months and years of it stay as they are.
 *
 * @returns undefined where it is no time
 * @example
 * ```ts
 * wikidataDate({ time: "+1879-03-14T00:00:00Z", precision: 11 }); // "1879-03-14"
 * wikidataDate({ time: "-0044-00-00T00:00:00Z", precision: 9 }); // -43
 * wikidataDate({ time: "+1900-00-00T00:00:00Z", precision: 7 }); // "18XX"
 * ```
 */
export function wikidataDate({ time, precision, calendarmodel }: WikidataTime): string | number | undefined {
  const [, sign, digits, ...rest] = FORM.exec(String(time)) ?? [];
  const given = Number(`${sign === "-" ? "-" : ""}${digits}`);
  if (digits === undefined || given === 0 || !Number.isSafeInteger(given)) return undefined;
  const year = given < 0 ? given + 1 : given;
  const [month = 0, day = 0] = rest.map(Number);
  if (month > 12 || day > 31) return undefined;
  const level = typeof precision === "number" ? precision : 11;
  if (level >= 6 && level <= 8) return isoSpan(given, 9 - level);
  if (level <= 9 || month === 0) return year;
  if (level === 10 || day === 0) return `${isoYear(year)}-${two(month)}`;
  const isJulian = typeof calendarmodel === "string" && JULIAN.test(calendarmodel);
  const [y, m, d] = isJulian ? julianToGregorian(year, month, day) : [year, month, day];
  return `${isoYear(y)}-${two(m)}-${two(d)}`;
}

const two = (number: number): string => String(number).padStart(2, "0");
