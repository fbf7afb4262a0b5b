import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  editDistance,
  fold,
  foldLabel,
  nearest,
  relativeTitle,
  relativeYears,
  titleVariants,
  yearsIn,
} from './text.ts';

describe('fold', () => {
  it.each([
    ['Évaluation  DÉPARTEMENTALE', 'evaluation departementale'],
    ['cœur d’accueil', "coeur d'accueil"],
    ['1 544', '1 544'],
  ])('compares %j as %j', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it('reads a plain text as it reads the same text with a sign that cannot be seen', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(fold(text)).toBe(fold(`${text}\u00AD`));
      }),
    );
    expect(fold(" It`s   2 'X' ")).toBe("it's 2 'x'");
  });

  it('folds what is folded to itself', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => fold(fold(text)) === fold(text)));
  });
});

describe('foldLabel', () => {
  it.each([
    ['Autres Partenaires *', 'Autres partenaires'],
    ['Divorcé.e / Séparé.e', 'divorcé.e/séparé.e'],
    ['Total :', 'TOTAL'],
    ['- de 18 ans', '-de 18 ans'],
  ])('reads %j and %j alike', (one, other) => {
    expect(foldLabel(one)).toBe(foldLabel(other));
  });
});

describe('relative years', () => {
  it('reads the label of another year alike', () => {
    expect(relativeYears('Orientations de 2023 suivies sur 2024', 2024)).toBe(
      relativeYears('Orientations de 2021 suivies sur 2022', 2022),
    );
  });

  it('keeps age bands and years far away', () => {
    expect(relativeYears('18-25 ans', 2024)).toBe('18-25 ans');
    expect(relativeYears('depuis 1984', 2024)).toBe('depuis 1984');
  });

  it('replaces counts in a title, not the marks of a band', () => {
    expect(relativeTitle('RÉPARTITION DES 1 546 ACCUEILS 2024', 2024)).toBe('repartition des # accueils {n}');
    expect(relativeTitle('{n} 7', 2024)).toBe('{n} #');
  });
});

describe('titleVariants', () => {
  it.each(['Tableau 3 : Motifs de sortie', '2. Motifs de sortie', 'b) Motifs de sortie', 'Motifs de sortie'])(
    'finds the title in %j',
    (title) => {
      expect(titleVariants(title, 2024)).toContain('motifs de sortie');
    },
  );

  it('keeps a title that begins with a count', () => {
    expect(titleVariants('1 544 orientations en 2024', 2024)).toContain('# orientations en {n}');
  });
});

describe('yearsIn', () => {
  it('leaves out the day of an edition', () => {
    expect(yearsIn('Édité le 15/01/2025, rapport 2024')).toEqual([2024]);
    expect(yearsIn('Édité le 15 janvier 2025')).toEqual([]);
    expect(yearsIn('2023-2024')).toEqual([2023, 2024]);
  });
});

describe('nearest', () => {
  it('never proposes the opposite', () => {
    expect(nearest('≥ 3 mois', ['≤ 3 mois', '+ 12 mois'])).toBeUndefined();
    expect(nearest('18-25 an', ['18-25 ans', '26-34 ans'])).toBe('18-25 ans');
  });

  it('names what was meant, and nothing when all is far', () => {
    expect(nearest('Spontanee', ['SPIP', 'Spontanée'])).toBe('Spontanée');
    expect(nearest('xyz', ['Spontanée', 'Autres partenaires'])).toBeUndefined();
  });

  it('is a distance: symmetric, zero only between equals', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});
