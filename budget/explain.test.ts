import { describe, expect, it } from 'vitest';
import { allocate } from './allocate.ts';
import { computeCsv, computeTable, formatTable } from './compute-table.ts';
import { explain, explainRound } from './explain.ts';
import type { InputRow } from './inputs.ts';
import type { Parameters } from './parameters.ts';
import { actionRows, activityOnly, activityRows, CLEDE, FIVE, inputs, row } from './round-fixture.ts';

const SIX = [...FIVE, CLEDE];
const clede: InputRow = row('personnes_accompagnees', { antenne: 'LA_CLEDE', departement: '30' }, 325, {
  mot: 'par différence',
  formule: '1 715 moins les cinq autres antennes.',
  provenance: 'imputation',
});
const example: Parameters = {
  ...activityOnly(SIX),
  poids: { activite: 35, developpement: 20, harmonisation: 45 },
};
const allocation = allocate(
  inputs(
    activityRows(FIVE, [691, 546, 84, 42, 23]).map((one) => ({
      ...one,
      mot: 'personnes reçues',
      source: 'rapport 2024',
    })),
    clede,
    actionRows({ '34': 6, '48': 2, '66': 3, '11': 2, '30': 3 }),
  ),
  example,
);

/** French typography set back to plain spaces, so that expected sentences read as they are written. */
function plain(text: string): string {
  return text.replace(/[\u202f\u00a0]/g, ' ').replaceAll('\u2212', '-');
}

function phrasesOf(code: string, split = allocation): string[] {
  return (explain(split).find((one) => one.code === code)?.phrases ?? []).map(plain);
}

describe('explain', () => {
  it('accounts for each step of a line, with figures, words and source', () => {
    expect(phrasesOf('AERS')).toEqual([
      'Activité : AERS déclare 691 personnes accompagnées (dans ses mots : « personnes reçues »), sur 1 711 en tout, soit 40,39 % de l’enveloppe de 35 000,00 € : 14 135,01 €. Source : rapport 2024.',
      'Développement : aucun projet noté ne compte ; l’enveloppe de 20 000,00 € est partagée en parts égales entre les antennes (6) : 3 333,34 €.',
      'Harmonisation : dans le département 34, actions de référence en place : 6 pour une cible de 7, soit un manque de 14,29 %. Il reçoit 5,26 % de 45 000,00 €, soit 2 368,42 €. Source : essai.csv. Ses 2 antennes partagent en parts égales ; AERS reçoit 50 %, soit 1 184,21 €.',
      'Arrondi : le montant exact est de 18 652,5526 € environ ; coupé au centime, il ne reçoit pas de centime restant : 18 652,55 €. Les étapes ci-dessus, écrites au centime, font 18 652,56 € : l’écart d’écriture est de -0,01 €.',
      'Cela fait 26,99 € par personne accompagnée.',
    ]);
  });

  it('names the imputation on the line and for the round, as an hypothesis', () => {
    expect(phrasesOf('LA_CLEDE')[0]).toContain(
      'LA_CLEDE n’a pas de valeur déclarée ; l’imputation « par différence » lui attribue, par hypothèse, 325 personnes accompagnées (1 715 moins les cinq autres antennes)',
    );
    expect(phrasesOf('LA_CLEDE').at(-1)).toBe('Cela fait 59,86 € par personne accompagnée (nombre imputé).');
    const round = explainRound(allocation).map(plain);
    expect(round[0]).toContain('scénario d’illustration, non décidé');
    expect(round.some((phrase) => phrase.startsWith('Imputation « par différence », LA_CLEDE : 325'))).toBe(
      true,
    );
  });

  it('says what holds a line: its floor, its cap, or the proportion of the others', () => {
    const two = FIVE.slice(0, 2);
    const split = allocate(inputs(activityRows(two, [900, 100])), {
      ...activityOnly(two),
      plancher: { montant_centimes: 2_500_000, part_n1: null },
    });
    expect(phrasesOf('VIA_VOLTAIRE', split)[1]).toBe(
      'Bornes : la ligne était de 10 000,00 € ; le plancher de 25 000,00 € la relève (+15 000,00 €).',
    );
    expect(phrasesOf('AERS', split)[1]).toContain('elle est multipliée par 0,833333');
  });

  it('says why money is in the reserve, and which floors gave way', () => {
    const reserve = allocate(inputs(actionRows({ '34': 6, '48': 2, '66': 3, '11': 2 })), {
      ...activityOnly(FIVE),
      poids: { activite: 0, developpement: 0, harmonisation: 100 },
      harmonisation: { ...example.harmonisation, sans_declaration: 'reserve' },
    });
    expect(phrasesOf('RESERVE', reserve)[0]).toBe(
      'Harmonisation et couverture, département 11 : aucune action déclarée ne compte, 33 333,33 € vont à la réserve.',
    );
    const cut = allocate(inputs(activityRows(FIVE, [1, 1, 1, 1, 1])), {
      ...activityOnly(FIVE),
      plancher: { montant_centimes: 2_500_000, part_n1: null },
    });
    expect(explainRound(cut).map(plain)).toContain(
      'APEX : le plancher de 25 000,00 € n’a pas pu tenir, le total ne suffit pas. La ligne est réglée à 20 000,00 €.',
    );
  });

  it('explains projects, the notes that count and the one set aside', () => {
    const split = allocate(
      inputs(
        row('projet:a', { antenne: 'AERS' }, 10_000, { mot: 'Groupe à Lunel' }),
        row('note:a', { antenne: 'AERS' }, 5),
        row('note:a', { antenne: 'APEX' }, 4),
      ),
      { ...activityOnly(FIVE), poids: { activite: 0, developpement: 100, harmonisation: 0 } },
    );
    expect(phrasesOf('AERS', split)[0]).toBe(
      'Développement : le projet « Groupe à Lunel » compte pour 10 000,00 € × 4 / 5, soit 8 000,00 € (note médiane ; notes : APEX 4 ; sa propre note (5) n’est pas comptée). Ces points font 100 % de tous les points : 100 000,00 €.',
    );
    expect(phrasesOf('APEX', split)[0]).toBe('Développement : APEX ne déclare aucun projet : 0,00 €.');
  });
});

describe('computeTable', () => {
  const table = computeTable(allocation);

  it('has one row per line and a total, one cell per header, and columns that add up', () => {
    expect(table.lignes).toHaveLength(allocation.lignes.length + 1);
    for (const cells of table.lignes) expect(cells).toHaveLength(table.entetes.length);
    expect((table.lignes.at(-1) ?? []).map(plain)).toEqual([
      'Total',
      '',
      '0,00 €',
      '35 000,00 €',
      '20 000,00 €',
      '45 000,00 €',
      '0,00 €',
      '100 000,00 €',
      '',
    ]);
  });

  it('prints aligned columns, its standing in the title, its notes under it', () => {
    const lines = formatTable(table).split('\n');
    expect(plain(lines[0] ?? '')).toBe('Essai (scénario d’illustration, non décidé) : 100 000,00 €');
    const amounts = lines.filter(
      (line) => /^(AERS|APEX|LA_|UDAF|VIA)/.test(line) && !line.includes('coordination'),
    );
    expect(new Set(amounts.map((line) => line.length)).size).toBe(1);
    expect(lines.at(-1)).toContain('La somme est le total, au centime.');
  });

  it('shows the year before and the change when they are known', () => {
    const one = FIVE.slice(0, 1);
    const before = allocate(
      inputs(activityRows(one, [3]), row('montant_n1', { antenne: 'AERS' }, 90_000)),
      activityOnly(one),
    );
    const { entetes, lignes } = computeTable(before);
    expect(entetes.slice(-2).map(({ libelle }) => libelle)).toEqual(['Année précédente', 'Écart']);
    expect((lignes[1] ?? []).slice(-2).map(plain)).toEqual(['90 000,00 €', '+10 000,00 €']);
  });
});

describe('computeCsv', () => {
  it('writes decimal commas without thousands separators, with provenance and source', () => {
    const [header, , aers] = computeCsv(allocation).split('\r\n');
    expect(header).toBe(
      'Ligne;Personnes accompagnées;Coordination;Activité;Développement;Harmonisation et couverture;Arrondi;Montant;Par personne accompagnée;Mot de l’antenne;Provenance;Formule;Source',
    );
    expect(aers).toBe(
      'AERS;691;;14135,01;3333,34;1184,21;-0,01;18652,55;26,99;personnes reçues;declare;;rapport 2024',
    );
  });

  it('quotes separators and keeps a spreadsheet from running a cell', () => {
    const one = FIVE.slice(0, 1);
    const rows = activityRows(one, [3]).map((first) => ({ ...first, mot: '=1+1', formule: 'a;"b"' }));
    expect(computeCsv(allocate(inputs(rows), activityOnly(one)))).toContain(`;'=1+1;declare;"a;""b""";`);
  });
});
