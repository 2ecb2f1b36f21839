/** What JSON can say. Numbers are finite: JSON has no others. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
