import { provenanceText } from '../components/figure.ts';
import { formatNumber, formatShare } from '../components/number.ts';
import { frenchText } from '../components/typography.ts';
import { chartText, drawChart } from './charts.ts';
import type { Block, Cell, Chart, Column, Figure, Report, RowGroup, Section, Table } from './document.ts';
import { figureWords, rateWords, withUnit } from './figure.ts';
import { styleSheet } from './html-style.ts';
import { editionLine } from './report.ts';

/** A table of so few lines stands on one page; a longer one may go on, with its head repeated. */
const SHORT = 14;

/** A report as one file that asks for nothing else: no script, no request, style and drawings inside. */
export function writeHtml(report: Report): string {
  const { chapters } = report;
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${words(`${report.title} – ${report.subtitle}`)}</title>
<style>${styleSheet(report)}</style>
</head>
<body>
<header class="garde">
<h1>${words(report.title)}</h1>
<p class="sous-titre">${words(report.subtitle)}</p>
<p class="edition">${words(editionLine(report))}</p>
<p class="edition">${words(`Pour : ${report.audience}.`)}</p>
${report.sample ? `<p class="exemple">${words('Données d’exemple : les personnes sont inventées')}</p>` : ''}
</header>
<nav aria-labelledby="sommaire">
<h2 id="sommaire">Sommaire</h2>
<ol>
${chapters.map(({ id, title, sections }) => `<li><a href="#${id}">${words(title)}</a>\n<ol>\n${sections.map((one) => `<li><a href="#${one.id}">${words(one.title)}</a></li>`).join('\n')}\n</ol></li>`).join('\n')}
</ol>
</nav>
<main>
${chapters.map((chapter) => `<h2 id="${chapter.id}">${words(chapter.title)}</h2>\n${sampleMark(report)}<p class="chapeau">${words(chapter.lead)}</p>\n${chapter.sections.map((section) => sectionHtml(section, chapter.id === 'antennes')).join('\n')}`).join('\n')}
</main>
</body>
</html>
`;
}

/** On the screen too, each chapter says what it shows. */
function sampleMark({ sample }: Report): string {
  return sample ? '<p class="exemple">données d’exemple</p>\n' : '';
}

function sectionHtml({ id, title, blocks, notes }: Section, branch: boolean): string {
  const opening = openingOf(blocks);
  return `<section${branch ? ' class="antenne"' : ''} aria-labelledby="${id}">
<div class="ouverture">
<h3 id="${id}">${words(title)}</h3>
${blocks
  .slice(0, opening)
  .map((block) => blockHtml(block, id))
  .join('\n')}
</div>
${blocks
  .slice(opening)
  .map((block) => blockHtml(block, id))
  .join('\n')}${notes.length === 0 ? '' : notesHtml(notes, id)}
</section>`;
}

/** How many blocks stand on one page with their heading: the words, and the first thing that they speak of. */
function openingOf(blocks: readonly Block[]): number {
  const first = blocks.findIndex(({ kind }) => kind !== 'text');
  if (first === -1) return blocks.length;
  const block = blocks[first];
  const whole = block?.kind === 'table' ? rowCount(block) <= SHORT : block?.kind !== 'terms';
  return whole ? first + 1 : first;
}

function rowCount({ groups }: Table): number {
  return groups.reduce((all, { rows }) => all + rows.length, 0);
}

function notesHtml(notes: readonly string[], id: string): string {
  const items = notes.map((note, index) => `<li id="${id}-n${index + 1}">${inertText(note)}</li>`).join('\n');
  return `\n<div class="notes"><h4>Notes</h4><ol>\n${items}\n</ol></div>`;
}

function blockHtml(block: Block, section: string): string {
  switch (block.kind) {
    case 'text':
      return `<p>${words(block.text)}</p>`;
    case 'missing':
      return `<p class="manque">${words(block.text)}</p>`;
    case 'terms':
      return `<dl>\n${block.terms.map(({ term, definition }) => `<dt>${words(term)}</dt>\n<dd>${words(definition)}</dd>`).join('\n')}\n</dl>`;
    case 'chart':
      return chartHtml(block, section);
    case 'table':
      return tableHtml(block, section);
  }
}

function chartHtml(chart: Chart, section: string): string {
  const about = `${words(chart.about)}${chart.notes.length === 0 ? '' : ` ${links(chart.notes, section, 'Notes ')}`}`;
  return `<figure id="${section}-${chart.id}">
<figcaption>${words(chart.title)}<span class="lecture">${about}</span></figcaption>
${drawChart(chart).replace(/aria-label="[^"]*"/, `aria-label="${words(chartText(chart))}"`)}
</figure>`;
}

function tableHtml(table: Table, section: string): string {
  const id = `${section}-${table.id}`;
  const about =
    table.about.length === 0 ? '' : `<span class="lecture">${words(table.about.join(' '))}</span>`;
  return `<div class="cadre" tabindex="0" role="group" aria-labelledby="${id}">
<table${rowCount(table) <= SHORT ? ' class="courte"' : ''}>
<caption id="${id}">${words(table.caption)}${about}</caption>
<thead><tr>${table.columns.map((column) => `<th scope="col"${columnClass(column)}>${words(column.label)}</th>`).join('')}</tr></thead>
${table.groups.map((group) => groupHtml(group, table.columns, section)).join('\n')}
</table>
</div>`;
}

function groupHtml({ heading, rows }: RowGroup, columns: readonly Column[], section: string): string {
  const head =
    heading === ''
      ? ''
      : `<tr class="groupe"><th scope="rowgroup" colspan="${columns.length}">${words(heading)}</th></tr>\n`;
  const lines = rows.map(({ cells, remarks }) => {
    const row = `<tr${remarks.length > 0 ? ' class="suivi"' : ''}>${cells.map((cell, index) => cellHtml(cell, columns[index], section)).join('')}</tr>`;
    const under = remarks.map(
      (remark) => `<tr class="remarque"><td colspan="${columns.length}">${words(remark)}</td></tr>`,
    );
    return [row, ...under].join('\n');
  });
  return `<tbody>\n${head}${lines.join('\n')}\n</tbody>`;
}

function columnClass(column: Column | undefined): string {
  if (column?.kind === 'number') return ' class="nombre"';
  return column?.kind === 'notes' ? ' class="renvois"' : '';
}

function cellHtml(cell: Cell, column: Column | undefined, section: string): string {
  const content = cellContent(cell, section);
  return column?.kind === 'head'
    ? `<th scope="row">${content}</th>`
    : `<td${columnClass(column)}>${content}</td>`;
}

function cellContent(cell: Cell, section: string): string {
  switch (cell.kind) {
    case 'text':
      return `${words(cell.text)}${cell.notes && cell.notes.length > 0 ? ` ${links(cell.notes, section, '')}` : ''}${cell.small.map((line) => `<span class="detail">${words(line)}</span>`).join('')}`;
    case 'notes':
      return links(cell.notes, section, '');
    case 'share':
      return shareHtml(cell.part, cell.whole);
    case 'amount':
      return cell.value === null
        ? absent(cell.none)
        : `<span data-cube="${inertText(cell.cube)}" data-ligne="${inertText(cell.key)}" data-colonne="${inertText(cell.column)}">${inertText(formatNumber(cell.value).replace(/^-/, '−'))}</span>`;
    case 'change':
      return changeHtml(cell, section);
    case 'figures':
      return cell.figures.length === 0
        ? absent(cell.none)
        : `${figuresHtml(cell.figures, cell.letters)}${cell.notes && cell.notes.length > 0 ? ` ${links(cell.notes, section, '')}` : ''}`;
  }
}

/** One number for two provenances that agree; each on its own line when they do not. */
function figuresHtml(figures: readonly Figure[], letters: boolean): string {
  const [first, second] = figures;
  if (first && second && figures.length === 2 && sameWords(first, second))
    return figureHtml(first, letters ? [first, second] : []);
  return figures
    .map((figure) => `<span class="un">${figureHtml(figure, letters ? [figure] : [])}</span>`)
    .join(' ');
}

function sameWords(a: Figure, b: Figure): boolean {
  return a.value !== null && figureWords(a) === figureWords(b) && rateWords(a) === rateWords(b);
}

/** A figure, the letters of the provenances that say it, and what it is made of. */
function figureHtml(figure: Figure, said: readonly Figure[]): string {
  const origin = `data-cube="${inertText(figure.cube)}" data-ligne="${inertText(figure.key)}"`;
  const rate = rateWords(figure);
  const detail = rate === '' ? '' : `<span class="detail">${words(rate)}</span>`;
  const kind = figure.value === null ? 'mot' : 'fort';
  const letters = figure.value === null ? '' : said.map(letter).join(', ');
  return `<span class="${kind}" ${origin}>${words(figureWords(figure))}</span>${letters === '' ? '' : ` ${letters}`}${detail}`;
}

function letter({ provenance }: Figure): string {
  if (provenance === '') return '';
  const word = provenanceText(provenance);
  return `<abbr title="${words(word)}">${words(word.charAt(0))}</abbr>`;
}

function shareHtml(part: Figure, whole: number | null): string {
  const share = whole === null || part.value === null ? undefined : formatShare(part.value, whole);
  if (share === undefined) return absent('sans objet');
  const origin = `data-cube="${inertText(part.cube)}" data-ligne="${inertText(part.key)}" data-part="${whole}"`;
  return `<span ${origin}>${words(share)}</span>`;
}

function changeHtml(cell: Extract<Cell, { kind: 'change' }>, section: string): string {
  const { figure, percent, note, reason } = cell;
  if (figure.value === null) {
    const said = reason === '' ? figureWords(figure) : 'non comparable';
    return `${absent(said)}${note === null ? '' : ` ${links([note], section, '')}`}`;
  }
  const origin = `data-cube="${inertText(figure.cube)}" data-ligne="${inertText(figure.key)}"`;
  const share = percent === null ? '' : `<span class="detail">${words(signedNumber(percent, '%'))}</span>`;
  const said = letter(figure);
  return `<span ${origin}>${words(signedNumber(figure.value, figure.unit))}</span>${said === '' ? '' : ` ${said}`}${share}`;
}

/** A difference with its sign. */
function signedNumber(value: number, unit: string): string {
  const size = withUnit(Math.abs(value), unit);
  return value > 0 ? `+${size}` : value < 0 ? `−${size}` : size;
}

function absent(word: string): string {
  return word === '' ? '' : `<span class="mot">${words(word)}</span>`;
}

function links(notes: readonly number[], section: string, before: string): string {
  if (notes.length === 0) return '';
  const each = notes.map((note) => `<a href="#${section}-n${note}" aria-label="note ${note}">[${note}]</a>`);
  return `${inertText(before)}${each.join(' ')}`;
}

/** A text as French prints it, inert. Sources are not: a file keeps its name. */
function words(text: string): string {
  return inertText(frenchText(text.replaceAll("'", '’')));
}

const MARKS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function inertText(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? mark);
}
