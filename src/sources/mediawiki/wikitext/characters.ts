/** The UTF-16 units that mean something in wikitext. */
export const NEWLINE = 0x0a;
export const QUOTE = 0x27;
export const AMPERSAND = 0x26;
export const HYPHEN = 0x2d;
export const SLASH = 0x2f;
export const COLON = 0x3a;
export const LESS = 0x3c;
export const BRACKET_OPEN = 0x5b;
export const BRACKET_CLOSE = 0x5d;
export const UNDERSCORE = 0x5f;
export const BRACE_OPEN = 0x7b;
export const PIPE = 0x7c;
export const BRACE_CLOSE = 0x7d;
