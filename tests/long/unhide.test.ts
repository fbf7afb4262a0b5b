import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SampleRun, sampleRun } from '../known/sample-run.ts';
import { type Unhiding, unhideEach, unhidingTable } from '../known/unhide.ts';

const TABLE = fileURLToPath(new URL('../known/unhidden.md', import.meta.url));

let run: SampleRun;
let unhiding: Unhiding;

beforeAll(async () => {
  run = await sampleRun();
  const warehouse = await run.open();
  try {
    unhiding = await unhideEach(warehouse, [2023, 2024]);
  } finally {
    await warehouse.close();
  }
});

afterAll(() => run.remove());

it('passes the release as it is', () => {
  expect(unhiding.asPublished.problemes).toEqual([]);
  expect(unhiding.asPublished.cellules).toBeGreaterThan(0);
});

it('catches figures that are shown again', () => {
  const caught = unhiding.unhidden.filter(({ retrouvables }) => retrouvables > 0);
  expect(unhiding.unhidden.length).toBeGreaterThan(10);
  expect(caught.length / unhiding.unhidden.length).toBeGreaterThan(0.4);
});

it('gives the table that stands beside what is known, for whoever reads what is hidden too much', async () => {
  await expect(unhidingTable(unhiding)).toMatchFileSnapshot(TABLE);
});
