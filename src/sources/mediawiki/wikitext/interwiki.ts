/** Codes of editions of Wikipedia whose prefix is not a code of two or three letters. */
const LONG_CODES =
  `simple nds-nl zh-yue zh-classical zh-min-nan be-tarask be-x-old bat-smg fiu-vro roa-rup roa-tara map-bms cbk-zam
  mhr mrj gsw zh-cn zh-tw`.split(/\s+/);

/** Codes of two and three letters, of editions of Wikipedia (https://meta.wikimedia.org/wiki/List_of_Wikipedias). */
const CODES =
  `aa ab ace ady af ak als alt am ami an ang ar arc ary arz as ast atj av avk awa ay az azb ba ban bar bcl be bg bh bi
  bjn blk bm bn bo bpy br bs bug bxr ca cdo ce ceb ch cho chr chy ckb co cr crh cs csb cu cv cy da dag de din diq dsb
  dty dv dz ee el eml en eo es et eu ext fa ff fi fj fo fon fr frp frr fur fy ga gag gan gcr gd gl glk gn gom gor got
  gpe gu guc gur guw gv ha hak haw he hi hif ho hr hsb ht hu hy hyw hz ia id ie ig ii ik ilo inh io is it iu ja jam
  jbo jv ka kaa kab kbd kbp kcg kg ki kj kk kl km kn ko koi kr krc ks ksh ku kv kw ky la lad lb lbe lez lfn lg li lij
  lld lmo ln lo lrc lt ltg lv mad mai mdf mg mh mi min mk ml mn mni mnw mr ms mt mus mwl my myv mzn na nah nap nds ne
  new ng nia nl nn no nov nqo nrm nso nv ny oc olo om or os pa pag pam pap pcd pcm pdc pfl pi pih pl pms pnb pnt ps pt
  pwn qu rm rmy rn ro ru rue rup rw sa sah sat sc scn sco sd se sg sh shi shn si sk skr sl sm smn sn so sq sr srn ss
  st stq su sv sw szl szy ta tay tcy te tet tg th ti tk tl tly tn to tpi tr trv ts tt tum tw ty tyv udm ug uk ur uz ve
  vec vep vi vls vo wa war wo wuu xal xh xmf yi yo za zea zh zu`.split(/\s+/);

const LANGUAGES: ReadonlySet<string> = new Set([...CODES, ...LONG_CODES]);

/** Prefixes of the sister projects and of other wikis (https://meta.wikimedia.org/wiki/Interwiki_map). */
const PROJECTS: ReadonlySet<string> = new Set(
  `w wikipedia wikt wiktionary s wikisource q wikiquote b wikibooks n wikinews v wikiversity voy wikivoyage c commons
  species wikispecies d wikidata m meta metawikipedia mw mediawikiwiki incubator phab phabricator foundation wmf
  outreach strategy f wikifunctions toolforge toollabs bugzilla google doi arxiv hdl iarchive rfc imdbname imdbtitle
  dbdump gerrit mail mailarchive otrswiki testwiki ticket wikitech wmdoc translatewiki betawiki wikia`.split(
    /\s+/,
  ),
);

/** What a prefix in lower case, without its colon, leads to. */
export function interwiki(prefix: string): "language" | "project" | undefined {
  if (LANGUAGES.has(prefix)) return "language";
  return PROJECTS.has(prefix) ? "project" : undefined;
}
