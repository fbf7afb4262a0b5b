import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchor, finds, originText, plain, readers, sortTerms } from './dictionary.ts';

describe('searching the dictionary', () => {
  it('finds words whatever their accents, capitals and order', () => {
    expect(finds('age MOYEN', 'Moyenne d’âge : âge moyen')).toBe(true);
    expect(finds('coeur', 'Le cœur')).toBe(true);
    expect(finds('orientation stage', 'orientations vers un stage')).toBe(true);
    expect(finds('orientation logement', 'orientations vers un stage')).toBe(false);
  });

  it('finds everything for nothing, and each text by itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => finds('  ', text) && finds(text, text)),
      { seed: 3 },
    );
    expect(plain('ÉÀÇ')).toBe('eac');
  });
});

describe('a column’s origin', () => {
  const column = { nom: 'c', type: 'INTEGER', description: null, lit: [], compte: [], inconnu: null };
  it('is said in words', () => {
    expect(originText(column, 'model')).toBe('constante');
    expect(originText({ ...column, lit: ['core.a.b'], compte: ['core.d'] }, 'model')).toBe(
      'core.a.b, lignes de core.d',
    );
    expect(originText({ ...column, inconnu: 'LOGICAL_PIVOT' }, 'model')).toBe('inconnu');
    expect(originText(column, 'source')).toBe('–');
  });
});

describe('the order of terms', () => {
  it('puts words of their own first, and says once a definition that many share', () => {
    const term = (code: string, definition: string | null, unite: string | null = null) => ({
      ...{ code, libelle: code, unite, definition },
    });
    const many = ['a', 'b', 'c', 'd', 'e'].map((code) => term(code, 'Chiffre déclaré.'));
    const own = [term('f', 'Une nuit.', 'nuitée'), term('g', null), term('h', 'Un envoi.')];
    expect(sortTerms([...many, ...own])).toEqual({
      own,
      groups: [{ definition: 'Chiffre déclaré.', termes: many }],
    });
    expect(sortTerms(many.slice(1)).own).toEqual(many.slice(1));
  });
});

describe('the relations of the page', () => {
  it('have each their own place and their readers', () => {
    const relation = (id: string, lit: string[]) => ({
      ...{ id, lit, nature: 'model', couche: 'core', nom: id, description: '', grain: [], colonnes: [] },
    });
    const found = readers([relation('core.a', []), relation('core.b', ['core.a', 'raw.gone'])]);
    expect([...found]).toEqual([
      ['core.a', ['core.b']],
      ['core.b', []],
    ]);
    expect(anchor('marts.budget_entrees')).toBe('relation-marts-budget-entrees');
  });
});
