import type { Audience, SiteRelease } from '../build/release.ts';
import { number, text } from '../components/figure.ts';
import { formatDate } from '../components/number.ts';
import { annexChapter } from './annexes.ts';
import { rowsOfBranch } from './branch-rows.ts';
import { branchChapter } from './branches.ts';
import type { Branch, Edition } from './cube-table.ts';
import { Cubes, REGION } from './cubes.ts';
import { type Chapter, figuresOf, type Report } from './document.ts';
import { keyFigureChapter } from './key-figures.ts';
import { methodChapter } from './method.ts';
import { type OwnFigures, ownChapter } from './own-figures.ts';
import { Reading } from './reading.ts';
import { CUBES_READ } from './subjects.ts';

/** The cubes that make a year one that can be reported on. */
const YEAR_CUBES = ['chiffres_cles', 'activite'];

/** For whom a report is written: research has its package. */
export type ReportAudience = Exclude<Audience, 'recherche'>;

const READERS: Record<ReportAudience, string> = {
  comite: 'comité technique',
  drdfe: 'direction régionale aux droits des femmes et à l’égalité',
};

/** Years that a release has figures of, in rising order. */
export function yearsOf(release: SiteRelease): number[] {
  const cubes = new Cubes(release);
  const years = YEAR_CUBES.flatMap((cube) => cubes.rows(cube)).map((row) => number(row, 'annee'));
  return [...new Set(years)].filter((year) => year !== null).sort((a, b) => a - b);
}

/** The report of one year for one audience: the same release, the same report. */
export function buildReport(release: SiteRelease, year: number, audience: ReportAudience): Report {
  return reportOf(release, new Cubes(release), year, {
    title: `Rapport d’activité ${year}`,
    subtitle: 'CPCA Sud-Occitanie : chiffres clés, antennes, méthode',
    audience: READERS[audience],
  });
}

/** The antennes of a year in a release: whom a report can be made for. */
export function branchesIn(release: SiteRelease, year: number): Branch[] {
  return branchesOf(new Cubes(release), year).filter(({ code }) => code !== REGION);
}

/**
 * One antenne's figures of a year, from the comité's part of a release: what it says of her, then the region to compare,
 * and nothing of any other antenne. What is secret to the comité is secret here too.
 */
export function buildBranchReport(
  release: SiteRelease,
  year: number,
  branch: Branch,
  ownFigures: OwnFigures | null = null,
): Report {
  const cubes = new Cubes(release, rowsOfBranch(branch.code, branch.departement));
  const report = reportOf(release, cubes, year, {
    own: true,
    title: `${branch.name} : chiffres ${year}`,
    subtitle: 'Les chiffres de l’antenne, et ceux de la région pour comparer',
    audience: `antenne ${branch.name}`,
  });
  const own = report.chapters.filter(({ id }) => id === 'antennes');
  const others = report.chapters.filter(({ id }) => id !== 'antennes');
  const hers = ownFigures === null ? [] : [ownChapter(ownFigures, year)];
  return { ...report, chapters: [...own.map(asOwn), ...hers, ...others.map(asComparison)] };
}

function asOwn(chapter: Chapter): Chapter {
  return {
    ...chapter,
    title: 'I. Votre antenne',
    lead: 'Ce que la publication dit de votre antenne. Un nombre « secret » l’est pour les autres : le chapitre suivant dit les vôtres, pour vous seule.',
    sections: chapter.sections.map((section) => ({ ...section, title: section.title.replace(/^A\. /, '') })),
  };
}

function asComparison(chapter: Chapter): Chapter {
  if (chapter.id !== 'chiffres-cles') return chapter;
  return {
    ...chapter,
    title: 'II. La région, pour comparer',
    lead: 'Les chiffres du CPCA, et les vôtres à côté quand la même table les donne. Aucune autre antenne n’y a de chiffre ; les bases disent seulement lesquelles ont transmis.',
  };
}

function reportOf(
  release: SiteRelease,
  cubes: Cubes,
  year: number,
  { own = false, ...head }: Pick<Report, 'title' | 'subtitle' | 'audience'> & { own?: boolean },
): Report {
  const edition: Edition = { cubes, year, branches: branchesOf(cubes, year), own };
  const reading = new Reading(cubes, year);
  const missing = CUBES_READ.filter((cube) => !cubes.has(cube));
  const chapters = [
    keyFigureChapter(edition, reading),
    branchChapter(edition, reading),
    annexChapter(edition, reading),
  ];
  const [keyFigures, ...others] = chapters;
  const figures = chapters.flatMap(figuresIn);
  return {
    ...head,
    ...{ year, release: release.name, dataDate: release.dataDate, sample: release.sample },
    chapters: [
      ...(keyFigures ? [keyFigures] : []),
      ...others.slice(0, 1),
      methodChapter(edition, release, figures, missing),
      ...others.slice(1),
    ],
    missing,
  };
}

/** What says on each page which data it shows. */
export function editionLine({ dataDate, release, sample }: Report): string {
  return `Données du ${formatDate(dataDate)} · publication ${release}${sample ? ' · données d’exemple' : ''}`;
}

function figuresIn(chapter: Chapter) {
  return chapter.sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'table' ? figuresOf(block) : [])),
  );
}

/** The antennes of a year, by département then name; of those that sent nothing too. */
function branchesOf(cubes: Cubes, year: number): Branch[] {
  return cubes
    .rows('antennes')
    .filter((row) => number(row, 'annee') === year)
    .map((row) => ({
      code: text(row, 'antenne'),
      name: text(row, 'nom') || cubes.label('antennes', 'antenne', text(row, 'antenne')),
      departement: text(row, 'departement'),
    }))
    .sort((a, b) => a.departement.localeCompare(b.departement, 'fr') || a.name.localeCompare(b.name, 'fr'));
}
