import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** A figure to draw, with plotly's data and layout as JSON, and sizes in CSS pixels. */
export interface StillRequest {
  figure: string;
  width: number;
  height: number;
  /** An SVG of more bytes than this comes back as a PNG of twice the width instead. */
  pngAbove: number;
}

/** An SVG's text, a PNG's bytes in base64, or why there is neither. */
export type StillReply = { svg: string } | { png: string } | { error: string };

export interface StillDrawerOptions {
  /** The worker's compiled file. @default the one that draws with plotly */
  workerFile?: string;
  /** Milliseconds for one figure, start included. @default 10000 */
  timeout?: number;
}

interface Job {
  request: StillRequest;
  resolve: (reply: StillReply) => void;
}

/**
 * Draws still pictures in one worker thread: started at the first figure, ended where it hangs, and no
 * reason for the process to live on while nothing is being drawn.
 */
export class StillDrawer {
  private readonly workerFile: string;
  private readonly timeout: number;
  private readonly queue: Job[] = [];
  private worker: Worker | undefined;
  private running: { job: Job; timer: NodeJS.Timeout } | undefined;

  constructor({
    workerFile = join(__dirname, 'worker.js'),
    timeout = 10_000,
  }: StillDrawerOptions = {}) {
    this.workerFile = workerFile;
    this.timeout = timeout;
  }

  /** Draws one figure after the other; never rejects, a failure is a reply. */
  draw(request: StillRequest): Promise<StillReply> {
    return new Promise((resolve) => {
      this.queue.push({ request, resolve });
      this.next();
    });
  }

  private next(): void {
    if (this.running) return;
    const job = this.queue.shift();
    if (!job) return;
    const worker = (this.worker ??= this.start());
    worker.ref();
    const timer = setTimeout(() => {
      this.abandon(worker, `Drawing took longer than ${this.timeout / 1000} s.`);
    }, this.timeout);
    this.running = { job, timer };
    worker.postMessage(job.request);
  }

  private start(): Worker {
    // Its streams stay apart and unread: what plotly logs is no output of the cell, and reading them
    // would keep the process alive.
    const worker = new Worker(this.workerFile, { stdout: true, stderr: true, execArgv: [] });
    worker.on('message', (reply: StillReply) => {
      if (worker === this.worker) this.settle(reply);
    });
    worker.on('error', (error) => this.abandon(worker, String(error)));
    worker.on('exit', () => this.abandon(worker, 'The drawing thread ended.'));
    return worker;
  }

  private settle(reply: StillReply): void {
    if (!this.running) return;
    const { job, timer } = this.running;
    clearTimeout(timer);
    this.running = undefined;
    this.worker?.unref();
    job.resolve(reply);
    this.next();
  }

  /** Gives up on a thread; the next figure gets a new one. */
  private abandon(worker: Worker, reason: string): void {
    if (worker !== this.worker) return;
    this.worker = undefined;
    void worker.terminate();
    this.settle({ error: reason });
  }
}
