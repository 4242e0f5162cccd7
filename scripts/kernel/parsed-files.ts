import type * as TypeScript from '@tslab/typescript-for-tslab';
import { type FileStamp, isUnchanged, stampOf } from './snapshot/manifest';

type Host = TypeScript.CompilerHost;
type SourceFile = TypeScript.SourceFile;
type Resolved = TypeScript.ResolvedModuleFull | undefined;

interface ParsedFile {
  file: SourceFile;
  stamp: FileStamp;
  /** Where its imports lead, by what they name. */
  imports: Map<string, Resolved>;
  /** Whether it was still the same when this process first asked. */
  isCurrent?: boolean;
  /** What the compiler's watch program holds in its place. */
  placeholder?: SourceFile;
}

/**
 * Declaration files that are parsed and bound, and where their imports lead: recorded while a
 * snapshot is made, and given to the compilers of processes that start from it. A file that has
 * changed since is read again, and its imports are looked up again.
 */
export class ParsedFiles {
  private readonly files = new Map<string, ParsedFile>();
  private readonly hosts = new WeakSet<Host>();
  private isRecording = true;
  private isBlank = false;

  /** From now on, the files are given and not recorded. */
  finish(): void {
    this.isRecording = false;
  }

  /** Whether reading a file must give an empty text now: it is parsed already. */
  get readsNothing(): boolean {
    return this.isBlank;
  }

  /** Puts these files between a compiler and the disk. */
  attach(host: Host): void {
    if (this.hosts.has(host)) return;
    this.hosts.add(host);
    const read = host.getSourceFile.bind(host);
    const readByPath = host.getSourceFileByPath?.bind(host);
    const resolve = host.resolveModuleNameLiterals?.bind(host);
    host.getSourceFile = (fileName, ...rest) =>
      this.sourceFile(fileName, () => read(fileName, ...rest));
    if (readByPath) {
      host.getSourceFileByPath = (fileName, ...rest) =>
        this.sourceFile(fileName, () => readByPath(fileName, ...rest));
    }
    if (resolve) {
      host.resolveModuleNameLiterals = (literals, from, ...rest) =>
        this.resolutions(literals, from, () => resolve(literals, from, ...rest));
    }
  }

  private sourceFile(fileName: string, read: () => SourceFile | undefined): SourceFile | undefined {
    if (this.isRecording) {
      const stamp = stampOf(fileName);
      const file = read();
      const isKept = file?.isDeclarationFile && stamp.size >= 0;
      if (isKept) this.files.set(fileName, { file, stamp, imports: new Map() });
      return file;
    }
    const parsed = this.current(fileName);
    if (!parsed) return read();
    if (!parsed.placeholder) this.placeIn(parsed, read);
    // The watch program reads a file that it saw change, and so gives another one then.
    const file = read();
    if (file && file === parsed.placeholder) return parsed.file;
    this.files.delete(fileName);
    return file;
  }

  /** Lets the watch program take an empty file for this one: it watches it, and knows its version. */
  private placeIn(parsed: ParsedFile, read: () => SourceFile | undefined): void {
    this.isBlank = true;
    try {
      parsed.placeholder = read();
    } finally {
      this.isBlank = false;
    }
    const { version } = (parsed.placeholder ?? {}) as { version?: string };
    Object.assign(parsed.file, { version });
  }

  private resolutions(
    literals: readonly TypeScript.StringLiteralLike[],
    from: string,
    resolve: () => readonly TypeScript.ResolvedModuleWithFailedLookupLocations[],
  ): readonly TypeScript.ResolvedModuleWithFailedLookupLocations[] {
    const parsed = this.isRecording ? this.files.get(from) : this.current(from);
    if (this.isRecording) {
      const found = resolve();
      literals.forEach(({ text }, i) => parsed?.imports.set(text, found[i]?.resolvedModule));
      return found;
    }
    if (!parsed || !literals.every(({ text }) => this.isStillThere(parsed, text))) return resolve();
    return literals.map(({ text }) => ({ resolvedModule: parsed.imports.get(text) }));
  }

  /**
   * Whether an import leads where it led. What is no file then is one of Node's modules: a package
   * of that name would be a new installation, and no use for this snapshot.
   */
  private isStillThere({ imports }: ParsedFile, text: string): boolean {
    const resolved = imports.get(text);
    if (resolved) return this.current(resolved.resolvedFileName) !== undefined;
    return imports.has(text) && !text.startsWith('.');
  }

  private current(fileName: string): ParsedFile | undefined {
    const parsed = this.files.get(fileName);
    if (!parsed) return undefined;
    parsed.isCurrent ??= isUnchanged(parsed.stamp);
    if (parsed.isCurrent) return parsed;
    this.files.delete(fileName);
    return undefined;
  }
}
