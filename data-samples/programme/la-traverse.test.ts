import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSources } from '../../ingest/contracts.ts';
import { parseKey } from '../../ingest/core/pseudonym.ts';
import { read } from '../../ingest/core/readers/read.ts';
import { type ParsedFile, parseFile } from '../../ingest/parse-file.ts';
import { ageOn, parts } from './calendar.ts';
import { COMMITTED_SEED } from './commande.ts';
import { drawConvoques, laTraverseFiles, STAGES_2023, STAGES_2024 } from './la-traverse.ts';
import { seededRandom } from './random.ts';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const ingest = (name: string) => fileURLToPath(new URL(`../../ingest/${name}`, import.meta.url));

it('the committed extracts are what the program makes, byte for byte', () => {
  for (const { nom, octets } of laTraverseFiles(COMMITTED_SEED))
    expect(Buffer.compare(readFileSync(path(`extraits/${nom}`)), Buffer.from(octets)), nom).toBe(0);
});

it.each([
  ['la-traverse-stages-2024.csv', 'windows-1252', ';'],
  ['la-traverse-controles-judiciaires-2024.csv', 'utf-8', ','],
  ['la-traverse-questionnaires-2024.csv', 'utf-16le (avec marque)', '\t'],
])('%s is in %s', (name, encodage, separateur) => {
  const opened = read(new Uint8Array(readFileSync(path(`extraits/${name}`))), name);
  if (!opened.ok) throw new Error(name);
  expect(opened.classeur).toMatchObject({ encodage, separateur });
});

describe.each([
  [STAGES_2024, { presents: 28, convoques: 30, femmes: 6 }],
  [STAGES_2023, { presents: 16, convoques: 17, femmes: 2 }],
])('the courses of $annee', (plan, wanted) => {
  it('hold the printed counts and their ages, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        const convoques = drawConvoques(plan, seededRandom(seed));
        const came = convoques.filter(({ venu }) => venu === 'oui');
        expect({
          presents: came.length,
          convoques: convoques.length,
          femmes: came.filter(({ sexe }) => sexe === 'F').length,
        }).toEqual(wanted);
        for (const { oriente, premier, naissance } of convoques) {
          expect(oriente).toBeLessThan(premier);
          expect(ageOn(naissance, oriente)).toBeGreaterThanOrEqual(18);
        }
        const bands = [18, 26, 40, 65].map((from, rank, all) => {
          const to = all[rank + 1] ?? 200;
          const ages = came.map(({ naissance }) => plan.annee - parts(naissance).year);
          return ages.filter((age) => age >= from && age < to).length;
        });
        expect(bands).toEqual(plan.ages.H.map((men, rank) => men + (plan.ages.F[rank] ?? 0)));
      }),
      { numRuns: 25 },
    );
  });
});

describe('loaded by the contract', () => {
  let files: Map<string, ParsedFile>;

  beforeAll(async () => {
    const sources = await loadSources(ingest('sources'), ingest('nomenclatures'));
    const key = parseKey(readFileSync(path('cle-exemple.txt'), 'utf8'));
    files = new Map(
      laTraverseFiles(COMMITTED_SEED).map(({ nom, octets }) => [
        nom,
        parseFile(octets, nom, sources, () => key),
      ]),
    );
  });

  it.each([
    ['la-traverse-stages-2024.csv', 2024, 33],
    ['la-traverse-stages-2023.csv', 2023, 19],
    ['la-traverse-controles-judiciaires-2024.csv', 2024, 14],
    ['la-traverse-questionnaires-2024.csv', 2024, 28],
  ])('%s loads whole', (name, annee, lignes) => {
    const file = files.get(name);
    expect(file?.origine).toMatchObject({ source: 'la_traverse_suivi', annee, echantillon: true });
    expect([file?.lus, file?.charges, file?.a_corriger]).toEqual([lignes, lignes, 0]);
  });

  it('a questionnaire hangs on its course and on nobody', () => {
    const reponses = files.get('la-traverse-questionnaires-2024.csv')?.tables.get('reponse') ?? [];
    // 28 answers to each of five questions, and 58 modules ticked.
    expect(reponses).toHaveLength(5 * 28 + 58);
    expect(new Set(reponses.map(({ personne_key }) => personne_key))).toEqual(new Set([null]));
    expect(new Set(reponses.map(({ seance }) => seance))).toEqual(new Set(['1', '2', '3']));
  });

  it('1 is a man and 2 a woman', () => {
    const personnes = files.get('la-traverse-controles-judiciaires-2024.csv')?.tables.get('personne') ?? [];
    expect(personnes.filter(({ sexe }) => sexe === 'homme')).toHaveLength(13);
    expect(personnes.filter(({ sexe }) => sexe === 'femme')).toHaveLength(1);
  });
});
