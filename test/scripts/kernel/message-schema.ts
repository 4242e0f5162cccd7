/**
 * What Jupyter's messaging protocol 5.4 says of the messages that a kernel sends, as JSON schemas.
 *
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */
import { Ajv } from 'ajv';
import type { Message } from '../../../scripts/jupyter/message';

type Schema = Record<string, unknown>;

const string = { type: 'string' };
const boolean = { type: 'boolean' };
const count = { type: 'integer', minimum: 0 };
const object = { type: 'object' };
const strings = { type: 'array', items: string };

/** An object with these members and no others; those whose name ends in `?` may be missing. */
function members(properties: Schema): Schema {
  const entries = Object.entries(properties);
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([name, schema]) => [name.replace('?', ''), schema]),
    ),
    required: entries.map(([name]) => name).filter((name) => !name.endsWith('?')),
    additionalProperties: false,
  };
}

const is = (value: unknown): Schema => ({ const: value });
const oneOf = (...values: unknown[]): Schema => ({ enum: values });

/** Values are text, but for JSON types. */
const mimeBundle = {
  type: 'object',
  patternProperties: { '^[^/]+/([^+]+\\+)?json$': {} },
  additionalProperties: string,
  propertyNames: { pattern: '^[\\w.+-]+/[\\w.+-]+$' },
};
const failure = { ename: string, evalue: string, traceback: strings };

const header = members({
  msg_id: { type: 'string', minLength: 1 },
  msg_type: string,
  session: { type: 'string', minLength: 1 },
  username: string,
  date: {
    type: 'string',
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+(Z|[+-]\\d\\d:?\\d\\d)$',
  },
  version: { type: 'string', pattern: '^5\\.\\d+$' },
});

/** A reply: what it holds when all went well, or an error. */
function reply(content: Schema): Schema {
  return {
    anyOf: [
      members({ status: is('ok'), ...content }),
      members({ status: is('error'), 'execution_count?': count, ...failure }),
    ],
  };
}

const expression = {
  anyOf: [
    members({ status: is('ok'), data: mimeBundle, metadata: object }),
    members({ status: is('error'), ...failure }),
  ],
};

const executed = reply({
  execution_count: count,
  user_expressions: { type: 'object', additionalProperties: expression },
  payload: { type: 'array', items: object },
}) as { anyOf: Schema[] };

const historyEntry = (input: Schema): Schema => ({
  type: 'array',
  items: [{ type: 'integer' }, { type: 'integer' }, input],
  minItems: 3,
  additionalItems: false,
});

const inputAndOutput = {
  type: 'array',
  items: [string, { type: ['string', 'null'] }],
  minItems: 2,
  additionalItems: false,
};

/** Content by type of message. */
export const CONTENT: Record<string, Schema> = {
  status: members({ execution_state: oneOf('starting', 'busy', 'idle') }),
  execute_input: members({ code: string, execution_count: count }),
  stream: members({ name: oneOf('stdout', 'stderr'), text: { type: 'string', minLength: 1 } }),
  display_data: members({
    data: mimeBundle,
    metadata: object,
    'transient?': members({ 'display_id?': string }),
  }),
  update_display_data: members({
    data: mimeBundle,
    metadata: object,
    transient: members({ display_id: string }),
  }),
  execute_result: members({ execution_count: count, data: mimeBundle, metadata: object }),
  error: members(failure),
  clear_output: members({ wait: boolean }),
  execute_reply: { anyOf: [...executed.anyOf, members({ status: is('aborted') })] },
  inspect_reply: reply({ found: boolean, data: mimeBundle, metadata: object }),
  complete_reply: reply({
    matches: strings,
    cursor_start: count,
    cursor_end: count,
    metadata: object,
  }),
  history_reply: reply({
    history: {
      type: 'array',
      items: { anyOf: [historyEntry(string), historyEntry(inputAndOutput)] },
    },
  }),
  is_complete_reply: {
    anyOf: [
      members({ status: oneOf('complete', 'invalid', 'unknown') }),
      members({ status: is('incomplete'), indent: string }),
    ],
  },
  kernel_info_reply: reply({
    protocol_version: { type: 'string', pattern: '^5\\.\\d+$' },
    implementation: string,
    implementation_version: string,
    language_info: members({
      name: string,
      version: string,
      mimetype: string,
      file_extension: { type: 'string', pattern: '^\\.' },
      'pygments_lexer?': string,
      'codemirror_mode?': { type: ['string', 'object'] },
      'nbconvert_exporter?': string,
    }),
    banner: string,
    'debugger?': boolean,
    'help_links?': { type: 'array', items: members({ text: string, url: string }) },
    'supported_features?': strings,
  }),
  comm_info_reply: reply({
    comms: { type: 'object', additionalProperties: members({ target_name: string }) },
  }),
  shutdown_reply: reply({ restart: boolean }),
  interrupt_reply: reply({}),
  input_request: members({ prompt: string, password: boolean }),
};

const ajv = new Ajv({ allErrors: true, strict: false });
const checkHeader = ajv.compile(header);
const checks = new Map(
  Object.entries(CONTENT).map(([type, schema]) => [type, ajv.compile(schema)]),
);

/** What a message has that the protocol does not allow; undefined where nothing. */
export function messageFault(message: Message): string | undefined {
  const { msg_type: type } = message.header;
  const check = checks.get(type);
  // Replies to requests that the protocol does not know.
  if (!check) return message.content['status'] === 'error' ? undefined : `${type} is no type.`;
  const hasParent = Object.keys(message.parentHeader).length > 0;
  const faults = [
    !checkHeader(message.header) && ['header', checkHeader.errors],
    hasParent && !checkHeader(message.parentHeader) && ['parent header', checkHeader.errors],
    !check(message.content) && ['content', check.errors, message.content],
  ].filter((fault) => fault !== false);
  return faults.length > 0 ? `${type}: ${JSON.stringify(faults)}` : undefined;
}
