/** The main thread's side of the language thread: calls that return promises. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ConvertedCell } from './converter';

/** What the language thread does; `previous` are the declarations of the session so far. */
export interface LanguageMethods {
  convert(previous: string, source: string): ConvertedCell;
  /** Content of a complete_reply. */
  complete(previous: string, code: string, cursor: number): Record<string, unknown>;
  /** Content of an inspect_reply. */
  inspect(previous: string, code: string, cursor: number): Record<string, unknown>;
  /** Content of an is_complete_reply. */
  isComplete(code: string): Record<string, unknown>;
  /** The declarations without the variables that are not among `names`. */
  keepAssigned(declarations: string, names: string[]): string;
}

type MethodName = keyof LanguageMethods;

export interface LanguageCall {
  id: number;
  method: MethodName;
  args: unknown[];
}

export type LanguageReturn = { id: number; value: unknown } | { id: number; error: string };

interface Pending {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

export class Language {
  private readonly worker: Worker;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;

  constructor(projectRoot: string) {
    this.worker = new Worker(path.join(__dirname, 'language-thread.js'), {
      workerData: { projectRoot },
      // Reading declarations makes much short-lived data: with room for it, little is collected.
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    });
    this.worker.on('message', (answer: LanguageReturn) => {
      const call = this.pending.get(answer.id);
      this.pending.delete(answer.id);
      if ('error' in answer) {
        call?.reject(new Error(`The TypeScript compiler failed: ${answer.error}`));
      } else call?.resolve(answer.value);
    });
    this.worker.on('error', (error) => {
      const reason = new Error(
        `The TypeScript compiler has stopped (${error.message}). Restart the kernel.`,
      );
      for (const { reject } of this.pending.values()) reject(reason);
      this.pending.clear();
    });
  }

  call<M extends MethodName>(
    method: M,
    ...args: Parameters<LanguageMethods[M]>
  ): Promise<ReturnType<LanguageMethods[M]>> {
    const id = ++this.lastId;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
    });
    const call: LanguageCall = { id, method, args };
    this.worker.postMessage(call);
    return answer as Promise<ReturnType<LanguageMethods[M]>>;
  }
}
