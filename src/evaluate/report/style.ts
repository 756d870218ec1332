/** So many models can be told apart by colour; the next begin again. */
export const nColours = 10

/** The report's look. Light and dark follow the reader's system; nothing is fetched. */
export const style = `
:root{color-scheme:light dark;--paper:#f6f5f1;--card:#fff;--ink:#1c1d22;--soft:#63656f;--line:#e3e1da;--band:#8a8d9a26;
--m0:#7a7d8a;--m1:#2f6fdb;--m2:#c9632b;--m3:#12866f;--m4:#a83f8e;--m5:#8a7412;--m6:#5a4fcf;--m7:#b3334f;--m8:#4f7d1f;--m9:#0e7f95;--good:#12784f;--bad:#b3372f;--best:#2f6fdb14}
@media (prefers-color-scheme:dark){:root{--paper:#131417;--card:#1b1d22;--ink:#ececf0;--soft:#a0a3b0;--line:#30333c;--band:#a0a3b02b;
--m0:#a3a6b3;--m1:#75a7ff;--m2:#f29a63;--m3:#4fcbae;--m4:#e38bcb;--m5:#d8bf55;--m6:#a9a1ff;--m7:#ff8fa6;--m8:#a5d46a;--m9:#63cfe6;--good:#5ad39b;--bad:#ff8f86;--best:#75a7ff1f}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:40px 20px 64px}
header p{max-width:46em}
h1{font-size:clamp(1.7rem,5vw,2.4rem);line-height:1.15;letter-spacing:-.02em;margin:.1em 0 .4em;text-wrap:balance}
h2{font-size:1.15rem;letter-spacing:-.01em;margin:0 0 .2em}
.eyebrow{margin:0;color:var(--soft);font-size:.85rem;letter-spacing:.08em;text-transform:uppercase}
.lead{font-size:1.1rem;margin:0}
.note,.legend,.x-name,footer{color:var(--soft);font-size:.88rem}
.note{margin:0 0 16px;max-width:52em}
section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:22px 24px;margin-top:20px}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:12px;margin:24px 0 0;padding:0;list-style:none}
.facts li{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:12px 16px;color:var(--soft);font-size:.85rem;line-height:1.35}
.facts b{display:block;color:var(--ink);font-size:1.35rem;line-height:1.3;letter-spacing:-.01em}
${Array.from({ length: nColours }, (_, m) => `.m${m}{--m:var(--m${m})}`).join('')}
.dot{display:inline-block;width:10px;height:10px;border-radius:50%;background:var(--m);margin-right:8px;flex:none}
.forest .row{display:grid;grid-template-columns:10.5em 1fr 12.5em;align-items:center;column-gap:16px}
.forest .track{width:100%;height:46px;overflow:visible;display:block}
.forest .axis .track{height:20px}
.forest text,.y-axis,.x-axis{font-size:12px;fill:var(--soft);color:var(--soft)}
.grid{stroke:var(--line);stroke-width:1}.band{fill:var(--band)}.base{stroke:var(--m0);stroke-dasharray:3 3}
.whisker{stroke:var(--m);stroke-width:2.5;stroke-linecap:round}.cap{stroke:var(--m);stroke-width:2}circle{fill:var(--m);stroke:var(--card);stroke-width:1.5}
.name{overflow-wrap:anywhere;font-weight:600;font-size:.95rem}
.figures{white-space:nowrap}small{color:var(--soft);font-size:.82rem}
.bar{display:grid;grid-template-columns:10.5em 1fr 12.5em;column-gap:16px;align-items:center;padding:7px 0}.full{height:14px;border-radius:7px;background:var(--band);overflow:hidden}.full i{display:block;height:100%;background:var(--m);border-radius:7px;min-width:3px}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(300px,100%),1fr));gap:12px 36px}
.plot{margin:0;display:grid;grid-template-columns:3.4em 1fr;grid-template-rows:auto 240px 20px auto}
.plot figcaption{grid-column:1/-1;font-weight:600;padding-bottom:6px}.plot figcaption small{font-weight:400}
.plot svg{width:100%;height:100%;display:block;overflow:visible}.plot svg g>line{stroke:var(--m);stroke-width:2;stroke-linecap:round}
.plot svg g .whisker{stroke-width:1.5;opacity:.75}.plot svg text{fill:var(--m);font-size:13px;font-weight:600;paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
.plot svg .ahead{stroke-dasharray:5 5}.plot svg .hollow{fill:var(--card);stroke:var(--m);stroke-width:2}.plot svg .trial{opacity:.7}
.plot.parallel{grid-template-columns:1fr;grid-template-rows:280px 24px}.parallel .x-axis{grid-column:1;font-size:13px;color:var(--ink)}.plot.parallel svg text{font-size:11px;font-weight:400;fill:var(--soft)}.parallel .rest line{opacity:.3;stroke-width:1}.parallel .m1 line{opacity:.65}.parallel .first line{stroke-width:3}
.y-axis,.x-axis{position:relative}.y-axis span{position:absolute;right:8px;transform:translateY(-50%)}
.x-axis{grid-column:2;height:20px}.x-axis span{position:absolute;transform:translateX(-50%)}.x-name{grid-column:2;text-align:center}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;margin:0 0 12px}.legend span{overflow-wrap:anywhere}h1{overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:0 -24px;padding:0 24px}.tabs .scroll{display:none}.scroll.open{display:block}
.tabs input{position:absolute;opacity:0}.tabs label{display:inline-block;padding:4px 14px;margin:0 6px 12px 0;border:1px solid var(--line);border-radius:999px;font-size:.88rem;cursor:pointer;color:var(--soft)}
.tabs input:checked+label{background:var(--ink);border-color:var(--ink);color:var(--card)}.tabs input:focus-visible+label{outline:2px solid var(--m1);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th,td{text-align:right;padding:9px 7px;border-top:1px solid var(--line);white-space:nowrap;vertical-align:top}
thead th{border-top:0;color:var(--soft);font-weight:500;font-size:.82rem;vertical-align:bottom}
th:first-child{text-align:left;padding-left:0}td small{display:block;line-height:1.3;font-size:.76rem}td b{font-weight:600}
tbody th{font-weight:600;white-space:normal;overflow-wrap:anywhere;min-width:9em;max-width:15em}.best{background:var(--best);border-radius:8px}.good{color:var(--good)}.bad{color:var(--bad)}
.split{display:flex;height:34px;border-radius:8px;overflow:hidden;margin:4px 0 6px;font-size:.85rem;font-weight:600}
.split span{display:flex;align-items:center;justify-content:center;min-width:5em;color:var(--card)}.split .train{background:var(--m0)}.split .test{background:var(--m1)}
.ends{display:flex;margin:0 0 16px;color:var(--soft);font-size:.85rem}.ends>span{display:flex;justify-content:space-between;min-width:5em;white-space:nowrap}.ends>span:last-child{justify-content:flex-end;min-width:8em}
dl{margin:0;display:grid;grid-template-columns:minmax(8em,13em) 1fr;gap:10px 20px}dt{font-weight:600}dd{margin:0}dd code{display:block;color:var(--soft);font-size:.85rem}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
footer{margin-top:24px}
.skip{position:absolute;left:-999px}.skip:focus{left:12px;top:12px;background:var(--card);color:var(--ink);padding:8px 14px;border-radius:8px;z-index:3}
:focus-visible{outline:2px solid var(--m1);outline-offset:2px;border-radius:6px}
nav{display:flex;flex-wrap:wrap;gap:4px 6px;margin:20px -8px 0}nav a{color:var(--soft);text-decoration:none;font-size:.88rem;padding:4px 8px;border-radius:8px}nav a:hover{color:var(--ink);background:var(--band)}
section{scroll-margin-top:12px}
h3{font-size:1rem;margin:22px 0 6px}h3 small,figcaption small{font-weight:400}
.slices:first-of-type h3{margin-top:6px}
.slice{display:grid;grid-template-columns:17em 1fr;column-gap:16px;align-items:center;border-top:1px solid var(--line);padding:3px 0}
.slice .name small{display:block;font-weight:400;line-height:1.3;white-space:normal}.slice svg{width:100%;display:block;overflow:visible}.slice .x-axis{grid-column:auto}
.pairs td{min-width:8.5em}.pairs .self{color:var(--soft);text-align:center}
td.text,th.text{text-align:left;white-space:normal;min-width:16em}
.words{margin:0 0 16px;padding-left:1.2em;max-width:52em}.words li{margin:4px 0}.plot+.words{margin-top:16px}
details{border-top:1px solid var(--line);padding:4px 0}summary{cursor:pointer;padding:8px 0;color:var(--soft);font-size:.95rem}summary b{color:var(--ink)}
.lists{display:grid;grid-template-columns:repeat(auto-fill,minmax(220px,1fr));gap:8px 24px;padding:4px 0 16px}
.list h4{margin:6px 0;font-size:.92rem}.list ol{margin:0;padding-left:1.7em;font-size:.9rem;line-height:1.4}.list li{padding:2px 6px 2px 2px;overflow-wrap:anywhere}.list li::marker{color:var(--soft);font-size:.8rem}
.list li small{font-size:.74rem;white-space:nowrap}.hit{background:var(--best);border-radius:6px;font-weight:600}.mark{color:var(--good);font-size:.74rem;text-transform:uppercase;letter-spacing:.04em}
@media (max-width:720px){nav{flex-wrap:nowrap;overflow-x:auto;margin:16px -12px 0;padding:0 12px;white-space:nowrap}.slice{grid-template-columns:1fr;padding:6px 0}.slice .name small{display:inline;margin-left:6px}.lists{grid-template-columns:1fr}.plot{grid-template-rows:auto 210px 20px auto}
main{padding:24px 12px 40px}section{padding:18px 16px}.scroll{margin:0 -16px;padding:0 16px}
.facts li:last-child{grid-column:1/-1}.name{white-space:normal;overflow-wrap:anywhere;font-size:.9rem}.figures small{font-size:.76rem}
.forest .row{grid-template-columns:minmax(0,1fr) auto;gap:0 8px;padding-top:10px}.forest .track{grid-column:1/-1;grid-row:2;height:34px}.forest .axis{padding-top:0}.forest .axis .track{grid-row:1}
.bar{grid-template-columns:minmax(0,1fr) auto;gap:2px 8px}.bar .full{grid-column:1/-1;grid-row:2}
.forest .axis .name,.forest .axis .figures{display:none}dl{grid-template-columns:1fr;gap:2px}dd{margin-bottom:12px}
tbody th:first-child,thead th:first-child{position:sticky;left:0;background:var(--card)}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#111;--soft:#555;--line:#ccc}body{background:#fff;font-size:11pt}main{max-width:none;padding:0}nav,.skip,.tabs label,.tabs input{display:none}
section{border:0;border-top:1px solid #ccc;border-radius:0;padding:14px 0}.tabs .scroll{display:block}.scroll{overflow:visible}figure,tr,.slice,.forest .row{break-inside:avoid}h2,h3{break-after:avoid}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`
