/** The files that a reader can take from a page: each table as CSV and XLSX, each drawing as SVG and PNG. */
import { download } from './download.ts';
import { csvOf, fileName, readTable } from './sheet.ts';

/** What the files say of the site. */
export interface DownloadWords {
  /** `31 décembre 2024` */
  date: string;
  /** ISO. */
  day: string;
  release: string;
  sample: boolean;
}

const mark = 'telecharger';
const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const clean = (text: string | null | undefined) => (text ?? '').replaceAll(/\s+/g, ' ').trim();
const texts = (within: Element | null, selector: string) =>
  [...(within?.querySelectorAll(selector) ?? [])]
    .map((one) => clean(one.textContent))
    .filter((text) => text !== '');

/** What is said of the files' figures: their bases, notes and sources as the page has them, its filters, its release. */
function about(element: Element, title: string, words: DownloadWords): [string, string][] {
  const around = element.closest('.tableau, figure');
  return [
    ['Titre', title],
    ...(words.sample ? [['Attention', 'Données d’exemple'] as [string, string]] : []),
    ...texts(around, '.base').map((text): [string, string] => ['Base', text]),
    ...texts(around, '.note').map((text): [string, string] => ['Note', text]),
    ...texts(around, 'details li').map((text): [string, string] => ['Base ou source', text]),
    ['Page', clean(document.querySelector('h1')?.textContent)],
    ['Filtres', clean(document.querySelector('.choix')?.textContent) || 'aucun'],
    ['Données', `arrêtées au ${words.date}`],
    ['Publication', words.release],
  ];
}

function tableActions(table: HTMLTableElement, words: DownloadWords): [string, () => unknown][] {
  const sheet = () => {
    const outer = clean(table.closest('figure')?.querySelector('figcaption')?.firstChild?.textContent);
    return readTable(table, outer || clean(document.querySelector('h1')?.textContent));
  };
  return [
    ['CSV', () => download(fileName(sheet().title, words.day, 'csv'), 'text/csv', csvOf(sheet()))],
    [
      'XLSX',
      async () => {
        const { workbookOf } = await import('./workbook-file.ts');
        const read = sheet();
        const file = workbookOf(read, about(table, read.title, words));
        download(fileName(read.title, words.day, 'xlsx'), xlsxType, file);
      },
    ],
  ];
}

function pictureActions(figure: Element, words: DownloadWords): [string, () => unknown][] {
  const title = () => clean(figure.querySelector('figcaption')?.firstChild?.textContent) || 'Dessin';
  const picture = async () => {
    const files = await import('./picture-file.ts');
    const lines = [
      ...(words.sample ? ['Données d’exemple'] : []),
      ...texts(figure, 'figcaption .base, :scope > .base'),
      clean(document.querySelector('.choix')?.textContent),
      `Source : CPCA Sud-Occitanie, données arrêtées au ${words.date}, publication ${words.release}`,
    ].filter((line) => line !== '');
    return { ...files, svg: files.svgOf(figure, { title: title(), lines }) };
  };
  return [
    [
      'SVG',
      async () => download(fileName(title(), words.day, 'svg'), 'image/svg+xml', (await picture()).svg),
    ],
    [
      'PNG',
      async () => {
        const { pngOf, svg } = await picture();
        download(fileName(title(), words.day, 'png'), 'image/png', await pngOf(svg));
      },
    ],
  ];
}

function bar(what: string, actions: [string, () => unknown][]): HTMLElement {
  const place = document.createElement('div');
  place.className = mark;
  place.setAttribute('role', 'group');
  place.setAttribute('aria-label', `Télécharger : ${what}`);
  for (const [word, act] of actions) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = word;
    button.addEventListener('click', act);
    place.append(button);
  }
  return place;
}

const offered = new WeakSet<Element>();

/** Puts buttons under each table and drawing of `main` that has none yet. */
export function offerDownloads(main: Element, words: DownloadWords): void {
  for (const table of main.querySelectorAll('table')) {
    if (offered.has(table) || table.closest('[data-sans-fichier]')) continue;
    offered.add(table);
    table.after(bar(readTable(table).title, tableActions(table, words)));
  }
  for (const figure of main.querySelectorAll('figure')) {
    if (offered.has(figure) || !figure.querySelector('svg.graphique')) continue;
    offered.add(figure);
    const title = clean(figure.querySelector('figcaption')?.firstChild?.textContent);
    const table = figure.querySelector('details');
    const buttons = bar(`dessin, ${title}`, pictureActions(figure, words));
    if (table && table.parentElement === figure) table.before(buttons);
    else figure.append(buttons);
  }
  // A table that is gone leaves its buttons behind.
  for (const place of main.querySelectorAll(`.${mark}`)) {
    const before = place.previousElementSibling;
    const holds = before?.matches('table') || place.closest('figure');
    if (!holds) place.remove();
  }
}
