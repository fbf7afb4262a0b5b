import type { ProblemDraft } from '../publication-error.ts';
import type { OtherFormat } from './other-formats.ts';
import type { ReleasedFigure } from './release-files.ts';

/** Cells that one message names at most. */
const MOST_NAMED = 10;

type Label = Pick<ReleasedFigure, 'cube' | 'audience' | 'cellule'>;

/** A figure that has no two tables: named, never told. */
export function recoverableProblem({
  attaquants,
  ...label
}: Label & { attaquants: readonly string[] }): ProblemDraft {
  return {
    code: 'cellule_retrouvable',
    message: `${nameOf(label)} : rien ne prouve que ${listed(attaquants)} ne la retrouve pas à partir de tout ce qui est publié.`,
    ...(label.cube === '' ? {} : { fichier: `${label.cube}.csv` }),
    regle:
      'deux tableaux d’effectifs d’accord avec tout ce qui est publié : l’un la donne au plus à 1, l’autre au moins au seuil',
    remede:
      'Rien n’a été publié. Regroupez ses modalités dans le catalogue (ou retirez ce croisement), puis publiez de nouveau.',
  };
}

/** Figures that are not what the rows say. */
export function differentProblem(figures: readonly ReleasedFigure[]): ProblemDraft {
  return {
    code: 'chiffre_different_des_lignes',
    message: `${figures.length} chiffre${figures.length > 1 ? 's' : ''} écrit${figures.length > 1 ? 's' : ''} ne ${figures.length > 1 ? 'sont' : 'est'} pas celui des lignes : ${namesOf(figures)}.`,
    regle: 'un chiffre publié est la somme des personnes que disent les lignes',
    remede: 'Refaites le calcul (cpca build), puis publiez de nouveau.',
  };
}

/** Figures of a revised year that changed by a few persons. */
export function differenceProblem(figures: readonly ReleasedFigure[]): ProblemDraft {
  return {
    code: 'difference_trop_petite',
    message: `Une année révisée change de trop peu de personnes : ${namesOf(figures)}. Qui a les deux publications les reconnaîtrait.`,
    regle: 'entre deux publications, un chiffre change de 0 ou d’au moins le seuil',
    remede: 'Rien n’a été publié. Attendez d’avoir plus de corrections à publier ensemble.',
  };
}

/** Cubes that went to somebody for whom no rule is written: nothing says what she may be told. */
export function lawlessProblems(figures: readonly ReleasedFigure[]): ProblemDraft[] {
  const places = new Map(figures.map((one) => [`${one.cube}/${one.audience}`, one]));
  return [...places.values()].map(({ cube, audience, classe }) => ({
    code: 'public_sans_regle',
    message: `Le cube « ${cube} » (classe ${classe}) va au public « ${audience} », pour lequel aucun seuil n’est écrit.`,
    fichier: `${cube}.csv`,
    regle: 'un public n’a que les cubes d’une classe pour laquelle un seuil est écrit',
    remede:
      'Rien n’a été publié. Retirez ce public du cube, ou donnez-lui un seuil (publish/thresholds.yml).',
  }));
}

/** A file of a cube that tells something else than its CSV, which is what was audited. */
export function otherFormatProblem({ audience, fichier, pourquoi }: OtherFormat): ProblemDraft {
  return {
    code: 'formats_differents',
    message: `${fichier} (${audience}) ne dit pas exactement ce que dit le CSV de ce cube : ${pourquoi}.`,
    fichier,
    regle:
      'les trois fichiers d’un cube disent les mêmes cellules, et rien d’autre, dans leurs octets non plus',
    remede: 'Rien n’a été publié. Publiez de nouveau ; si cela persiste, signalez-le.',
  };
}

function namesOf(figures: readonly Label[]): string {
  const names = [...new Set(figures.map(nameOf))];
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(' ; ')}${more > 0 ? ` ; et ${more} autres` : ''}`;
}

function nameOf({ cube, audience, cellule }: Label): string {
  const codes = Object.entries(cellule)
    .map(([name, code]) => `${name} = ${code}`)
    .join(', ');
  return cube === ''
    ? `Effectif qu’aucun cube ne dit (${codes})`
    : `Cube « ${cube} » (${audience}), ${codes}`;
}

function listed(names: readonly string[]): string {
  const [last = '', ...others] = [...names].reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} ou ${last}`;
}
