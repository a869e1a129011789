import type { DescField, DescFile, DescMessage, DescMethod } from "@bufbuild/protobuf";

type Commented = DescMessage | DescField | DescMethod;

/** Numbers by which `SourceCodeInfo` leads to parts of a file. @source google/protobuf/descriptor.proto */
const MESSAGE = 4;
const SERVICE = 6;
const FIELD = 2;
const NESTED = 3;
const METHOD = 2;

const known = new WeakMap<DescFile, ReadonlyMap<Commented, string>>();

/** The comment before a definition; undefined if there is none, or the descriptors have no comments. */
export function commentOf(element: Commented): string | undefined {
  const file = element.kind === "message" ? element.file : element.parent.file;
  const comments = known.get(file) ?? commentsOf(file);
  known.set(file, comments);
  return comments.get(element);
}

function commentsOf(file: DescFile): ReadonlyMap<Commented, string> {
  const texts = new Map<string, string>();
  for (const { path, leadingComments } of file.proto.sourceCodeInfo?.location ?? []) {
    if (leadingComments !== "") texts.set(path.join("."), tidy(leadingComments));
  }
  const comments = new Map<Commented, string>();
  const add = (element: Commented, path: readonly number[]): void => {
    const text = texts.get(path.join("."));
    if (text !== undefined) comments.set(element, text);
  };
  const addMessages = (messages: readonly DescMessage[], path: readonly number[]): void => {
    messages.forEach((message, index) => {
      const here = [...path, index];
      add(message, here);
      message.fields.forEach((field, place) => {
        add(field, [...here, FIELD, place]);
      });
      addMessages(message.nestedMessages, [...here, NESTED]);
    });
  };
  addMessages(file.messages, [MESSAGE]);
  file.services.forEach((service, index) => {
    service.methods.forEach((method, place) => {
      add(method, [SERVICE, index, METHOD, place]);
    });
  });
  return comments;
}

function tidy(comment: string): string {
  const lines = comment.split("\n").map((line) => line.trim());
  return lines.join("\n").trim();
}
