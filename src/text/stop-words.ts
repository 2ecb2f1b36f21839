/**
 * Words that are no mention by themselves, although a dictionary has a noun for some of them ("a", the blood group; "in", the
 * inch; "will", "may", "one"). Written in capitals ("IT", "US", "WHO") they may be names.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above across after again against ago ah all almost along already also although always am amid among an and another
  any anybody anyone anything anyway apart are around as aside at away back be became because become been before behind being
  below beside besides between beyond both but by came can cannot come could did do does doing done dont down during each either
  else enough etc even ever every everybody everyone everything everywhere except far few first for former forth from front full
  further get gets getting give go goes going gone good got great had half has have having he hence her here hers herself high
  him himself his how however i if in indeed inside instead into is it its itself just keep kind last late later latter least less
  let lets like likely lot lots low made make makes many may maybe me mean might mine more most much must my myself near nearly
  neither never new next no nobody non none nor not nothing now nowhere of off often oh ok okay old on once one ones only onto or
  other others otherwise our ours ourselves out outside over own part past per perhaps please put quite rather re really right
  said same saw say says second see seem seems seen self set several shall she should show side since so some somebody someone
  something sometimes somewhere soon sort still such take than that thats the their theirs them themselves then there therefore
  these they thing things third this those though three through throughout thus till to together too took top toward towards two
  under until up upon us use used very via was way ways we well went were what whatever when whenever where wherever whether
  which while who whoever whole whom whose why will with within without would yeah yes yet you your yours yourself yourselves
  today tomorrow yesterday time times day days year years week weeks month months minute hour number bit yet end
  mr mrs ms dr prof st jr sr ii iii iv vs`.split(/\s+/),
);
