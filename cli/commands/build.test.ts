import { describe, expect, it } from 'vitest';
import type { BuildResult } from '../../sql/build.ts';
import type { LastTest } from '../../sql/ledger.ts';
import type { PlannedModel } from '../../sql/plan.ts';
import { buildText, lastText, planText, testText } from './build.ts';

const test = {
  ...{ id: 'core.personne.sexe.accepted_values', severity: 'error' as const, failures: 12 },
  ...{ sql: 'select 1', fichier: 'models/core/_core.yml', ligne: 3 },
};
const rows = Array.from({ length: 11 }, (_, index) => ({ sexe: `v${index}` }));

function result(change: Partial<BuildResult>): BuildResult {
  return {
    ...{ rebuilt: true, ok: true, build: 1, fingerprint: '', fingerprints: {} },
    ...{ models: [], tests: [], problems: [], ...change },
  };
}

describe('what a build says', () => {
  it('says that nothing was done when nothing had changed', () => {
    expect(buildText(result({ rebuilt: false }))).toBe('Rien n’a changé : rien n’est recalculé.');
  });

  it('counts what was built, kept, failed and left aside, and says what stands after a failure', () => {
    const model = (status: 'built' | 'kept' | 'failed' | 'skipped') => ({
      ...{ id: 'core.a', name: 'a', layer: 'core' as const, form: 'table' as const },
      ...{ status, reason: '', rows: 1, ms: 1 },
    });
    const text = buildText(
      result({
        ok: false,
        models: [model('built'), model('kept'), model('failed'), model('skipped')],
        tests: [{ ...test, kind: 'accepted_values', status: 'fail', rows: [] }],
      }),
    );
    expect(text).toContain('1 modèle calculé, 1 inchangé, 1 en échec, 1 laissé de côté');
    expect(text).toContain('0 réussi, 0 avertissement, 1 échec.');
    expect(text).toContain('garde ses tables précédentes');
  });

  it('shows the first ten failing rows of a test, then the query for the rest', () => {
    const lines = testText({ ...test, status: 'fail', rows }).split('\n');
    expect(lines[0]).toBe('✗ core.personne.sexe.accepted_values : échec, 12 lignes');
    expect(lines.slice(1, 12)).toEqual(['  sexe', ...rows.slice(0, 10).map(({ sexe }) => `  ${sexe}`)]);
    expect(lines[12]).toBe('  … et 2 autres. Toutes : select 1');
  });
});

describe('what the last tests say', () => {
  it('shows those that found something, and counts the rest', () => {
    const last = (statut: LastTest['statut']): LastTest => ({
      ...{ build: 4, test: 'core.a.not_null', genre: 'not_null', statut, severite: 'error', echecs: 1 },
      ...{ requete: 'select 1', fichier: 'f.yml', ligne: 2, le: '2025-01-01T00:00:00', rows: [{ a: null }] },
    });
    const text = lastText([last('pass'), last('fail')]);
    expect(text).toContain('✗ core.a.not_null : échec, 1 ligne\n  a\n  (vide)\n  f.yml:2, calcul 4');
    expect(text).toContain('2 tests : 1 réussi, 0 avertissement, 1 échec.');
    expect(text.match(/core\.a\.not_null/g)).toHaveLength(1);
    expect(lastText([])).toBe('Aucun test n’a encore été passé.');
  });
});

describe('what a plan says', () => {
  const model = (change: Partial<PlannedModel>): PlannedModel => ({
    ...{ id: 'core.a', action: 'build' as const, cause: { code: 'sql' as const, ids: [] } },
    ...{ reason: '', binds: true, columns: null, ...change },
  });

  it('says why each model would run, and which columns come and go', () => {
    const columns = { added: ['x'], removed: [], retyped: ['y'] };
    const text = planText({
      ok: true,
      problems: [],
      models: [
        model({ columns }),
        model({ id: 'core.bb', cause: { code: 'upstream', ids: ['core.a'] } }),
        model({ id: 'core.c', action: 'keep', cause: { code: 'same', ids: [] } }),
      ],
    });
    expect(text.split('\n')).toEqual([
      'À calculer : 2 modèles sur 3.',
      '  core.a   son SQL, une macro ou une variable a changé ; colonnes ajoutées : x ; colonnes d’un autre type : y',
      '  core.bb  lit ce qui est recalculé : core.a',
      'À garder : 1 modèle.',
      'Tous les modèles se lient aux tables, sans données.',
    ]);
  });

  it('says what does not bind, and what was not tried for it', () => {
    const text = planText({
      ok: false,
      problems: [],
      models: [model({ binds: false }), model({ binds: null })],
    });
    expect(text).toContain('son SQL ne se lie pas aux tables');
    expect(text).toContain('non vérifié : lit un modèle en faute');
  });
});
