/**
 * Words of a redirect in all languages (`redirect` of MediaWiki's languages/messages/Messages*.php), in lower case and
 * without "#"; every wiki takes "redirect".
 */
const REDIRECT: ReadonlySet<string> = new Set(
  `redirect weiterleitung redirection redirección redireccion redirecionamento 重定向 重新導向 転送 リダイレクト rinvia rinvio
  doorverwijzing patrz przekieruj tam перенаправление перенапр перенаправлення omdirigering omdiriger ohjaus uudelleenohjaus ανακατευθυνση
  viderestilling přesměruj presmeruj átirányítás redirectează yönlendirme yönlendi̇rme تحويل تغییر_مسیر הפניה
  đổi thay_đổi 넘겨주기 alih aldonu alidirekto redirecció redirecciona redirección bideratu birzuzendu
  omdirigeering suuna preusmeri preusmjeri преусмери пренасочване виж`.split(/\s+/),
);

/** Whether `word` (without "#") makes a redirect of a page. */
export const isRedirectWord = (word: string): boolean => REDIRECT.has(word.toLowerCase());

/** Words that set the key by which a page is sorted (`defaultsort`), in lower case. */
const DEFAULT_SORT: ReadonlySet<string> = new Set(
  `defaultsort defaultsortkey defaultcategorysort sortierung clefdetri cledetri ordenar ordenación ordenacaopadrao ordenaçãopadrão
  ordempadrao ordempadrão 默认排序 默認排序 預設排序 预设排序 デフォルトソート sortkey ordina standaardsortering domyślnesortuj
  сортировка_по_умолчанию ключ_сортировки standardsortering`.split(/\s+/),
);

export const isDefaultSort = (word: string): boolean => DEFAULT_SORT.has(word.toLowerCase());

/** "__NOTOC__" and its like, which show nothing; no identifier of a programming language, which has small letters. */
export const BEHAVIOUR_SWITCH = /__[\p{Lu}\p{Lo}][\p{Lu}\p{Lo}ー_]{0,60}?__/uy;

/** The words of parser functions that show what follows their colon. */
export const SHOWN_FUNCTIONS = new Set(["lc", "uc", "lcfirst", "ucfirst", "formatnum"]);
