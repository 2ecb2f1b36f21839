/** The look of reports: system fonts, tabular figures, light or dark as the reader's system is. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fcfcfb;--raised:#f3f4f2;--ink:#1b1e22;--soft:#565d66;--rule:#d9dcda;--accent:#1c5d99;
--right:#1f7a45;--wrong:#b3261e;--missed:#8a5800;--spurious:#7a3d9c;--nil:#5a6470;--tint:12%}
@media(prefers-color-scheme:dark){:root{--paper:#15171a;--raised:#1d2024;--ink:#e3e5e8;--soft:#a0a8b1;--rule:#32373d;--accent:#85b8ee;
--right:#70c892;--wrong:#ff8f85;--missed:#e6b566;--spurious:#cda4f0;--nil:#a9b2bc;--tint:18%}}
*{box-sizing:border-box}
html{scroll-padding-top:3.5rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;font-variant-numeric:tabular-nums}
main,.masthead{max-width:1240px;margin:0 auto;padding:0 1.25rem}
h1{font-size:1.6rem;line-height:1.25;margin:1.8rem 0 .25rem;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:0 0 .75rem;font-weight:650}
h3{font-size:1rem;margin:1.25rem 0 .4rem;font-weight:650;overflow-wrap:anywhere}
h4,h5{margin:0;font-size:1rem;font-weight:650;overflow-wrap:anywhere}
h5{font-size:.8rem;color:var(--soft);margin:.75rem 0 .25rem}
p{margin:.25rem 0 .75rem;max-width:72ch}
a{color:var(--accent)}
code{font:.86em ui-monospace,SFMono-Regular,Consolas,monospace;color:var(--soft);overflow-wrap:anywhere}
section{padding:1.5rem 0;border-top:1px solid var(--rule)}
.about,.note,figcaption,caption{color:var(--soft);font-size:.87rem}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
[hidden]{display:none!important}
.skip{position:absolute;left:-99em}
.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.25rem .5rem;z-index:9}
.bar-of-links{position:sticky;top:0;z-index:5;background:var(--paper);border-bottom:1px solid var(--rule)}
.bar-of-links>div{max-width:1240px;margin:0 auto;padding:.4rem 1.25rem;display:flex;flex-wrap:wrap;gap:.3rem 1.5rem;align-items:center}
.bar-of-links nav{display:flex;gap:1.1rem;overflow-x:auto}
.bar-of-links a{white-space:nowrap;text-decoration:none;color:var(--ink);font-size:.92rem}
.bar-of-links a:hover{text-decoration:underline}
.bar-of-links .field{margin-left:auto;white-space:nowrap;flex-direction:row;align-items:center;gap:.5rem}
select,input[type=search],button{font:inherit;font-size:.92rem;color:inherit;background:var(--paper);border:1px solid var(--rule);border-radius:4px;padding:.22rem .5rem;max-width:100%}
select,input[type=search],.filters button{height:2.05rem}
button{cursor:pointer}
button:hover:not(:disabled){border-color:var(--accent)}
button:disabled{opacity:.5;cursor:default}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;margin:.25rem 0 1rem}
caption{text-align:left;padding:0 0 .35rem;font-weight:600;white-space:nowrap}
th,td{padding:.22rem .8rem .22rem 0;text-align:right;border-bottom:1px solid var(--rule);white-space:nowrap;vertical-align:middle}
th{font-weight:500;color:var(--soft);font-size:.87rem}
tbody th{color:var(--ink);font-size:inherit;font-weight:400}
th:first-child,td:first-child,th.left,td.left{text-align:left}
thead th{vertical-align:bottom;border-bottom-color:var(--soft)}
tbody.group th[colspan]{font-weight:650;padding-top:.8rem}
tr.total>*{border-top:1px solid var(--soft);font-weight:600}
.best{font-weight:650}
.weak{color:var(--soft)}
.main{font-weight:600}
.headlines{display:flex;flex-wrap:wrap;gap:1rem 2.4rem;margin:0 0 1.5rem;padding:0;list-style:none}
.headlines li{min-width:8.5rem}
.headlines .name{font-size:.87rem;color:var(--soft)}
.headlines .value{font-size:1.9rem;line-height:1.2;font-weight:600;letter-spacing:-.02em}
.headlines .value small{font-size:1rem;font-weight:400;color:var(--soft);letter-spacing:0}
.headlines .about{display:block}
.figures{display:flex;flex-wrap:wrap;gap:.5rem 3rem;align-items:flex-start}
figure{margin:0 0 1rem;max-width:100%}
figcaption{max-width:44ch}
details>summary{cursor:pointer}
.plot{max-width:100%;height:auto;display:block;overflow:visible}
.scroll>.plot{max-width:none}
td .plot{max-width:none}
.plot .tick{font-size:11px;fill:var(--soft)}
.plot .grid{stroke:var(--rule)}
.plot .axis{stroke:var(--soft)}
.plot .frame{fill:none;stroke:var(--rule)}
.plot .ideal{stroke:var(--soft);stroke-dasharray:3 4}
.plot .line{fill:none;stroke:var(--accent);stroke-width:1.5}
.plot .whisker{stroke:var(--accent);stroke-width:1.5}
.plot .dot,.plot .bar{fill:var(--accent)}
.plot .line.other{stroke:var(--soft);stroke-dasharray:4 3}
.plot .dot.other{fill:var(--soft)}
.plot .hollow{fill:var(--paper);stroke:var(--soft);stroke-width:1.5}
.plot .cell rect{fill:var(--wrong)}
.plot .cell.same rect{fill:var(--accent)}
.plot .cell text{font-size:11px;fill:var(--ink)}
.plot .track{fill:var(--rule);fill-opacity:.6}
.errors{display:flex;flex-wrap:wrap;gap:0 3.5rem}
.errors .plot{width:7.5rem}
.errors td.left a{text-decoration:none}
.errors td.left a:hover{text-decoration:underline}
`;

/** The look of the documents and of a mention's details. */
export const DOCUMENT_STYLE = `
.filters{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:flex-end;margin:0 0 .6rem}
.field{display:inline-flex;flex-direction:column;gap:.1rem;max-width:100%}
.field label{font-size:.85rem;color:var(--soft)}
.field.check{flex-direction:row;align-items:center;gap:.4rem;padding-bottom:.3rem}
.filters select{max-width:min(20rem,100%)}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.2rem;list-style:none;padding:0;margin:.75rem 0;font-size:.87rem}
.pager{display:flex;gap:.75rem;align-items:center;margin:1rem 0}
.columns{display:grid;grid-template-columns:minmax(0,1fr);gap:0 2.5rem;align-items:start}
.document{border-top:1px solid var(--rule);padding:.4rem 0 1.2rem}
.document header{display:flex;flex-wrap:wrap;gap:0 1rem;align-items:baseline}
.document header p{margin:0}
.document .next{margin-left:auto;font-size:.85rem}
.outcomes{display:flex;flex-wrap:wrap;gap:0 .9rem;list-style:none;margin:0;padding:0;font-size:.87rem;color:var(--soft)}
.text{white-space:pre-wrap;overflow-wrap:anywhere;max-width:78ch;line-height:1.75;font-size:1rem;margin-top:.4rem}
.mark{cursor:pointer;border-radius:2px;text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:.2em;text-decoration-skip-ink:none;padding:.05em 0}
.mark:hover{background:var(--rule)}
.mark.right{text-decoration-color:var(--right)}
.mark.wrong{text-decoration-color:var(--wrong);background:color-mix(in srgb,var(--wrong) var(--tint),transparent);text-decoration-style:double;text-decoration-thickness:1px}
.mark.missed{text-decoration-color:var(--missed);background:color-mix(in srgb,var(--missed) var(--tint),transparent);text-decoration-style:dashed}
.mark.spurious{text-decoration-color:var(--spurious);background:color-mix(in srgb,var(--spurious) var(--tint),transparent);text-decoration-style:wavy;text-decoration-thickness:1px}
.mark.nil{text-decoration-color:var(--nil);text-decoration-style:dotted}
.mark.uncounted{text-decoration-color:var(--rule);color:var(--soft)}
.mark.last::after{font-size:.72em;font-weight:700;vertical-align:super;line-height:0;padding-left:.1em;display:inline-block;text-decoration:none}
.mark.wrong.last::after{content:"×";content:"×"/"";color:var(--wrong)}
.mark.missed.last::after{content:"○";content:"○"/"";color:var(--missed)}
.mark.spurious.last::after{content:"+";content:"+"/"";color:var(--spurious)}
.mark.nil.last::after{content:"∅";content:"∅"/"";color:var(--nil)}
.mark.nested{box-shadow:0 -1px 0 0 var(--soft)}
.mark.other{background:none;opacity:.75}
.mark.match{box-shadow:0 0 0 2px var(--accent)}
.mark[aria-expanded=true]{outline:2px solid var(--ink);outline-offset:1px}
.none{color:var(--soft)}
#details{background:var(--raised);border:1px solid var(--rule);padding:.7rem 1rem 1rem;position:fixed;left:0;right:0;bottom:0;max-height:55vh;overflow:auto;z-index:6}
#details>button{float:right}
.mention+.mention{border-top:1px solid var(--rule);margin-top:.8rem;padding-top:.8rem}
.verdict{margin:0 0 .4rem;font-weight:600}
.verdict.right,.outcomes .right{color:var(--right)}
.verdict.wrong,.outcomes .wrong{color:var(--wrong)}
.verdict.missed,.outcomes .missed{color:var(--missed)}
.verdict.spurious,.outcomes .spurious{color:var(--spurious)}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem .8rem;margin:0;font-size:.92rem}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
#details ol{list-style:none;margin:0;padding:0;font-size:.92rem}
#details li{position:relative;padding:.15rem 0 .3rem;overflow-wrap:anywhere}
#details .bar{position:absolute;left:0;bottom:0;height:3px;background:var(--accent);min-width:1px}
#details .probability{display:inline-block;min-width:3.6rem;color:var(--soft)}
#details .tag{color:var(--right);font-weight:600}
.entity .about{display:block}
.changes{list-style:none;margin:0;padding:0}
.change{border-top:1px solid var(--rule);padding:.6rem 0 .8rem;display:grid;gap:.1rem 2.5rem}
.change p{margin:0}
.change .context{line-height:1.6}
.change .verdict{margin:0;font-weight:400;font-size:.87rem}
@media(min-width:960px){.change{grid-template-columns:minmax(0,3fr) minmax(0,2fr)}.change .about{grid-column:1/-1}
.columns:has(>#details:not([hidden])){grid-template-columns:minmax(0,1fr) 23rem}
#details{position:sticky;top:3.4rem;left:auto;right:auto;bottom:auto;max-height:calc(100vh - 4.4rem);border-radius:6px}}
@media(max-width:959px){html:has(#details:not([hidden])){scroll-padding-bottom:58vh}body:has(#details:not([hidden])){padding-bottom:58vh}}
@media(max-width:560px){body{font-size:14.5px}main,.masthead{padding:0 1rem}.bar-of-links>div{padding:.4rem 1rem}.headlines{display:grid;grid-template-columns:1fr 1fr;gap:.9rem 1rem}.headlines li{min-width:0}caption{white-space:normal}.headlines .value{font-size:1.6rem}.errors .plot{width:3rem}.errors th,.errors td{padding-right:.45rem}}
@media print{.bar-of-links,.filters,.pager{display:none}}
`;
