import { beforeAll, describe, expect, it } from 'vitest';
import { readModels } from '../cli/models.ts';
import { sourceTables } from '../cli/source-tables.ts';
import { type Documentation, documentProject } from '../sql/documentation.ts';
import { bindProject } from '../sql/lineage.ts';
import type { Project } from '../sql/project.ts';

let project: Project;
let documentation: Documentation;
beforeAll(async () => {
  project = readModels();
  documentation = documentProject(project, await bindProject(project, await sourceTables()));
});

describe('the marts', () => {
  it('state every column that their SQL gives, and no other, in any order', () => {
    for (const relation of documentation.relations.filter(({ couche }) => couche === 'marts')) {
      const stated = project.byId.get(relation.id)?.columns.map(({ name }) => name);
      expect(stated?.sort(), relation.id).toEqual(relation.colonnes.map(({ nom }) => nom).sort());
    }
  });

  it('describe each column, or take the description of the one that it comes from', () => {
    const columns = documentation.relations
      .filter(({ couche }) => couche === 'marts')
      .flatMap(({ id, colonnes }) => colonnes.map((column) => ({ id, ...column })));
    expect(columns.length).toBeGreaterThan(100);
    expect(columns.filter(({ description }) => !description).map(({ id, nom }) => `${id}.${nom}`)).toEqual(
      [],
    );
    expect(columns.some(({ description_de }) => description_de !== null)).toBe(true);
  });
});
