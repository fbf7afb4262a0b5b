import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type FilterName, filterNames } from '../components/filter.ts';
import { formatDate } from '../components/number.ts';
import { forAudience } from './audience-block.ts';
import { SiteError } from './error.ts';
import { withFilters } from './page-filter.ts';
import { type Audience, audiences } from './release.ts';

/** One antenne as the pages name it. */
export interface Branch {
  code: string;
  nom: string;
  departement: string;
}

/** A page as it goes into a site. */
export interface Page {
  /** Folder of the page in the site's address: '' for the first page, 'antennes/apex'. */
  route: string;
  title: string;
  /** The word shown in the navigation; empty when the page is not in it. */
  menu: string;
  order: number;
  /** What the page can be filtered by. */
  filters: FilterName[];
  /** Whether the page runs SQL in the browser: it alone may start an engine. */
  engine: boolean;
  /** Markdown with its front matter. */
  text: string;
}

/** Folders under `pages/` that hold no page. */
const notPages = new Set(['build', 'components', 'layout']);

const frontMatterSchema = z.strictObject({
  title: z.string().min(1),
  description: z.string().min(1).optional(),
  hide_title: z.boolean().optional(),
  audiences: z.array(z.enum(audiences)).min(1),
  menu: z.string().min(1).optional(),
  ordre: z.number().optional(),
  pour_chaque: z.literal('antenne').optional(),
  filtres: z.array(z.enum(filterNames)).min(1).optional(),
  moteur: z.literal('sql').optional(),
});

async function markdownFiles(folder: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory() && !(below === '' && notPages.has(entry.name))) {
      found.push(...(await markdownFiles(folder, path)));
    } else if (entry.isFile() && entry.name.endsWith('.md') && entry.name !== 'README.md') {
      found.push(path);
    }
  }
  return found;
}

function frontMatter(file: string, text: string): z.infer<typeof frontMatterSchema> {
  const block = /^---\n([\s\S]*?)\n---\n/.exec(text)?.[1];
  const where = {
    fichier: `pages/${file}`,
    regle: 'chaque page dit son titre et ses publics',
    remede: 'Commencez la page par : ---, title: …, audiences: [comite, drdfe], ---',
  };
  if (block === undefined)
    throw new SiteError('site.page_sans_entete', `La page ${file} n’a pas d’en-tête.`, where);
  const parsed = frontMatterSchema.safeParse(parse(block));
  if (parsed.success) return parsed.data;
  throw new SiteError(
    'site.page_entete',
    `L’en-tête de la page ${file} ne se lit pas : ${z.prettifyError(parsed.error)}`,
    where,
  );
}

/** The folder of a page in the site's address. A folder that bears an audience's name holds its pages, and is in no address. */
function routeOf(file: string): string {
  const [folder = '', ...rest] = file.split('/');
  const path = (audiences as readonly string[]).includes(folder) ? rest.join('/') : file;
  return path.replace(/\.md$/, '').replace(/(^|\/)index$/, '');
}

/** `LA_TRAVERSE` → `la-traverse`, as in the address of an antenne's page. */
export function slug(code: string): string {
  return code.toLowerCase().replaceAll('_', '-');
}

/** Puts an antenne's code, name and département in the place of `%antenne%`, `%nom%`, `%departement%`. */
function forBranch(text: string, branch: Branch): string {
  return text
    .replaceAll('%antenne%', branch.code)
    .replaceAll('%nom%', branch.nom)
    .replaceAll('%departement%', branch.departement);
}

/** Puts the year, the year before and the date in words in the place of `%annee%`, `%annee_precedente%`, `%date%`. */
function forPeriod(text: string, date: string): string {
  const year = Number(date.slice(0, 4));
  return text
    .replaceAll('%annee%', String(year))
    .replaceAll('%annee_precedente%', String(year - 1))
    .replaceAll('%date%', formatDate(date));
}

/** Names and codes go into Markdown, Svelte and SQL: what could be read as one of these is refused. */
function checkBranch(branch: Branch): void {
  const safe =
    /^[A-Z0-9_]+$/.test(branch.code) &&
    /^[\p{L}\p{N} .,’'()/–-]+$/u.test(branch.nom) &&
    /^[0-9AB]{2,3}$/.test(branch.departement);
  if (safe) return;
  throw new SiteError('site.antenne_nom', `L’antenne « ${branch.code} » a un nom ou un code refusé.`, {
    regle:
      'code en capitales ; nom de lettres, chiffres et ponctuation courante ; département à deux chiffres',
    remede: 'Corrigez l’antenne dans sa nomenclature, puis publiez de nouveau.',
  });
}

/**
 * The pages of one audience under `pagesDir`, in the order of the navigation. A page written once for every
 * antenne (`pour_chaque: antenne`, named `[antenne].md`) gives one page per antenne. `date` is the ISO date of
 * the data.
 * @throws SiteError when a page's front matter is missing or unknown
 */
export async function readPages(
  pagesDir: string,
  audience: Audience,
  branches: Branch[],
  date: string,
): Promise<Page[]> {
  const pages: Page[] = [];
  for (const file of await markdownFiles(pagesDir)) {
    const written = await readFile(join(pagesDir, file), 'utf8');
    const whole = written.replaceAll('\r\n', '\n');
    const head = frontMatter(file, forPeriod(whole, date));
    if (!head.audiences.includes(audience)) continue;
    const filters = head.filtres ?? [];
    const text = forPeriod(withFilters(forAudience(file, whole, audience), filters), date);
    const page = {
      ...{ title: head.title, menu: head.menu ?? '', order: head.ordre ?? 100 },
      ...{ filters, engine: head.moteur === 'sql' },
    };
    if (!head.pour_chaque) {
      pages.push({ ...page, route: routeOf(file), text });
      continue;
    }
    for (const branch of branches) {
      checkBranch(branch);
      const route = routeOf(file).replace('[antenne]', slug(branch.code));
      pages.push({ ...page, route, title: forBranch(head.title, branch), text: forBranch(text, branch) });
    }
  }
  return pages.sort((a, b) => a.order - b.order || (a.route < b.route ? -1 : 1));
}
