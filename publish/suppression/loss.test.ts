import { describe, expect, it } from 'vitest';
import { lossOf } from './loss.ts';

const shown = { secret: false, cause: undefined };

describe('the loss of a release', () => {
  it('counts each figure once, by why it is hidden', () => {
    const loss = lossOf([
      { key: 'a', valeur: 3, secret: true, cause: 'effectif' },
      { key: 'b', valeur: 40, secret: true, cause: undefined },
      { key: 'c', valeur: 60, ...shown },
      // A département of one antenne tells the antenne's figure again.
      { key: 'c', valeur: 60, ...shown },
      { key: 'b', valeur: 40, secret: true, cause: undefined },
      { key: 'd', valeur: 25, secret: true, cause: undefined, grossi: 'region' },
      { key: 'e', valeur: 30, ...shown, grossi: 'codes' },
    ]);
    expect(loss).toEqual({
      all: { figures: 5, persons: 158 },
      primary: { figures: 1, persons: 3 },
      coarsened: { figures: 1, persons: 25 },
      secondary: { figures: 1, persons: 40 },
    });
  });

  it('takes a figure that any table hides by its rule as primary', () => {
    const twice = [
      { key: 'a', valeur: 7, secret: true, cause: undefined },
      { key: 'a', valeur: 7, secret: true, cause: 'base' },
    ];
    expect(lossOf(twice)).toEqual(lossOf([...twice].reverse()));
    expect(lossOf(twice).primary).toEqual({ figures: 1, persons: 7 });
  });
});
