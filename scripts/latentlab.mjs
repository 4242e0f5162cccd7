#!/usr/bin/env node
// The command of the project. It runs before anything is installed, so it needs Node alone: it makes
// the checkout ready and hands over to the compiled command line.
import { createRequire } from 'node:module';
import path from 'node:path';
import { EXIT, SetupError } from './setup/failure.mjs';
import { projectAt } from './setup/project.mjs';
import { ensureSetup, runEntryPoint } from './setup/setup.mjs';

await runEntryPoint(async () => {
  const project = projectAt();
  const [subcommand, ...rest] = process.argv.slice(2);
  if (subcommand === 'doctor' || subcommand === 'setup') {
    if (rest.length > 0) {
      const message = `\`latentlab ${subcommand}\` takes no arguments, but got '${rest.join(' ')}'.`;
      throw new SetupError(message, 'Leave them out.', EXIT.usage);
    }
    if (subcommand === 'setup') return ensureSetup(project, { again: true });
    const { doctor } = await import('./setup/doctor.mjs');
    return doctor(project);
  }
  await ensureSetup(project);
  // It runs in this process, so that exit codes and signals are its own.
  createRequire(import.meta.url)(path.join(project.root, 'dist', 'scripts', 'cli.js'));
});
