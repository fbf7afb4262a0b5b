import type { Report } from './document.ts';
import { editionLine } from './report.ts';

/** The one style sheet of a report, for the screen and for A4 pages. */
export function styleSheet(report: Report): string {
  return `${PAGE.replaceAll('%titre%', cssText(`${report.title} – CPCA Sud-Occitanie`))
    .replaceAll('%edition%', cssText(editionLine(report)))
    .replaceAll('%exemple%', cssText(report.sample ? 'données d’exemple' : ''))}${STYLE}`;
}

/** A text as a CSS string. */
function cssText(text: string): string {
  return `"${text.replace(/[^\p{L}\p{N} ,;.:·–’-]/gu, (mark) => `\\${mark.codePointAt(0)?.toString(16)} `)}"`;
}

const PAGE = `
@page {
  size: A4;
  margin: 20mm 16mm 18mm;
  @top-left { content: %titre%; font: 8pt "Liberation Sans", Arial, sans-serif; color: #4a5466; }
  @top-right { content: %exemple%; font: bold 8pt "Liberation Sans", Arial, sans-serif; color: #5c4300; }
  @bottom-left { content: %edition%; font: 8pt "Liberation Sans", Arial, sans-serif; color: #4a5466; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt "Liberation Sans", Arial, sans-serif; color: #4a5466; }
}
`;

const STYLE = `
:root { --ink: #161d2b; --soft-ink: #4a5466; --blue: #1f4b82; --dark-blue: #14315a; --pale: #f3f5f9; --line: #d5dae3;
  --amber-ground: #fdf3da; --amber-ink: #5c4300; }
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); line-height: 1.5; font-variant-numeric: tabular-nums;
  font-family: "Segoe UI", "Liberation Sans", "Noto Sans", Roboto, Arial, sans-serif; }
main, .garde, nav { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
a { color: var(--blue); }
h1 { font-size: 2.1rem; line-height: 1.2; margin: 0 0 .4rem; color: var(--dark-blue); }
h2 { font-size: 1.6rem; margin: 2.5rem 0 .5rem; color: var(--dark-blue); border-bottom: 3px solid var(--blue); padding-bottom: .3rem; }
h3 { font-size: 1.2rem; margin: 1.8rem 0 .5rem; color: var(--dark-blue); }
.garde { padding-top: 3rem; }
.sous-titre { font-size: 1.15rem; color: var(--soft-ink); margin: 0 0 1.5rem; }
.exemple { display: inline-block; background: var(--amber-ground); color: var(--amber-ink); font-weight: 600; padding: .25rem .6rem; }
.edition { color: var(--soft-ink); }
.chapeau { font-size: 1.05rem; color: var(--soft-ink); margin: 0 0 1rem; }
.manque { border-left: 4px solid var(--amber-ink); background: var(--amber-ground); color: var(--amber-ink); padding: .5rem .8rem; margin: .8rem 0; }
nav ol { list-style: none; padding: 0; }
nav li { margin: .15rem 0; }
nav > ol > li { margin-top: .7rem; font-weight: 600; }
nav ol ol { padding-left: 1.2rem; font-weight: 400; }
.cadre { overflow-x: auto; margin: 1rem 0 1.4rem; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; line-height: 1.35; }
caption { text-align: left; font-weight: 600; font-size: .95rem; padding-bottom: .35rem; color: var(--dark-blue); }
caption .lecture { display: block; font-weight: 400; font-size: .8rem; color: var(--soft-ink); }
th, td { padding: .3rem .45rem; border-bottom: 1px solid var(--line); vertical-align: top; text-align: left; }
thead th { background: var(--pale); border-bottom: 2px solid var(--blue); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 400; }
.nombre { text-align: right; white-space: nowrap; }
thead .nombre { white-space: normal; }
.un { display: block; }
.nombre .detail { white-space: normal; }
.renvois { text-align: right; }
.renvois a { text-decoration: none; }
.groupe th { background: var(--pale); font-weight: 600; color: var(--dark-blue); }
.detail { display: block; color: var(--soft-ink); font-size: .78rem; }
.mot { color: var(--soft-ink); font-style: italic; }
.fort { font-weight: 600; }
.remarque td { background: #fbfcfe; color: var(--soft-ink); font-size: .8rem; }
abbr { text-decoration: none; color: var(--soft-ink); font-size: .85em; }
figure { margin: 1rem 0 1.2rem; }
figcaption { font-weight: 600; color: var(--dark-blue); margin-bottom: .3rem; }
figcaption .lecture { display: block; font-weight: 400; font-size: .8rem; color: var(--soft-ink); }
.graphique { display: block; max-width: 100%; height: auto; color: var(--ink); font-size: 13px;
  font-family: "Segoe UI", "Liberation Sans", "Noto Sans", Roboto, Arial, sans-serif; }
.graphique text { white-space: pre; }
.graphique .nombres { font-weight: 600; }
.graphique .absences { font-style: italic; }
.graphique .lettres { font-weight: 600; }
.graphique .petits { font-size: 11px; }
.graphique .tres-petits { font-size: 9px; }
.notes { border-top: 1px solid var(--line); margin-top: 1rem; padding-top: .4rem; font-size: .76rem; color: var(--soft-ink); }
.notes h4 { margin: 0 0 .2rem; font-size: .8rem; color: var(--ink); }
.notes ol { margin: 0; padding-left: 1.8rem; }
.notes li { overflow-wrap: anywhere; margin: .1rem 0; }
dl { margin: .5rem 0 1rem; }
dt { font-weight: 600; margin-top: .5rem; }
dd { margin: 0 0 0 1.2rem; }
:focus-visible { outline: 3px solid #b34000; outline-offset: 2px; }
@media print {
  body { font-size: 10pt; line-height: 1.4; }
  main, .garde, nav { max-width: none; padding: 0; }
  .garde { padding-top: 55mm; break-after: page; }
  nav { break-after: page; }
  nav a, .renvois a { color: var(--ink); text-decoration: none; }
  h1 { font-size: 26pt; }
  h2 { font-size: 18pt; margin-top: 0; break-before: page; break-after: avoid; }
  h3 { font-size: 13pt; margin: 7mm 0 2mm; break-after: avoid; }
  .chapeau, h3 + p, .exemple, figcaption { break-after: avoid; }
  .antenne + .antenne { break-before: page; }
  p, dd, li { orphans: 3; widows: 3; }
  .cadre { overflow: visible; margin: 3mm 0 5mm; }
  table { font-size: 8pt; line-height: 1.25; }
  caption { font-size: 9.5pt; break-after: avoid; }
  caption .lecture, figcaption .lecture { font-size: 8pt; }
  th, td { padding: 1mm 1.3mm; }
  thead { display: table-header-group; }
  tr, figure, .manque, dt { break-inside: avoid; }
  dt { break-after: avoid; }
  .groupe, .suivi { break-after: avoid; }
  .notes li:nth-last-child(-n+4), tbody:first-of-type tr:nth-child(-n+3), tbody:last-child tr { break-before: avoid; }
  .courte, .ouverture { break-inside: avoid; }
  .ouverture { break-after: avoid; }
  tbody th { min-width: 42mm; }
  .detail { font-size: 7.2pt; }
  .remarque td { font-size: 7.6pt; }
  .notes { font-size: 7pt; line-height: 1.3; break-before: avoid; }
  .notes ol { columns: 2; column-gap: 6mm; }
  .notes h4 { font-size: 7.5pt; break-after: avoid; }
  thead th, .groupe th, .manque, .exemple, .graphique { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
