import { isApostrophe } from "../text/characters.js";
import { foldToken } from "../text/fold.js";
import type { Token } from "../text/tokens.js";

/** A word that an apostrophe joins to the next: the "l'" of "l'Allemagne". */
interface Elision extends Token {
  elision: true;
}

export const isElision = (token: Token): token is Elision => "elision" in token;

/**
 * Divides words such as "l'Allemagne" and "d'Azur" after the apostrophe, so that the name behind it is found. Keys of names keep the two
 * together ("cote dazur"): who joins the norms puts no space after an elision.
 *
 * @param elisions words that are joined so, normalised
 */
export function divideElisions(
  tokens: readonly Token[],
  text: string,
  elisions: ReadonlySet<string>,
): Token[] {
  return tokens.flatMap((token): Token[] => {
    if (token.kind !== "word") return [token];
    let at = token.start;
    while (at < token.end && !isApostrophe(text.charCodeAt(at))) at++;
    const norm = foldToken(text.slice(token.start, at));
    if (at + 1 >= token.end || !elisions.has(norm)) return [token];
    const before: Elision = { ...token, end: at + 1, norm, elision: true };
    return [before, { ...token, start: at + 1, norm: foldToken(text.slice(at + 1, token.end)) }];
  });
}
