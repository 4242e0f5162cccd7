import { PROTOCOL_VERSION } from '../jupyter/message';

/** Content of a kernel_info_reply. */
export function kernelInfo(
  languageVersion: string,
  implementationVersion: string,
): Record<string, unknown> {
  return {
    protocol_version: PROTOCOL_VERSION,
    implementation: 'latentlab',
    implementation_version: implementationVersion,
    language_info: {
      name: 'typescript',
      version: languageVersion,
      mimetype: 'text/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      // JupyterLab and the classic notebook choose their highlighter by these.
      codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
      nbconvert_exporter: 'script',
    },
    banner: `TypeScript ${languageVersion} on Node.js ${process.version.slice(1)}`,
    debugger: false,
    supported_features: [],
    help_links: [
      { text: 'TensorFlow.js', url: 'https://js.tensorflow.org/api/latest/' },
      { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
    ],
  };
}
