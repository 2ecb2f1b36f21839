/**
 * One scale of counts: the unit is a tag of WordNet's sense-tagged texts, that is one mention in those texts. What other
 * sources count is brought to it; DESIGN.md §5 says how the numbers were found.
 */

/** English Wikipedia page views of Pantheon's period (2008 to 2013) that count as one tag. */
export const VIEWS_A_TAG = 1e6;

/** Inhabitants that count as one tag. */
export const INHABITANTS_A_TAG = 2e5;
