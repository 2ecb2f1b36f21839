/** "90.9 %" */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** "1 name", "1,234 names", "2 entities" */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
