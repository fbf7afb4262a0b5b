import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSources, type Sources } from './contracts.ts';
import { type ParsedFile, parseFile } from './parse-file.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const key = new Uint8Array(32).fill(9);
let sources: Sources;
beforeAll(async () => {
  sources = await loadSources(here('sources'), here('nomenclatures'));
});

function parse(text: string, name = 'via-voltaire.csv', today = '2027-01-15'): ParsedFile {
  return parseFile(new TextEncoder().encode(text), name, sources, () => key, today);
}

const HEADER =
  'N° dossier;Nom;Prénom;Né(e) le;Sexe;Permanence;Orienté par;Entrée;Début du suivi;Fin du suivi;Motif de sortie';
function suivi(year: number, lines: readonly string[]): string {
  return ['Via Voltaire', `Exercice;${year}`, '', HEADER, ...lines].join('\n');
}
const line = (dossier: string, nom: string, debut: string, fin = '', motif = '') =>
  `${dossier};${nom};Agathe;03/02/1985;F;BZ;SPIP;nouvel accueil;${debut};${fin};${motif}`;

describe('the fingerprint of a part', () => {
  const lines = ['A', 'B', 'C', 'D'].map((letter, index) =>
    line(`D${index}`, `Fictif-${letter}${letter}${letter}`, '12/03/2024'),
  );

  it('is the same for the same lines under another year’s title, and for them alone', () => {
    const first = parse(suivi(2024, lines));
    expect(first).toMatchObject({ charges: 4, a_corriger: 0 });
    expect([...first.empreintes.keys()]).toEqual(['suivi']);
    const again = parse(suivi(2025, lines));
    expect(again.origine?.annee).toBe(2025);
    expect(again.empreintes).toEqual(first.empreintes);
    expect(parse(suivi(2025, lines.slice(1))).empreintes).not.toEqual(first.empreintes);
    const other = [...lines.slice(1), line('D9', 'Fictif-AAA', '13/03/2024')];
    expect(parse(suivi(2025, other)).empreintes).not.toEqual(first.empreintes);
  });

  it('is given for facts only: places and offers may be the same each year', async () => {
    const offre = await readFile(here('../data-samples/declares/offre-2024.csv'));
    const parsed = parseFile(offre, 'offre-2024.csv', sources, () => undefined);
    expect(parsed.charges).toBeGreaterThan(10);
    expect(parsed.empreintes.size).toBe(0);
  });
});

describe('a date that has not come', () => {
  it('is told; without a day to compare with, no date is too late', () => {
    const text = suivi(2026, [line('D1', 'Fictif', '12/03/2026'), line('D2', 'Exemple', '12/12/2026')]);
    const today = parse(text, 'via-voltaire.csv', '2026-11-23');
    expect(today).toMatchObject({ lus: 2, charges: 1, a_corriger: 1 });
    expect(today.problemes.filter(({ code }) => code !== 'COLONNE_ABSENTE')).toMatchObject([
      { code: 'DATE_FUTURE', cellule: 'I6' },
    ]);
    const unknown = parseFile(new TextEncoder().encode(text), 'via-voltaire.csv', sources, () => key);
    expect(unknown.charges).toBe(2);
  });
});

describe('a name in the wrong column', () => {
  it('is in no message, and is told by its cell; a word that code lists know is shown', () => {
    const cells = suivi(2024, [
      line('D1', 'Fictif', '12/03/2024').replace(';BZ;', ';Zéphyrine Exemplaire;'),
      line('D2', 'Fictif', 'Zéphyrine').replace(';SPIP;', ';Exemplaire;'),
      line('D3', 'Fictif', '12/03/2024').replace(';BZ;', ';Mende;'),
      line('D4', 'Fictif', '12/03/2024').replace(';F;', ';06 12 34 56 78;'),
    ]);
    const { problemes } = parse(cells);
    expect(JSON.stringify(problemes)).not.toMatch(/Zéphyrine|Exemplaire|Fictif|06 12/);
    expect(
      problemes
        .filter(({ code }) => code === 'VALEUR_ILLISIBLE')
        .map(({ cellule, valeur }) => [cellule, valeur]),
    ).toEqual([
      ['F5', undefined],
      ['G6', undefined],
      ['I6', undefined],
      ['F7', 'Mende'],
      ['E8', undefined],
    ]);
  });
});

describe('any cell put in the place of another', () => {
  it('leaves read = loaded + to correct, and a planted name, telephone or birth in nothing that is kept or told', () => {
    const planted = [
      'Zéphyrine',
      'Zéphyrine 12',
      '06 12 34 56 78',
      '0612345678',
      '17/11/1971',
      '1971-11-17',
      '17.11.71',
    ];
    const other = ['', '?', 'NC', '31/02/2024', '99', '=1+1', '-', 'Total', 'H', '2024', 'mars 2024', '"'];
    const columns = HEADER.split(';').length;
    const change = fc.record({
      ligne: fc.nat(5),
      colonne: fc.nat(columns - 1),
      texte: fc.constantFrom(...planted, ...other),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const rows = Array.from({ length: 6 }, (_, index) =>
          line(
            `D${index}`,
            `Fictif${'abcdef'[index]}${'fedcba'[index]}x`,
            '12/03/2024',
            '15/09/2024',
            'Abandon sans motif explicite',
          ).split(';'),
        );
        for (const { ligne, colonne, texte } of changes) {
          // A name is at home in the columns of names, and a birth in its own.
          const isHome = colonne <= 3 && planted.includes(texte);
          if (rows[ligne] && !isHome) rows[ligne][colonne] = texte;
        }
        const file = parse(
          suivi(
            2024,
            rows.map((cells) => cells.join(';')),
          ),
        );
        expect(file.charges + file.a_corriger).toBe(file.lus);
        const kept = JSON.stringify([[...file.tables], file.problemes]);
        expect(kept).not.toMatch(/Zéphyrine|06 12 34|0612345678|1971-11-17|17\/11\/1971/);
      }),
      { numRuns: 150 },
    );
  });
});
