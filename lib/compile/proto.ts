/**
 * TensorFlow's graph messages as they are written to a SavedModel. This file alone knows the protobuf
 * classes, which come with tfjs-node.
 */
import { createRequire } from 'node:module';

/** A message that is only written, never read. */
interface Message {
  serializeBinary(): Uint8Array;
}
interface AttributeMap {
  set(name: string, value: AttributeMessage): void;
}
interface ListMessage extends Message {
  setIList(values: readonly number[]): void;
  setFList(values: readonly number[]): void;
  setTypeList(values: readonly number[]): void;
  setShapeList(values: readonly Message[]): void;
}
interface AttributeMessage extends Message {
  setS(value: Uint8Array): void;
  setI(value: number): void;
  setF(value: number): void;
  setB(value: boolean): void;
  setType(value: number): void;
  setShape(value: Message): void;
  setTensor(value: Message): void;
  setFunc(value: Message): void;
  setList(value: Message): void;
}
interface NodeMessage extends Message {
  setName(name: string): void;
  setOp(op: string): void;
  setInputList(inputs: readonly string[]): void;
  getAttrMap(): AttributeMap;
}
interface ArgMessage extends Message {
  setName(name: string): void;
  setType(type: number): void;
}
interface SignatureMessage extends Message {
  setName(name: string): void;
  setInputArgList(args: readonly Message[]): void;
  setOutputArgList(args: readonly Message[]): void;
}
interface FunctionMessage extends Message {
  setSignature(signature: Message): void;
  getAttrMap(): AttributeMap;
  setNodeDefList(nodes: readonly Message[]): void;
  getRetMap(): { set(name: string, value: string): void };
}
interface GraphMessage extends Message {
  setNodeList(nodes: readonly Message[]): void;
  setVersions(versions: Message): void;
  setLibrary(library: Message): void;
}
interface Messages {
  AttrValue: (new () => AttributeMessage) & { ListValue: new () => ListMessage };
  NodeDef: new () => NodeMessage;
  NameAttrList: new () => Message & { setName(name: string): void };
  Tensor: new () => Message & {
    setDtype(type: number): void;
    setTensorShape(shape: Message): void;
    setTensorContent(bytes: Uint8Array): void;
  };
  TensorShape: (new () => Message & { setDimList(dims: readonly Message[]): void }) & {
    Dim: new () => Message & { setSize(size: number): void };
  };
  OpDef: (new () => SignatureMessage) & { ArgDef: new () => ArgMessage };
  FunctionDef: new () => FunctionMessage;
  FunctionDefLibrary: new () => Message & { setFunctionList(functions: readonly Message[]): void };
  VersionDef: new () => Message & { setProducer(version: number): void };
  GraphDef: new () => GraphMessage;
  MetaGraphDef: (new () => Message & {
    setMetaInfoDef(info: Message): void;
    setGraphDef(graph: Message): void;
  }) & { MetaInfoDef: new () => Message & { setTagsList(tags: readonly string[]): void } };
  SavedModel: new () => Message & {
    setSavedModelSchemaVersion(version: number): void;
    setMetaGraphsList(graphs: readonly Message[]): void;
  };
}

/** TensorFlow's numbers of the types that tensors here can have. */
export const DATA_TYPE = { float32: 1, int32: 3, bool: 10 } as const;

/** An attribute of an operation. */
export type Attribute =
  | { text: string }
  | { int: number }
  | { float: number }
  | { bool: boolean }
  | { type: number }
  | { shape: readonly number[] }
  | { function: string }
  | { ints: readonly number[] }
  | { floats: readonly number[] }
  | { types: readonly number[] }
  | { shapes: readonly (readonly number[])[] }
  | { constant: { type: number; shape: readonly number[]; bytes: Uint8Array } };

/** One operation; `inputs` are written as the place that the node stands in asks for. */
export interface NodeSpec {
  name: string;
  op: string;
  inputs: readonly string[];
  attributes: Readonly<Record<string, Attribute>>;
}

/** An argument or a result of a function. */
export interface ArgumentSpec {
  name: string;
  type: number;
}

/** A function that operations call by its name. */
export interface FunctionSpec {
  name: string;
  inputs: readonly ArgumentSpec[];
  /** `from` is the value inside the function, `node:argument:index` or the name of an input. */
  outputs: readonly (ArgumentSpec & { from: string })[];
  nodes: readonly NodeSpec[];
  attributes?: Readonly<Record<string, Attribute>>;
}

/** Operators added by later versions of the graph format than this are not used. */
const GRAPH_VERSION = 2000;

let loaded: Messages | undefined;
function messages(): Messages {
  loaded ??= createRequire(__filename)('@tensorflow/tfjs-node/dist/proto/api_pb') as Messages;
  return loaded;
}

/** A whole SavedModel of one graph with the tag `serve`, as bytes. */
export function encodeSavedModel(
  nodes: readonly NodeSpec[],
  functions: readonly FunctionSpec[],
): Uint8Array {
  const pb = messages();
  const library = new pb.FunctionDefLibrary();
  library.setFunctionList(functions.map(functionMessage));
  const versions = new pb.VersionDef();
  versions.setProducer(GRAPH_VERSION);
  const graph = new pb.GraphDef();
  graph.setNodeList(nodes.map(nodeMessage));
  graph.setLibrary(library);
  graph.setVersions(versions);
  const info = new pb.MetaGraphDef.MetaInfoDef();
  info.setTagsList(['serve']);
  const metaGraph = new pb.MetaGraphDef();
  metaGraph.setMetaInfoDef(info);
  metaGraph.setGraphDef(graph);
  const model = new pb.SavedModel();
  model.setSavedModelSchemaVersion(1);
  model.setMetaGraphsList([metaGraph]);
  return model.serializeBinary();
}

function functionMessage(spec: FunctionSpec): Message {
  const { name, inputs, outputs, nodes, attributes = {} } = spec;
  const pb = messages();
  const argument = ({ name, type }: ArgumentSpec) => {
    const message = new pb.OpDef.ArgDef();
    message.setName(name);
    message.setType(type);
    return message;
  };
  const signature = new pb.OpDef();
  signature.setName(name);
  signature.setInputArgList(inputs.map(argument));
  signature.setOutputArgList(outputs.map(argument));
  const message = new pb.FunctionDef();
  message.setSignature(signature);
  message.setNodeDefList(nodes.map(nodeMessage));
  for (const output of outputs) message.getRetMap().set(output.name, output.from);
  setAttributes(message.getAttrMap(), attributes);
  return message;
}

function nodeMessage({ name, op, inputs, attributes }: NodeSpec): Message {
  const message = new (messages().NodeDef)();
  message.setName(name);
  message.setOp(op);
  message.setInputList(inputs);
  setAttributes(message.getAttrMap(), attributes);
  return message;
}

function setAttributes(map: AttributeMap, attributes: NodeSpec['attributes']): void {
  for (const [key, value] of Object.entries(attributes)) map.set(key, attributeMessage(value));
}

function attributeMessage(value: Attribute): AttributeMessage {
  const pb = messages();
  const message = new pb.AttrValue();
  const list = (fill: (list: ListMessage) => void) => {
    const values = new pb.AttrValue.ListValue();
    fill(values);
    message.setList(values);
  };
  if ('text' in value) message.setS(Buffer.from(value.text));
  else if ('int' in value) message.setI(value.int);
  else if ('float' in value) message.setF(value.float);
  else if ('bool' in value) message.setB(value.bool);
  else if ('type' in value) message.setType(value.type);
  else if ('shape' in value) message.setShape(shapeMessage(value.shape));
  else if ('ints' in value) list((values) => values.setIList(value.ints));
  else if ('floats' in value) list((values) => values.setFList(value.floats));
  else if ('types' in value) list((values) => values.setTypeList(value.types));
  else if ('shapes' in value) list((values) => values.setShapeList(value.shapes.map(shapeMessage)));
  else if ('function' in value) {
    const name = new pb.NameAttrList();
    name.setName(value.function);
    message.setFunc(name);
  } else {
    const tensor = new pb.Tensor();
    tensor.setDtype(value.constant.type);
    tensor.setTensorShape(shapeMessage(value.constant.shape));
    tensor.setTensorContent(value.constant.bytes);
    message.setTensor(tensor);
  }
  return message;
}

function shapeMessage(shape: readonly number[]): Message {
  const pb = messages();
  const message = new pb.TensorShape();
  message.setDimList(
    shape.map((size) => {
      const dim = new pb.TensorShape.Dim();
      dim.setSize(size);
      return dim;
    }),
  );
  return message;
}
