import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBuild } from '../cli/pipeline.ts';
import { openWarehouse } from '../sql/warehouse.ts';
import { type SampleRun, sampleRun } from './known/sample-run.ts';

/** A declared figure written wrong, and the finding that must name its cell. */
interface Altered {
  quoi: string;
  cellule: string;
  valeur: number;
  valeur_max?: number;
  regle: string;
  formule: string;
  lecture: RegExp;
}

const ROWS = 'calcul_et_declaration';
const NOT_SENT = /^Lignes non transmises, ou déclaration comptée autrement\.$/;

const ALTERED: Altered[] = [
  {
    quoi: 'a characteristic that only her list carries',
    ...{ cellule: 'udaf11-2024.xlsx · Bilan · B18', valeur: 12 },
    ...{ regle: ROWS, formule: 'lignes : 10, déclaré : 12', lecture: NOT_SENT },
  },
  {
    quoi: 'a module without a population, at two sites together',
    ...{ cellule: 'udaf11-2024.xlsx · Bilan · B19', valeur: 6 },
    ...{ regle: ROWS, formule: 'lignes : 3, déclaré : 6', lecture: NOT_SENT },
  },
  {
    quoi: 'exits of a module by motif',
    ...{ cellule: 'udaf11-2024.xlsx · Hébergement · B26', valeur: 6 },
    ...{ regle: ROWS, formule: 'lignes : 4, déclaré : 6', lecture: NOT_SENT },
  },
  {
    quoi: 'requests refused by who sent them',
    ...{ cellule: 'udaf11-2024.xlsx · Hébergement · B36', valeur: 0 },
    ...{ regle: ROWS, formule: 'lignes : 1, déclaré : 0', lecture: NOT_SENT },
  },
  {
    quoi: 'a mean told as a range',
    ...{ cellule: 'via-voltaire-2024.xlsx · Public et moyens · B39', valeur: 7, valeur_max: 8 },
    ...{ regle: ROWS, formule: 'lignes : 5,25, déclaré : 7 à 8', lecture: NOT_SENT },
  },
  {
    quoi: 'whoever was called to a stage, among the orientations of the year',
    ...{ cellule: 'apex-2024.xlsx · Stages · B10', valeur: 60 },
    ...{ regle: ROWS, formule: 'lignes : 98, déclaré : 60', lecture: NOT_SENT },
  },
  {
    quoi: 'one of two statements of one thing',
    ...{ cellule: 'apex-2024.xlsx · Stages · B23', valeur: 12 },
    ...{
      regle: ROWS,
      formule: 'lignes : 11, déclaré : 12',
      lecture: /énonce aussi la valeur que les lignes donnent/,
    },
  },
  {
    quoi: 'the second statement of a percentage that its base holds',
    ...{ cellule: 'via-voltaire-2024.xlsx · Public et moyens · D19', valeur: 9 },
    ...{
      regle: 'part_et_base',
      formule: '19 / 546 = 3,48 %, et non 9 %',
      lecture: /^(Aucune autre base|Autre base|Définition plus large)/,
    },
  },
  {
    quoi: 'a mean age out of its range',
    ...{ cellule: 'la-traverse-2024.csv · la-traverse-2024 · B28', valeur: 60 },
    ...{
      regle: 'age_dans_l_etendue',
      formule: '36 à 52, et non 60',
      lecture: /^Hors de l’étendue énoncée, de 8/,
    },
  },
];

interface Found {
  regle: string;
  formule: string;
  lecture: string;
  sources: string;
}

let run: SampleRun;
let before: Found[];
let after: Found[];

beforeAll(async () => {
  run = await sampleRun();
  before = await findings();
  const warehouse = await openWarehouse({ path: run.places.warehouse });
  try {
    for (const { cellule, valeur, valeur_max = null } of ALTERED) {
      const changed = await warehouse
        .knex('core.figure')
        .where('source_ref', 'like', `%${cellule}`)
        .count({ n: '*' });
      expect(Number(changed[0]?.n), cellule).toBe(1);
      const [file = '', sheet = '', cell = ''] = cellule.split(' · ');
      await warehouse
        .knex('raw.figure')
        .where({ feuille: sheet, cellule: cell })
        .whereIn(
          'fichier_id',
          warehouse.knex('meta.fichier').select('fichier_id').where('fichier', 'like', `%${file}`),
        )
        .update({ valeur, valeur_max });
    }
  } finally {
    await warehouse.close();
  }
  const built = await runBuild(
    run.places,
    { full: true },
    () => new Date('2025-02-01T12:00:00Z'),
    () => {},
  );
  expect(built.problems.map(({ message }) => message)).toEqual([]);
  after = await findings();
}, 240_000);
afterAll(() => run?.remove());

async function findings(): Promise<Found[]> {
  const warehouse = await run.open();
  try {
    return await warehouse
      .knex('marts.constat')
      .select('regle', 'formule', 'lecture', 'sources')
      .where({ annee: 2024 });
  } finally {
    await warehouse.close();
  }
}

/** A formula with plain spaces: French sets narrow ones that no reader tells apart. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('a declared figure written wrong', () => {
  it.each(ALTERED)('$quoi: $cellule', ({ cellule, regle, formule, lecture }) => {
    const naming = after.filter(
      (one) => one.regle === regle && one.sources.split('\n').some((source) => source.endsWith(cellule)),
    );
    expect(naming.map((one) => plain(one.formule))).toEqual([formule]);
    expect(naming[0]?.lecture).toMatch(lecture);
    const known = before.map((one) => one.formule);
    expect(known).not.toContain(naming[0]?.formule);
  });

  it('gives no finding of the rows on what was not altered', () => {
    const cells = ALTERED.map(({ cellule }) => cellule);
    const others = after.filter(
      ({ regle, sources }) => regle === ROWS && !cells.some((cell) => sources.endsWith(cell)),
    );
    expect(before.filter(({ regle }) => regle === ROWS)).toEqual([]);
    expect(others).toEqual([]);
  });

  it('gives each pair of values of the same cells once', () => {
    const keys = after
      .filter(({ regle }) => regle !== ROWS)
      .map(({ formule, sources }) => {
        const numbers = plain(formule).match(/\d+(?:,\d+)?/g) ?? [];
        return [...numbers]
          .sort()
          .concat([...new Set(sources.split('\n'))].sort())
          .join('|');
      });
    expect(keys.filter((key, rank) => keys.indexOf(key) !== rank)).toEqual([]);
  });
});
