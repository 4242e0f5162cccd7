import { timeTraining } from './training';
void timeTraining(process.argv.slice(3), Number(process.argv[2]), process.env['PY']).then((r) =>
  console.table(
    r.map(({ peakMemory, ...x }) => ({
      ...x,
      mem: Math.round((peakMemory['ours'] ?? 0) / 2 ** 20),
    })),
  ),
);
