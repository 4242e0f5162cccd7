/** Loaded with `node --require`: writes the process's peak memory to `LATENTLAB_BENCH_PEAK` at its end. */
import { writeFileSync } from 'node:fs';

const fileName = process.env['LATENTLAB_BENCH_PEAK'];
// The first process that sees it; what that starts is not its own.
delete process.env['LATENTLAB_BENCH_PEAK'];
if (fileName) {
  process.on('exit', () => {
    writeFileSync(fileName, String(process.resourceUsage().maxRSS * 1024));
  });
}
