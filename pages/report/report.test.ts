import * as XLSX from '@e965/xlsx';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { Row } from '../components/figure.ts';
import { rowsOfBranch } from './branch-rows.ts';
import type { Cell, Figure, Report, Section, Table } from './document.ts';
import { chartsOf, figuresOf, tablesOf } from './document.ts';
import { FIXTURE, fixtureRelease } from './fixture-release.ts';
import { writeHtml } from './html.ts';
import { branchesIn, buildBranchReport, buildReport, yearsOf } from './report.ts';
import { CUBES_READ } from './subjects.ts';
import { writeWorkbook } from './workbook.ts';

const report = buildReport(fixtureRelease(), 2024, 'comite');

function sectionOf(id: string, of: Report = report): Section {
  const found = of.chapters.flatMap(({ sections }) => sections).find((section) => section.id === id);
  if (!found) throw new Error(`no section ${id}`);
  return found;
}

function tableOf(id: string, of: Report = report): Table {
  const found = tablesOf(of).find(({ table }) => table.id === id);
  if (!found) throw new Error(`no table ${id}`);
  return found.table;
}

/** The cells of the line of a table that has this label. */
function line(table: Table, label: string): Cell[] {
  const rows = table.groups.flatMap((group) => group.rows);
  const found = rows.find(({ cells: [head] }) => head?.kind === 'text' && head.text === label);
  if (!found) throw new Error(`no line ${label}`);
  return found.cells;
}

const values = (cell: Cell | undefined) =>
  cell?.kind === 'figures' ? cell.figures.map(({ value }) => value) : cell?.kind;

const figuresOfReport = (of: Report): Figure[] => [
  ...tablesOf(of).flatMap(({ table }) => figuresOf(table)),
  ...chartsOf(of).flatMap(({ bars }) => bars.map(({ figure }) => figure)),
];

describe('the report of a year', () => {
  it('has the chapters of the printed report, one section per antenne by département', () => {
    expect(report.chapters.map(({ title }) => title)).toEqual([
      'II. Chiffres clés 2024',
      'IV. Présentation chiffrée de chaque antenne',
      'Méthode',
      'Annexes',
    ]);
    const branches = report.chapters[1]?.sections.map(({ title }) => title);
    expect(branches).toEqual(['A. La Clède – Gard (30)', 'B. AERS – Hérault (34)']);
  });

  it('puts declared and calculated side by side, with the year before of the same provenance', () => {
    const cells = line(tableOf('table-antennes-personnes_accompagnees'), 'AERS');
    expect(cells.slice(1, 4).map(values)).toEqual([[691], [693], [640]]);
  });

  it('shows beside a declared key figure the region’s own count, wherever the release has it', () => {
    const region = {
      annee: 2024,
      antenne: 'CPCA',
      site: '_T',
      unite: 'nuitée',
      valeur: 2799,
      libelle: 'Nuitées',
    };
    const sum = { ...region, module: 'hebergement', indicateur: 'nuitees', base: 'somme des antennes' };
    const key = { annee: 2024, bloc: 'nuitees', unite: 'nuitée', provenance: 'declare' };
    const declared = [
      { ...key, modalite: '_T', valeur: 2800, libelle: 'Nuitées' },
      { ...key, modalite: 'hotel', valeur: 186, libelle: 'Hôtel' },
    ];
    const hotel = { ...region, type_place: 'hotel', indicateur: 'nuitees', valeur: 185 };
    const whole = { ...hotel, type_place: '_T', valeur: 2798 };
    const shown = (activite: Row[], hebergement: Row[]) => {
      const cubes = { ...FIXTURE, chiffres_cles: declared, activite, hebergement };
      const table = tableOf('table-nuitees', buildReport(fixtureRelease(cubes), 2024, 'comite'));
      return ['Nuitées', 'Hôtel'].map((label) => line(table, label).slice(1, 3).map(values));
    };
    expect(shown([sum], [hotel, whole])).toEqual([
      [[2800], [2799]],
      [[186], [185]],
    ]);
    expect(shown([], [hotel, whole])[0]).toEqual([[2800], [2798]]);
    const earlier = { ...sum, annee: 2023, valeur: 1900, base: 'somme des antennes ; sans lignes : AERS' };
    const cubes = { ...FIXTURE, chiffres_cles: declared, activite: [sum, earlier], hebergement: [] };
    const made = buildReport(fixtureRelease(cubes), 2024, 'comite');
    const before = line(tableOf('table-nuitees', made), 'Nuitées')[4];
    expect(before).toMatchObject({ figures: [{ value: 1900, provenance: 'calcule' }] });
    const numbers = before?.kind === 'figures' ? (before.notes ?? []) : [];
    expect(numbers.map((number) => sectionOf('cles-heberges', made).notes[number - 1])).toEqual([
      'Base de 2023 : somme des antennes ; sans lignes : AERS.',
    ]);
    const others = [
      { ...sum, antenne: 'AERS' },
      { ...sum, unite: 'jour' },
      { ...sum, annee: 2023 },
    ];
    expect(shown(others, [])).toEqual([
      [[2800], []],
      [[186], []],
    ]);
  });

  it('gives a difference only where the release does, and the reason of none in a note', () => {
    const orientations = line(tableOf('table-antennes-orientations'), 'AERS')[4];
    expect(orientations).toMatchObject({ kind: 'change', percent: 10.5, reason: '', note: null });
    const persons = line(tableOf('table-antennes-personnes_accompagnees'), 'AERS')[4];
    expect(persons).toMatchObject({ kind: 'change', reason: 'définition changée en 2024' });
    const note = persons?.kind === 'change' ? persons.note : null;
    expect(sectionOf('cles-antennes').notes[(note ?? 0) - 1]).toBe(
      'Non comparable : définition changée en 2024',
    );
  });

  it('marks a figure of the year before that a change of definition parts from the year’s, and no other', () => {
    const row = { annee: 2024, antenne: 'AERS', site: '_T', module: 'stage_responsabilisation' };
    const lines = ['personnes_convoquees', 'taux_presence', 'heures'].flatMap((indicateur) =>
      [2023, 2024].map((annee) => ({ ...row, annee, indicateur, valeur: annee - 1900, libelle: indicateur })),
    );
    const region = lines.map((one) => ({ ...one, antenne: 'CPCA' }));
    const texte = 'AERS, personnes convoquées : définition changée en 2024.';
    const note = { ...row, indicateur: 'personnes_convoquees', genre: 'rupture', rang: 1, valeur: 1, texte };
    const other = { ...note, annee: 2023, texte: 'une rupture plus ancienne' };
    const cubes = { ...FIXTURE, seances: [...lines, ...region], notes: [note, other] };
    const made = buildReport(fixtureRelease(cubes), 2024, 'comite');
    for (const [id, section] of [
      ['table-stages-aers', 'antenne-aers'],
      ['table-stages', 'cles-stages'],
    ] as const) {
      const said = (label: string, column: number) => {
        const cell = line(tableOf(id, made), label)[column];
        const numbers = cell?.kind === 'figures' ? (cell.notes ?? []) : [];
        return numbers.map((number) => sectionOf(section, made).notes[number - 1]);
      };
      expect(said('personnes_convoquees', 2)).toEqual([`2023 ne se compare pas à 2024. ${texte}`]);
      expect(said('taux_presence', 2)).toEqual([expect.stringContaining('repose sur une définition')]);
      expect(said('heures', 2)).toEqual([]);
      expect(said('personnes_convoquees', 1)).toEqual([]);
    }
    const { document } = parseHTML(writeHtml(made));
    const shown = document.querySelector(
      '[data-ligne="2023/AERS/_T/stage_responsabilisation/personnes_convoquees"]',
    );
    expect(shown?.closest('td')?.querySelector('a')?.textContent).toMatch(/^\[\d+\]$/);
    const book = XLSX.read(writeWorkbook(made));
    const cells = Object.values(book.Sheets).flatMap((sheet) => XLSX.utils.sheet_to_csv(sheet));
    expect(cells.join('\n')).toContain(`2023 ne se compare pas à 2024. ${texte}`);
  });

  it('marks a figure that the release says is not comparable elsewhere, with its reason', () => {
    const quantity = { annee: 2024, antenne: 'AERS', site: '_T' };
    const nights = [2023, 2024].map((annee) => ({
      ...{ ...quantity, annee, type_place: '_T', indicateur: 'nuitees', valeur: annee, libelle: 'Nuitées' },
    }));
    const change = (comparable: string) => ({
      ...{ ...quantity, module: 'hebergement', indicateur: 'nuitees', provenance: 'calcule', comparable },
      ...{
        valeur_n: '2024',
        valeur_n_1: '2023',
        raison: comparable === 'non' ? 'Un module manque en 2023.' : '',
      },
    });
    const notesOf = (comparable: string) => {
      const cubes = { ...FIXTURE, hebergement: nights, evolution: [change(comparable)] };
      const made = buildReport(fixtureRelease(cubes), 2024, 'comite');
      const [, , before] = line(tableOf('table-hebergement-aers', made), 'Nuitées');
      const numbers = before?.kind === 'figures' ? (before.notes ?? []) : [];
      return numbers.map((number) => sectionOf('antenne-aers', made).notes[number - 1]);
    };
    expect(notesOf('non')).toEqual(['2023 ne se compare pas à 2024. Un module manque en 2023.']);
    expect(notesOf('oui')).toEqual([]);
  });

  it('says of twelve months that go on over a change of definition that they mix two', () => {
    const months = ['10', '11', '12'].map((month) => ({
      ...{ annee: 2024, antenne: 'AERS', genre: 'douze_mois', periode: `2024-${month}/12m` },
      ...{ indicateur: 'personnes_accompagnees', valeur: Number(month) },
    }));
    const about = (notes: typeof FIXTURE.notes) => {
      const cubes = { ...FIXTURE, periodes: months, notes: notes ?? [] };
      const made = buildReport(fixtureRelease(cubes), 2024, 'comite');
      const chart = chartsOf(made).find(({ id }) => id === 'douze-mois-aers');
      return [
        chart?.about ?? '',
        (chart?.notes ?? []).map((one) => sectionOf('antenne-aers', made).notes[one - 1]),
      ];
    };
    const [said, notes] = about(FIXTURE.notes);
    expect(said).toContain('mêlent l’avant et l’après');
    expect(notes).toContain('définition changée');
    expect(about([])[0]).not.toContain('mêlent');
  });

  it('writes the porteur’s explanation under the figure it explains, and under no other', () => {
    const explains = (remark: string) => remark.startsWith('Explication du porteur');
    const explained = tablesOf(report).flatMap(({ table }) =>
      table.groups.flatMap(({ rows }) =>
        rows.filter(({ remarks }) => remarks.some(explains)).map(({ remarks }) => [table.id, remarks]),
      ),
    );
    const said = [
      'Explication du porteur : « Les partenaires orientent davantage. » (coordination, 21 janvier 2025)',
    ];
    expect(explained).toEqual([
      ['table-antennes-orientations', said],
      ['table-activite-aers', said],
    ]);
  });

  it('keeps an absence as one: no figure that is absent has a value', () => {
    const clede = line(tableOf('table-antennes-personnes_accompagnees'), 'La Clède')[1];
    expect(clede).toMatchObject({ figures: [{ value: null, statut: 'non_disponible' }] });
    const ratio = line(tableOf('table-groupes'), 'Groupe de parole')[1];
    expect(ratio).toMatchObject({ figures: [{ value: null, statut: 'sans_objet' }] });
  });

  it('says which antennes of a table sent nothing', () => {
    expect(tableOf('table-attente').about.join(' ')).toContain('La Clède');
    const [base] = line(tableOf('table-attente'), 'En attente');
    expect(base).toMatchObject({ small: ['base : personnes reçues'] });
    expect(sectionOf('cles-attente').notes).toContain(
      'Pour Région 2024, à la base s’ajoute : somme des antennes ; sans lignes : La Clède.',
    );
  });

  it('takes the bearer of the conventions for no region, and writes euros with their cents', () => {
    const table = tableOf('table-conventions');
    expect(table.groups[0]?.heading).toBe('AERS');
    expect(line(table, 'Convention 4').slice(1).map(values)).toEqual([[12500.5]]);
    expect(table.columns.map(({ label }) => label)).not.toContain('Région 2024');
    expect(writeHtml(report)).toContain('12\u202f500,50\u00a0€');
  });

  it('lists findings with their numbers, and none of one that is kept back', () => {
    const known = line(tableOf('table-constats'), 'Un nombre écrit deux fois a deux valeurs.');
    expect(known.slice(1, 4).map((cell) => cell.kind === 'amount' && cell.value)).toEqual([98, 150, -52]);
    const kept = line(tableOf('table-constats'), 'Un partage fait son total.');
    expect(kept.slice(1, 4)).toMatchObject([{ none: 'réservé' }, { none: 'réservé' }, { none: 'réservé' }]);
  });

  it('calls no note that is not there, and lists none that nobody calls but those of what was received', () => {
    for (const { sections } of report.chapters)
      for (const { blocks, notes } of sections) {
        const called = blocks.flatMap((block) => {
          if (block.kind === 'chart') return block.notes;
          if (block.kind !== 'table') return [];
          return block.groups.flatMap(({ rows }) =>
            rows.flatMap(({ cells }) =>
              cells.flatMap((cell) =>
                cell.kind === 'notes' || cell.kind === 'text' || cell.kind === 'figures'
                  ? (cell.notes ?? [])
                  : [],
              ),
            ),
          );
        });
        expect(called.filter((note) => note < 1 || note > notes.length)).toEqual([]);
      }
  });

  it('knows the years that it can be made of', () => {
    expect(yearsOf(fixtureRelease())).toEqual([2023, 2024]);
    expect(yearsOf(fixtureRelease({}))).toEqual([]);
  });

  it('reads only what the subjects name, so that what it lacks can be told', () => {
    expect(new Set(CUBES_READ)).toEqual(new Set(Object.keys(FIXTURE)));
    expect(report.missing).toEqual([]);
  });

  it('tells who the persons are, women beside all others, each number with its share and base', () => {
    const table = tableOf('table-profil-age');
    expect(table.columns.map(({ label }) => label)).toEqual([
      ...['Âge', 'Région', 'Part', 'Femmes', 'Part', 'Hommes, ou sexe non connu', 'Part'],
    ]);
    const cells = line(table, 'Moins de 40 ans');
    expect([1, 3, 5].map((at) => values(cells[at]))).toEqual([[480], [60], [420]]);
    expect(cells[2]).toMatchObject({ kind: 'share', whole: 600 });
    expect(line(table, 'Non connu')[2]).toMatchObject({ kind: 'text', text: '–' });
    expect(chartsOf(report).find(({ id }) => id === 'graphique-table-profil-age')?.bars).toHaveLength(2);
  });

  it('says secret where a number is hidden, its base too, and never zero', () => {
    const table = tableOf('table-profil-antennes-age');
    expect(line(table, 'Moins de 40 ans')[1]).toMatchObject({ figures: [{ value: null, statut: 'secret' }] });
    expect(line(table, 'Base (caractéristique connue)')[1]).toMatchObject({ value: null, none: 'secret' });
    expect(table.about.join(' ')).toContain('Secret : le nombre est connu');
    const whole = tableOf('table-profil-antennes-sexe');
    expect(line(whole, 'Toutes les modalités')[1]).toMatchObject({
      figures: [{ value: null, statut: 'secret' }],
    });
    expect(line(whole, 'Toutes les modalités')[2]).toMatchObject({ figures: [], none: '–' });
    const html = writeHtml(report);
    const shown = parseHTML(html).document.querySelectorAll('[data-cube="profil_antennes"]');
    const words = [...shown].filter((one) => (one.getAttribute('data-ligne') ?? '').includes('LA_CLEDE'));
    expect(words.length).toBeGreaterThan(0);
    expect([...new Set(words.map((one) => one.textContent))]).toEqual(['secret']);
    const sheets = Object.values(XLSX.read(writeWorkbook(report)).Sheets);
    const lines = sheets.flatMap((sheet) => XLSX.utils.sheet_to_json<Record<string, unknown>>(sheet));
    const hidden = lines.filter(
      (one) => one['Table publiée'] === 'profil_antennes' && String(one.Antenne).includes('Clède'),
    );
    expect(hidden.map((one) => [one.Valeur, one.Absence])).toEqual(hidden.map(() => [undefined, 'secret']));
    expect(hidden.length).toBeGreaterThan(0);
  });

  it('says what was put together, and over which years', () => {
    const remarks = (id: string) =>
      tableOf(id).groups.flatMap(({ rows }) => rows.flatMap((row) => row.remarks));
    expect(remarks('table-profil-antennes-age').join()).toMatch(/^AERS : Tranches regroupées/);
    expect(remarks('table-profil-departements-age').join()).toMatch(/De 2022 à 2024, ensemble/);
  });

  it('tells how courses end: classes by antenne, motives of the region, and the same in her section', () => {
    const cells = line(tableOf('table-classes-classe_large'), 'Sortie concertée');
    expect(cells.slice(1).map(values)).toEqual([[80], [80]]);
    expect(tableOf('table-classes-classe_large').about.join(' ')).toContain('Non transmis');
    expect(line(tableOf('table-motifs-motif'), 'Relais').slice(1, 2).map(values)).toEqual([[110]]);
    expect(
      line(tableOf('table-classes-aers-classe_large'), 'Abandon ou exclusion').slice(1, 2).map(values),
    ).toEqual([[30]]);
    const clede = sectionOf('antenne-la-clede')
      .blocks.map((block) => JSON.stringify(block))
      .join();
    expect(clede).toContain('Les caractéristiques ne le sont que pour une année close');
  });

  it('stands without any cubes, and names each that is missing', () => {
    fc.assert(
      fc.property(fc.subarray(Object.keys(FIXTURE)), (kept) => {
        const cubes = Object.fromEntries(kept.map((name) => [name, FIXTURE[name] ?? []]));
        const part = buildReport(fixtureRelease(cubes), 2024, 'drdfe');
        const lost = Object.keys(FIXTURE).filter((name) => !kept.includes(name));
        expect([...part.missing].sort()).toEqual(lost.sort());
        const html = writeHtml(part);
        for (const name of lost) expect(html).toContain(name);
        for (const section of part.chapters.flatMap(({ sections }) => sections))
          expect(section.blocks.length, section.id).toBeGreaterThan(0);
        expect(writeWorkbook(part).length).toBeGreaterThan(1000);
      }),
      { numRuns: 25, seed: 2024 },
    );
  });
});

describe('the report of one antenne', () => {
  const release = fixtureRelease();
  const [clede, aers] = branchesIn(release, 2024);

  it('begins with her own figures, then the region’s, and names no other antenne', () => {
    const own = clede && buildBranchReport(release, 2024, clede);
    expect(own?.chapters.map(({ title }) => title)).toEqual([
      ...['I. Votre antenne', 'II. La région, pour comparer', 'Méthode', 'Annexes'],
    ]);
    expect(own?.chapters[0]?.sections.map(({ title }) => title)).toEqual(['La Clède – Gard (30)']);
    expect(own && writeHtml(own)).not.toContain('AERS');
  });

  it('gives each antenne her own figures and the region’s alone, the same as the comité’s', () => {
    for (const branch of [clede, aers]) {
      const own = branch && buildBranchReport(release, 2024, branch);
      const found = own ? figuresOfReport(own) : [];
      const others = [clede, aers].filter((one) => one !== branch).map((one) => one?.code ?? '?');
      expect(found.some(({ key }) => key.split('/').includes(branch?.code ?? '?'))).toBe(true);
      expect(found.some(({ cube }) => cube === 'profil_region')).toBe(true);
      expect(found.filter(({ key }) => key.split('/').some((code) => others.includes(code)))).toEqual([]);
      const comite = new Map(figuresOfReport(report).map((one) => [`${one.cube}:${one.key}`, one.value]));
      for (const { cube, key, value } of found) {
        const same = comite.get(`${cube}:${key}`);
        if (same !== undefined) expect([cube, key, value]).toEqual([cube, key, same]);
      }
    }
  });

  it('takes no row of a cube that it does not know to be regional', () => {
    const keep = rowsOfBranch('AERS', '34');
    expect(keep('profil_region', { annee: 2024, sexe: 'femme' })).toBe(true);
    expect(keep('un_cube_de_demain', { annee: 2024, personne: 1 })).toBe(false);
    expect(keep('activite', { antenne: 'LA_CLEDE' })).toBe(false);
    expect(keep('activite', { antenne: 'CPCA' })).toBe(true);
    expect(keep('finances', { antenne: 'CPCA' })).toBe(false);
    expect(keep('profil_departements', { departement: '30' })).toBe(false);
  });
});
