/** Days and months: concepts of a calendar, not names that anybody wants linked. */
export const CALENDAR: ReadonlySet<string> = new Set(
  `monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
  october november december mon tue tues wed thu thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec`.split(
    /\s+/,
  ),
);

/** Roles before a person's name: "President Lincoln" is Lincoln, "Barbara Lincoln" may be anybody. */
export const ROLES: ReadonlySet<string> = new Set(
  `president king queen prince princess emperor empress pope saint sir lord lady duke duchess count baron general colonel major
  captain lieutenant sergeant admiral commander senator congressman congresswoman representative governor mayor minister premier
  chancellor secretary ambassador judge justice chief professor doctor father mother brother sister uncle aunt mr mrs ms miss dr
  prof rev reverend bishop archbishop cardinal rabbi imam sheikh sultan shah tsar czar coach detective inspector officer agent
  director chairman ceo editor author novelist actor actress singer rapper composer painter poet philosopher mathematician
  physicist chemist astronaut cosmonaut explorer inventor pharaoh`.split(/\s+/),
);

/** Common English given names: "Tim Cook" is one name, also where only "Tim" and "Cook" are known. */
export const GIVEN_NAMES: ReadonlySet<string> = new Set(
  `aaron adam adrian alan albert alex alexander alfred alice alison amanda amy andrea andrew angela ann anna anne annie anthony
  arthur barbara barry becky ben benjamin bernard beth betty bill billy bob bobby brad bradley brandon brenda brian bruce bryan
  carl carla carol caroline catherine charles charlie chris christian christina christine christopher claire clare colin craig
  cynthia dan daniel danny dave david dean deborah debra dennis derek diana diane don donald donna doris dorothy doug douglas
  duncan dylan ed eddie edgar edith edward edwin eileen elaine eleanor elizabeth ellen emily emma eric erin ernest ethan eugene eva
  evelyn fiona florence frances francis frank fred frederick gareth gary gavin geoff geoffrey george gerald gloria gordon grace
  graham greg gregory hannah harold harriet harry heather helen henry herbert howard hugh ian irene isaac isabel jack jacob jake
  james jamie jane janet janice jason jean jeff jeffrey jennifer jenny jeremy jerry jessica jill jim jimmy joan joanna joe joel john
  johnny jonathan joseph josh joshua joyce judith judy julia julian julie justin karen karl kate katherine kathleen kathy katie keith
  kelly ken kenneth kevin kim kyle larry laura lauren lawrence leo leonard leslie lewis linda lisa liz louis louise lucy luke lynn
  malcolm margaret maria marie marilyn mark martha martin marvin mary matt matthew maureen max megan melissa michael michelle mike
  monica nancy natalie nathan neil nicholas nick nicola nicole nigel nina noah norman oliver olivia oscar pam pamela patricia patrick
  paul paula peggy penny peter phil philip phillip rachel ralph ray raymond rebecca richard rick rob robert robin rodney roger ron
  ronald rose roy russell ruth ryan sally sam samantha samuel sandra sara sarah scott sean sharon sheila shirley simon sophie stanley
  stella stephanie stephen steve steven stewart stuart sue susan suzanne sylvia ted teresa terry theodore theresa thomas tim timothy
  tina todd tom tommy tony tracy trevor tyler valerie vanessa vera victor vincent virginia vivian walter warren wayne wendy will
  william willie zoe`.split(/\s+/),
);
