import type { Block, DecisionDocument, DocumentSection } from './decision-document.ts';

/** A document as one file that asks for nothing else: no script, no request, for the screen and for A4 pages. */
export function decisionHtml(document: DecisionDocument): string {
  const { title, subtitle, edition, sample, sections } = document;
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${words(`${title} – ${subtitle}`)}</title>
<style>${pageStyle(edition, sample)}${STYLE}</style>
</head>
<body>
<header>
<p class="centre">CPCA Sud-Occitanie</p>
<h1>${words(title)}</h1>
<p class="sous-titre">${words(subtitle)}</p>
${sample ? `<p class="exemple">${words(SAMPLE)}</p>\n` : ''}</header>
<main>
${sections.map(sectionHtml).join('\n')}
</main>
<footer><p>${words(edition)}</p></footer>
</body>
</html>
`;
}

/** What a document over sample data says of itself. */
export const SAMPLE = 'Données d’exemple : rien n’a été décidé';

function sectionHtml({ title, blocks }: DocumentSection): string {
  return `<section>\n<h2>${words(title)}</h2>\n${blocks.map(blockHtml).join('\n')}\n</section>`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `<p>${words(block.text)}</p>`;
    case 'heading':
      return `<h3>${words(block.text)}</h3>`;
    case 'notice':
      return `<p class="manque">${words(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${words(item)}</li>`).join('\n')}\n</ul>`;
    case 'signatures':
      return signaturesHtml(block);
    case 'table':
      return tableHtml(block);
  }
}

function signaturesHtml({ signers }: Extract<Block, { kind: 'signatures' }>): string {
  const each = signers.map(
    ({ who, role }) =>
      `<div class="signature"><p><strong>${words(who)}</strong><br>${words(role)}</p><p class="place">Date et signature</p></div>`,
  );
  return `<div class="signatures">\n${each.join('\n')}\n</div>`;
}

function tableHtml({ caption, columns, rows, total }: Extract<Block, { kind: 'table' }>): string {
  const head = columns.map(
    ({ label, right }) => `<th scope="col"${right ? ' class="nombre"' : ''}>${words(label)}</th>`,
  );
  const lines = rows.map((row, index) => {
    const last = total && index === rows.length - 1;
    const cells = row.map((cell, column) => {
      const right = columns[column]?.right ? ' class="nombre"' : '';
      return column === 0 ? `<th scope="row">${words(cell)}</th>` : `<td${right}>${words(cell)}</td>`;
    });
    return `<tr${last ? ' class="total"' : ''}>${cells.join('')}</tr>`;
  });
  return `<div class="cadre"><table><caption>${words(caption)}</caption>
<thead><tr>${head.join('')}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody></table></div>`;
}

/** A text as French prints it: no line breaks before a sign, nor inside quotation marks. */
export function frenchSpaces(text: string): string {
  return text.replace(/ (?=[:;!?»])/g, '\u00a0').replace(/« /g, '«\u00a0');
}

function words(text: string): string {
  return frenchSpaces(text).replace(/[&<>"']/g, (mark) => MARKS[mark] ?? mark);
}

const MARKS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as a CSS string. */
function cssText(text: string): string {
  return `"${text.replace(/[^\p{L}\p{N} ,;.:·–’-]/gu, (mark) => `\\${mark.codePointAt(0)?.toString(16)} `)}"`;
}

function pageStyle(edition: string, sample: boolean): string {
  const small = '8pt "Liberation Sans", Arial, sans-serif';
  return `
@page { size: A4; margin: 18mm 16mm 18mm;
  @bottom-left { content: ${cssText(edition)}; font: ${small}; color: #4a5466; }
  @bottom-right { content: counter(page) " / " counter(pages); font: ${small}; color: #4a5466; }
  @top-right { content: ${cssText(sample ? SAMPLE : '')}; font: bold ${small}; color: #5c4300; }
}`;
}

const STYLE = `
:root { --ink: #161d2b; --soft-ink: #4a5466; --blue: #1f4b82; --dark-blue: #14315a; --pale: #f3f5f9; --line: #d5dae3;
  --amber-ground: #fdf3da; --amber-ink: #5c4300; }
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); line-height: 1.5; font-variant-numeric: tabular-nums;
  font-family: "Segoe UI", "Liberation Sans", "Noto Sans", Roboto, Arial, sans-serif; }
header, main, footer { max-width: 58rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
.centre { margin: 0; color: var(--soft-ink); }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .2rem 0 .3rem; color: var(--dark-blue); }
.sous-titre { font-size: 1.1rem; color: var(--soft-ink); margin: 0 0 1rem; }
h2 { font-size: 1.25rem; margin: 1.8rem 0 .5rem; color: var(--dark-blue); border-bottom: 2px solid var(--blue); }
h3 { font-size: 1rem; margin: 1rem 0 .3rem; color: var(--dark-blue); }
.exemple { display: inline-block; background: var(--amber-ground); color: var(--amber-ink); font-weight: 600; padding: .2rem .6rem; }
.manque { border-left: 4px solid var(--amber-ink); background: var(--amber-ground); color: var(--amber-ink); padding: .5rem .8rem; }
ul { padding-left: 1.2rem; margin: .4rem 0 1rem; }
li { margin: .2rem 0; }
.cadre { overflow-x: auto; margin: .8rem 0 1.2rem; }
table { border-collapse: collapse; width: 100%; font-size: .82rem; line-height: 1.35; }
caption { text-align: left; font-weight: 600; padding-bottom: .3rem; color: var(--dark-blue); }
th, td { padding: .3rem .4rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: break-word; }
thead th { background: var(--pale); border-bottom: 2px solid var(--blue); vertical-align: bottom; }
tbody th { font-weight: 400; }
.nombre { text-align: right; }
td.nombre { white-space: nowrap; }
.total th, .total td { font-weight: 700; border-top: 2px solid var(--blue); }
.signatures { display: grid; grid-template-columns: repeat(2, 1fr); gap: .8rem; }
.signature { border: 1px solid var(--line); padding: .5rem .8rem; min-height: 6.5rem; break-inside: avoid; }
.signature p { margin: 0; }
.place { color: var(--soft-ink); font-size: .8rem; }
footer { color: var(--soft-ink); font-size: .8rem; padding-bottom: 2rem; }
@media print {
  body { font-size: 10pt; line-height: 1.4; }
  header, main { max-width: none; padding: 0; }
  footer { display: none; }
  h1 { font-size: 20pt; }
  h2 { font-size: 13pt; break-after: avoid; }
  h3 { font-size: 10.5pt; break-after: avoid; }
  .cadre { overflow: visible; }
  table { font-size: 8pt; line-height: 1.25; }
  caption { font-size: 9pt; break-after: avoid; }
  th, td { padding: .8mm 1.2mm; }
  thead { display: table-header-group; }
  tr, .manque { break-inside: avoid; }
  p, li { orphans: 3; widows: 3; }
  thead th, .manque, .exemple { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
