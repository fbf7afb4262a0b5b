import { benchBuild } from './build.ts';

const BENCHES = { build: benchBuild };

const [name = '', ...flags] = process.argv.slice(2);
const flag = (wanted: string, otherwise: number): number => {
  const found = flags.find((one) => one.startsWith(`--${wanted}=`));
  return found === undefined ? otherwise : Number(found.slice(wanted.length + 3));
};

if (name !== 'build') {
  console.error(
    `Benches: ${Object.keys(BENCHES).join(', ')}. Usage: npm run bench -- build [--persons=n] [--pairs=n]`,
  );
  process.exitCode = 2;
} else {
  await BENCHES[name]({
    ...{ persons: flag('persons', 200_000), pairs: flag('pairs', 5), seed: flag('seed', 1) },
    tell: (text) => console.log(text),
  });
}
