import { describe, expect, it } from 'vitest';
import { withSharedThreads } from './threads.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

describe('threads shared out among statements that run at once', () => {
  it('are given back afterwards, whether the work succeeds or fails', async () => {
    const warehouse = await openWarehouse({ path: ':memory:', threads: 5 });
    const during: number[] = [];
    try {
      const note = async () => during.push(await threadsOf(warehouse));
      await withSharedThreads(warehouse.knex, 2, note);
      expect(await threadsOf(warehouse)).toBe(5);
      await expect(
        withSharedThreads(warehouse.knex, 9, async () => {
          await note();
          throw new Error('stopped');
        }),
      ).rejects.toThrow('stopped');
      expect(await threadsOf(warehouse)).toBe(5);
      expect(during).toEqual([2, 1]);
    } finally {
      await warehouse.close();
    }
  });

  it('stay as they are in a locked database', async () => {
    const warehouse = await openWarehouse({ path: ':memory:', threads: 4, locked: true });
    try {
      expect(await withSharedThreads(warehouse.knex, 2, () => threadsOf(warehouse))).toBe(4);
    } finally {
      await warehouse.close();
    }
  });
});

async function threadsOf({ knex }: Warehouse): Promise<number> {
  const { rows } = await knex.raw("select current_setting('threads') as threads");
  return Number(rows[0]?.threads);
}
