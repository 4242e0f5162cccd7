#!/usr/bin/env node
// `npm run bench [-- WORKLOAD... --rounds N]`: makes the checkout ready, then times training beside
// PyTorch and Keras.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { projectAt } from './setup/project.mjs';
import { ensureSetup, runEntryPoint } from './setup/setup.mjs';

await runEntryPoint(async () => {
  const project = projectAt();
  await ensureSetup(project);
  const script = path.join(project.root, 'dist/bench/run.js');
  const args = ['--enable-source-maps', script, ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
});
