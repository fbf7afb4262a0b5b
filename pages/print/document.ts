import { parseHTML } from 'linkedom';
import { formatDate } from '../components/number.ts';
import { printStyle } from './style.ts';

/** A page of a built site, as the build wrote it. */
export interface SitePage {
  /** `/`, `/antennes/apex/`. */
  path: string;
  html: string;
}

/** What the cover says. */
export interface PrintedSite {
  release: string;
  /** ISO date of the data. */
  dataDate: string;
  sample: boolean;
  pages: SitePage[];
  /** The site's own style. */
  css: string;
  /** The sheet that each page begins on, once a first printing has told it. */
  sheets?: ReadonlyMap<string, number>;
}

/** Works only with JavaScript or on a screen; the columns of the models fill hundreds of sheets, and are found by searching. */
const screenOnly =
  'script, noscript, form, button, nav, iframe, input, select, .bandeau, .evitement, .relation, [role="status"]';

const referring = ['for', 'headers', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns'];

/** The name of a page in the document: `/antennes/apex/` is `p-antennes-apex`. */
export function pageAnchor(path: string): string {
  return path === '/' ? 'p-accueil' : `p-${path.replace(/^\/|\/$/g, '').replaceAll('/', '-')}`;
}

/** Where a link of the page leads within the document; undefined where it leads out of it. */
function target(href: string, page: string, paths: ReadonlySet<string>): string | undefined {
  const { pathname, hash, origin } = new URL(href, `http://site${page}`);
  if (origin !== 'http://site') return undefined;
  const path = pathname.endsWith('/') ? pathname : `${pathname}/`;
  if (!paths.has(path)) return undefined;
  return hash === '' ? `#${pageAnchor(path)}` : `#${pageAnchor(path)}--${hash.slice(1)}`;
}

/** One page's title and content, its names made unique in the document, its details opened. */
function pageContent(page: SitePage, paths: ReadonlySet<string>): { title: string; content: string } {
  const { document } = parseHTML(page.html);
  const main = document.querySelector('main');
  if (main === null) throw new Error(`La page ${page.path} du site n’a pas de contenu.`);
  const prefix = `${pageAnchor(page.path)}--`;
  for (const element of main.querySelectorAll(screenOnly)) element.remove();
  for (const details of main.querySelectorAll('details')) details.setAttribute('open', '');
  for (const element of main.querySelectorAll('*')) {
    if (element.id) element.setAttribute('id', prefix + element.id);
    for (const name of referring) {
      const value = element.getAttribute(name);
      if (value !== null)
        element.setAttribute(
          name,
          value.replace(/\S+/g, (id) => prefix + id),
        );
    }
    for (const { name, value } of [...element.attributes]) {
      if (value.includes('url(#')) element.setAttribute(name, value.replaceAll('url(#', `url(#${prefix}`));
    }
  }
  for (const link of main.querySelectorAll('a[href]')) {
    const place = target(link.getAttribute('href') ?? '', page.path, paths);
    if (place === undefined) link.removeAttribute('href');
    else link.setAttribute('href', place);
  }
  const title = main.querySelector('h1')?.textContent?.trim() ?? page.path;
  return { title, content: main.innerHTML };
}

/** For whom the site is, as its header says: `Comité technique`. */
function readerOf(html: string): string {
  return parseHTML(html).document.querySelector('header .public')?.textContent?.trim() ?? '';
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function contentsList(
  titles: { path: string; title: string }[],
  sheets?: ReadonlyMap<string, number>,
): string {
  const items = titles.map(({ path, title }) => {
    const sheet = sheets?.get(path);
    const level = path.split('/').length > 3 ? ' class="sous"' : '';
    const number = sheet === undefined ? '' : `<span class="feuille-numero">${sheet}</span>`;
    return `<li${level}><a href="#${pageAnchor(path)}">${escaped(title)}</a>${number}</li>`;
  });
  return `<ol>${items.join('')}</ol>`;
}

/** The site as one document to be printed: cover, contents, and its pages one after another. */
export function printedDocument(site: PrintedSite): string {
  const reader = readerOf(site.pages[0]?.html ?? '');
  const paths = new Set(site.pages.map(({ path }) => path));
  const pages = site.pages.map((page) => ({ path: page.path, ...pageContent(page, paths) }));
  const about = `Données arrêtées au ${formatDate(site.dataDate)} · publication ${site.release}`;
  const example = site.sample ? 'Données d’exemple' : '';
  const name = `CPCA Sud-Occitanie – ${reader}`;
  const articles = pages.map(
    ({ path, content }, index) =>
      `<article class="feuille feuille-${index}" id="${pageAnchor(path)}">${content}</article>`,
  );
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<title>${escaped(`Tableau de bord, ${name}, ${formatDate(site.dataDate)}`)}</title>
<style>${site.css}</style>
<style>${printStyle({ titles: pages.map(({ title }) => title), name, about, example })}</style>
</head>
<body>
<header class="couverture">
<p class="marque-couverture">CPCA Sud-Occitanie</p>
<p class="titre-couverture">Tableau de bord</p>
<p class="lecteur">${escaped(reader)}</p>
${example === '' ? '' : `<p class="exemple-couverture"><strong>${example}.</strong> Ce document montre le jeu d’essai livré avec le logiciel.</p>`}
<p>Données arrêtées au ${formatDate(site.dataDate)}<br>Publication ${escaped(site.release)}</p>
<p>Aucune donnée nominative.</p>
</header>
<section class="sommaire-imprime"><h1>Sommaire</h1>${contentsList(pages, site.sheets)}</section>
<main>
${articles.join('\n')}
</main>
</body>
</html>
`;
}
