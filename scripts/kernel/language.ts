/** The main thread's side of the language thread or process: calls that return promises. */
import { type CompilerLink, startCompilerProcess, startCompilerThread } from './compiler-links';
import type { LanguageCall, LanguageMethods, LanguageReturn, MethodName } from './language-calls';
import { usableSnapshot } from './snapshot/manifest';

interface Pending {
  call: LanguageCall;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

export class Language {
  private compiler: CompilerLink;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private hasAnswered = false;
  private stopped: Error | undefined;

  constructor(private readonly projectRoot: string) {
    const snapshot = usableSnapshot(projectRoot);
    if (snapshot === undefined) this.compiler = this.startThread();
    else {
      this.compiler = startCompilerProcess(snapshot, {
        onReturn: (answer) => this.finish(answer),
        onStop: (reason) => (this.hasAnswered ? this.stop(reason) : this.replaceProcess()),
      });
    }
  }

  call<M extends MethodName>(
    method: M,
    ...args: Parameters<LanguageMethods[M]>
  ): Promise<ReturnType<LanguageMethods[M]>> {
    if (this.stopped) return Promise.reject(this.stopped);
    const call: LanguageCall = { id: ++this.lastId, method, args };
    const answer = new Promise<unknown>((resolve, reject) => {
      this.pending.set(call.id, { call, resolve, reject });
    });
    this.compiler.post(call);
    return answer as Promise<ReturnType<LanguageMethods[M]>>;
  }

  private startThread(): CompilerLink {
    return startCompilerThread(this.projectRoot, {
      onReturn: (answer) => this.finish(answer),
      onStop: (reason) => this.stop(reason),
    });
  }

  /** A snapshot may be of no use on this machine: the thread needs none. */
  private replaceProcess(): void {
    this.compiler = this.startThread();
    for (const { call } of this.pending.values()) this.compiler.post(call);
  }

  private finish(answer: LanguageReturn): void {
    this.hasAnswered = true;
    const call = this.pending.get(answer.id);
    this.pending.delete(answer.id);
    if ('error' in answer) {
      call?.reject(new Error(`The TypeScript compiler failed: ${answer.error}`));
    } else call?.resolve(answer.value);
  }

  private stop(reason: string): void {
    this.stopped = new Error(
      `The TypeScript compiler has stopped (${reason}). Restart the kernel.`,
    );
    for (const { reject } of this.pending.values()) reject(this.stopped);
    this.pending.clear();
  }
}
