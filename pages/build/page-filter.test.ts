import { describe, expect, it } from 'vitest';
import { forAudience } from './audience-block.ts';
import { withFilters } from './page-filter.ts';

describe('a page with filters', () => {
  it('writes the chosen year outside of SQL, as it must stand there', () => {
    const page = [
      '---\ntitle: En %annee%\n---\n',
      '```sql a\nselect * from cubes.activite join cubes.notes where annee = %annee%\n```\n',
      '<p class="chapeau">En %annee%.</p>\n',
      `<T year={%annee%} title="Stages de %annee%" columns={[{ titre: 'avant %annee_precedente%', n: { a: 1 } }]} />`,
      'Face à %annee_precedente%, l’année. {`en %annee%`}',
    ].join('\n');
    const written = withFilters(page, ['annee', 'antenne']);
    expect(written).toContain('title: En %annee%');
    expect(written).toContain('where annee = %annee%');
    expect(written).toContain('<p class="chapeau">En {$choice.annee}.</p>');
    expect(written).toContain('year={$choice.annee} title="Stages de {$choice.annee}"');
    expect(written).toContain("titre: 'avant ' + $choice.annee_precedente + ''");
    expect(written).toContain(
      ['Face à {$choice.annee_precedente}, l’année. {`en $', '{$choice.annee}`}'].join(''),
    );
    expect(written).toContain(
      "</p>\n\n<Filters filters={['annee', 'antenne']} cubes={['activite', 'notes']} />",
    );
  });

  it('stays as it is without', () => {
    expect(withFilters('En %annee%', [])).toBe('En %annee%');
  });
});

describe('a block for some readers', () => {
  const page =
    'a<!-- public: comite -->b<!-- fin public -->c<!-- public: comite, drdfe -->d<!-- fin public -->';
  it('stands in their page alone', () => {
    expect(forAudience('x.md', page, 'comite')).toBe('abcd');
    expect(forAudience('x.md', page, 'drdfe')).toBe('acd');
  });

  it.each([
    'a<!-- public: comite -->b',
    'a<!-- fin public -->',
    '<!-- public: tous -->b<!-- fin public -->',
    '<!-- public: comite --><!-- public: drdfe --><!-- fin public -->',
    '<!--public:comite-->b<!--fin public-->',
    '<!-- Public: comite -->b<!-- Fin public -->',
    '<!-- publics: comite -->b',
  ])('must be well written: %s', (text) => {
    expect(() => forAudience('x.md', text, 'comite')).toThrow(/bloc de public/);
  });
});
