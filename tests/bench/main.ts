import { benchBudget } from './budget.ts';
import { benchBuild } from './build.ts';
import { benchIngest } from './ingest.ts';
import { benchModels } from './models.ts';
import { benchPublish } from './publish.ts';
import { benchQuery } from './query.ts';
import { benchSite } from './site.ts';

const BENCHES = new Map([
  ['budget', benchBudget],
  ['build', benchBuild],
  ['ingest', benchIngest],
  ['models', benchModels],
  ['publish', benchPublish],
  ['query', benchQuery],
  ['site', benchSite],
]);

const [name = '', ...flags] = process.argv.slice(2);
const flag = (wanted: string, otherwise: number): number => {
  const found = flags.find((one) => one.startsWith(`--${wanted}=`));
  return found === undefined ? otherwise : Number(found.slice(wanted.length + 3));
};

const bench = BENCHES.get(name);
if (bench === undefined) {
  const names = [...BENCHES.keys()].join(' | ');
  console.error(`Usage: npm run bench -- ${names} [--persons=n] [--pairs=n] [--seed=n]`);
  process.exitCode = 2;
} else {
  await bench({
    ...{ persons: flag('persons', 200_000), pairs: flag('pairs', 5), seed: flag('seed', 1) },
    tell: (text) => console.log(text),
  });
}
