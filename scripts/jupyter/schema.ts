/**
 * JSON schema of nbformat 4.5, written after the format's description.
 *
 * @see https://nbformat.readthedocs.io/en/latest/format_description.html
 */

type Schema = Record<string, unknown>;

const multiline: Schema = {
  anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
};

const count: Schema = { type: ['integer', 'null'], minimum: 0 };

/** MIME type to text; JSON types hold any value. */
const mimeBundle: Schema = {
  type: 'object',
  patternProperties: { '^application/(.*\\+)?json$': true },
  additionalProperties: { $ref: '#/definitions/multiline' },
};

const cellId: Schema = { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,64}$' };

const tags: Schema = {
  type: 'array',
  uniqueItems: true,
  items: { type: 'string', pattern: '^[^,]+$' },
};

const commonCellMetadata: Schema = { name: { type: 'string', minLength: 1 }, tags };

const codeCellMetadata: Schema = {
  ...commonCellMetadata,
  collapsed: { type: 'boolean' },
  scrolled: { enum: [true, false, 'auto'] },
  execution: { type: 'object', additionalProperties: { type: 'string' } },
  jupyter: { type: 'object' },
};

/** An object with exactly these members where `strict`, or with more where the minor is newer. */
function object(properties: Schema, required: string[], strict: boolean): Schema {
  return { type: 'object', properties, required, additionalProperties: !strict };
}

function outputs(strict: boolean): Schema {
  const bundle = { data: mimeBundle, metadata: { type: 'object' } };
  const variants: [string, Schema][] = [
    ['stream', { name: { type: 'string' }, text: { $ref: '#/definitions/multiline' } }],
    ['display_data', bundle],
    ['execute_result', { ...bundle, execution_count: count }],
    [
      'error',
      {
        ename: { type: 'string' },
        evalue: { type: 'string' },
        traceback: { type: 'array', items: { type: 'string' } },
      },
    ],
  ];
  return {
    type: 'object',
    required: ['output_type'],
    discriminator: { propertyName: 'output_type' },
    oneOf: variants.map(([type, members]) =>
      object({ output_type: { const: type }, ...members }, Object.keys(members), strict),
    ),
  };
}

function cells(strict: boolean): Schema {
  const attachments = { type: 'object', additionalProperties: mimeBundle };
  const cell = (type: string, metadata: Schema, members: Schema, optional: Schema): Schema => {
    const required = {
      id: cellId,
      metadata: { type: 'object', properties: metadata },
      source: { $ref: '#/definitions/multiline' },
      ...members,
    };
    return object(
      { cell_type: { const: type }, ...required, ...optional },
      Object.keys(required),
      strict,
    );
  };
  const code = { outputs: { type: 'array', items: outputs(strict) }, execution_count: count };
  return {
    type: 'object',
    required: ['cell_type'],
    discriminator: { propertyName: 'cell_type' },
    oneOf: [
      cell('code', codeCellMetadata, code, {}),
      cell('markdown', commonCellMetadata, {}, { attachments }),
      cell('raw', { ...commonCellMetadata, format: { type: 'string' } }, {}, { attachments }),
    ],
  };
}

/**
 * Schema of a notebook.
 *
 * @param strict refuse members that 4.5 does not know, as the format does; a newer minor version
 *   may have more
 */
export function notebookSchema(strict: boolean): Schema {
  const metadata = {
    type: 'object',
    properties: {
      kernelspec: {
        type: 'object',
        required: ['name', 'display_name'],
        properties: { name: { type: 'string' }, display_name: { type: 'string' } },
      },
      language_info: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string' },
          codemirror_mode: { type: ['string', 'object'] },
          file_extension: { type: 'string' },
          mimetype: { type: 'string' },
          pygments_lexer: { type: 'string' },
        },
      },
      title: { type: 'string' },
      authors: { type: 'array' },
    },
  };
  return {
    definitions: { multiline },
    ...object(
      {
        nbformat: { const: 4 },
        nbformat_minor: { type: 'integer', minimum: 5 },
        metadata,
        cells: { type: 'array', items: cells(strict) },
      },
      ['nbformat', 'nbformat_minor', 'metadata', 'cells'],
      strict,
    ),
  };
}
