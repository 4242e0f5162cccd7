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

/** What a worker sends: once that it is ready, then a reply to each request. */
export type StillMessage = { ready: true } | StillReply;

export interface StillDrawerOptions {
  /** The worker's compiled file. @default the one that draws with plotly */
  workerFile?: string;
  /** Milliseconds for one figure. @default 30000 */
  timeout?: number;
  /** Milliseconds until the worker is ready; a busy machine is slow to load plotly. @default 60000 */
  startTimeout?: number;
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
  private readonly startTimeout: number;
  private readonly queue: Job[] = [];
  private worker: Worker | undefined;
  private ready = false;
  private running: { job: Job; timer: NodeJS.Timeout } | undefined;

  constructor({
    workerFile = join(__dirname, 'worker.js'),
    timeout = 30_000,
    startTimeout = 60_000,
  }: StillDrawerOptions = {}) {
    this.workerFile = workerFile;
    this.timeout = timeout;
    this.startTimeout = startTimeout;
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
    this.running = { job, timer: this.limit(worker) };
    worker.postMessage(job.request);
  }

  /** Gives up on the worker after the time that it has for what it does now. */
  private limit(worker: Worker): NodeJS.Timeout {
    const time = this.ready ? this.timeout : this.startTimeout;
    const what = this.ready ? 'Drawing' : 'Starting to draw';
    return setTimeout(
      () => this.abandon(worker, `${what} took longer than ${time / 1000} s.`),
      time,
    );
  }

  private start(): Worker {
    this.ready = false;
    // Its streams stay apart and unread: what plotly logs is no output of the cell, and reading them
    // would keep the process alive.
    const worker = new Worker(this.workerFile, { stdout: true, stderr: true, execArgv: [] });
    worker.on('message', (message: StillMessage) => {
      if (worker !== this.worker) return;
      if ('ready' in message) this.begin(worker);
      else this.settle(message);
    });
    worker.on('error', (error) => this.abandon(worker, String(error)));
    worker.on('exit', () => this.abandon(worker, 'The drawing thread ended.'));
    return worker;
  }

  /** The worker turns to its first figure only now. */
  private begin(worker: Worker): void {
    this.ready = true;
    if (!this.running) return;
    clearTimeout(this.running.timer);
    this.running.timer = this.limit(worker);
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
