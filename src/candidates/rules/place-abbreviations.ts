const TABLE = `
alabama: ala al | alaska: ak | arizona: ariz az | arkansas: ark ar | california: calif cal ca | colorado: colo co
connecticut: conn ct | delaware: del de | florida: fla fl | georgia: ga | hawaii: hi | idaho: ida id | illinois: ill il
indiana: ind in | iowa: ia | kansas: kan kans ks | kentucky: ky | louisiana: la | maine: me | maryland: md
massachusetts: mass ma | michigan: mich mi | minnesota: minn mn | mississippi: miss ms | missouri: mo | montana: mont mt
nebraska: neb nebr ne | nevada: nev nv | new hampshire: nh | new jersey: nj | new mexico: nm | new york: ny
north carolina: nc | north dakota: nd | ohio: oh | oklahoma: okla ok | oregon: ore or | pennsylvania: pa penn penna
rhode island: ri | south carolina: sc | south dakota: sd | tennessee: tenn tn | texas: tex tx | utah: ut | vermont: vt
virginia: va | washington: wash wa | west virginia: wva wv | wisconsin: wis wisc wi | wyoming: wyo wy
district of columbia: dc | puerto rico: pr | ontario: ont on | quebec: que qc | british columbia: bc | alberta: alta ab
manitoba: man mb | saskatchewan: sask sk | nova scotia: ns | new brunswick: nb | newfoundland: nfld nl
new south wales: nsw | queensland: qld | victoria: vic | tasmania: tas | united kingdom: uk | united states: us usa
`;

/** Names of states and provinces by what they are abbreviated to in addresses and datelines, normalised and without spaces. */
export const PLACE_ABBREVIATIONS: ReadonlyMap<string, string> = new Map(
  TABLE.trim()
    .split(/\s*[|\n]\s*/)
    .flatMap((entry) => {
      const [name = "", short = ""] = entry.split(": ");
      return short.split(" ").map((one) => [one, name] as const);
    }),
);
