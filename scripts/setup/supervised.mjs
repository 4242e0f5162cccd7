// Runs a command for set-up: `node supervised.mjs COMMAND [ARGUMENT...]`. The command and all that
// it starts end with the process that holds our standard input, however that one ends. Without
// this, a killed set-up would leave `npm ci` running against the next one.
import { spawn } from 'node:child_process';

const posix = process.platform !== 'win32';
const [command = '', ...commandArguments] = process.argv.slice(2);
const child = spawn(command, commandArguments, {
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: posix,
  windowsHide: true,
});

function end() {
  if (child.pid === undefined) return;
  try {
    if (posix) process.kill(-child.pid, 'SIGKILL');
    else spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
  } catch {
    // It has ended already.
  }
}

child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on('close', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
process.stdin.on('end', end).on('error', end).resume();
process.on('SIGINT', end);
process.on('SIGTERM', end);
process.on('SIGHUP', end);
