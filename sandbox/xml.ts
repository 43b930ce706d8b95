import { XMLParser, XMLValidator } from "fast-xml-parser";
import { S3Error } from "./errors";

type XmlValue = string | number | boolean | undefined | XmlElement | readonly XmlValue[];
export type XmlElement = { [name: string]: XmlValue };

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 cannot carry.
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

function isXmlText(text: string): boolean {
  return text.isWellFormed() && !NOT_XML.test(text);
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Like S3, writes even what XML 1.0 forbids as a character reference: clients ask for `encoding-type=url` instead. */
function escapeText(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: see above.
    /[&<>"\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\ufffe\uffff]/g,
    (character) => ESCAPES[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`,
  );
}

function writeElements(name: string, value: XmlValue): string {
  if (value === undefined) return "";
  if (isList(value)) return value.map((one) => writeElements(name, one)).join("");
  const inner = typeof value === "object" ? writeChildren(value) : escapeText(String(value));
  return `<${name}>${inner}</${name}>`;
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

/** `#text` is the element's own text. */
function writeChildren(element: XmlElement): string {
  let text = "";
  for (const [name, value] of Object.entries(element))
    text += name === "#text" ? escapeText(String(value)) : writeElements(name, value);
  return text;
}

/** Children of one name stand together; where their order matters, `content` is a list that is written one by one. */
export function writeXml(
  root: string,
  content: XmlElement | readonly XmlElement[],
  namespace: string | null = NAMESPACE,
): string {
  const children = [content].flat().map(writeChildren);
  const start = namespace === null ? root : `${root} xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${start}>${children.join("")}</${root}>`;
}

/** A parsed element: the children of each name, in order; a leaf is its text. */
export type XmlNode = { readonly [name: string]: readonly (string | XmlNode)[] };

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: "#cdata",
  isArray: () => true,
});

function malformed(cause?: unknown): S3Error {
  return new S3Error("MalformedXML", undefined, { cause });
}

const NAMED = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

function unescapeText(text: string): string {
  const plain = text.replace(/&([^;]*);/g, (_all, name: string) => {
    const number = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
    const code = number ? Number.parseInt(number[1] ?? number[2] ?? "", number[1] ? 16 : 10) : -1;
    if (code > 0x10ffff) throw malformed();
    const character = number ? String.fromCodePoint(code) : NAMED.get(name);
    if (character === undefined || !isXmlText(character)) throw malformed();
    return character;
  });
  return plain;
}

/** Parses what S3 would: one root of the given name, no document type, only characters that XML can carry. */
export function readXml(source: string, root: string): XmlNode {
  const text = source.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  if (!isXmlText(text) || /<!DOCTYPE|<!ENTITY/i.test(text) || XMLValidator.validate(text) !== true)
    throw malformed();
  let document: XmlNode;
  try {
    document = parser.parse(text);
  } catch (cause) {
    throw malformed(cause);
  }
  const roots = Object.entries(document).filter(([name]) => name !== "?xml" && name !== "#text");
  const [name, elements] = roots[0] ?? [];
  const element = elements?.[0];
  if (roots.length !== 1 || name !== root || elements?.length !== 1 || element === undefined)
    throw malformed();
  return typeof element === "string" ? leafAsNode(element) : element;
}

function leafAsNode(text: string): XmlNode {
  if (text.trim() !== "") throw malformed();
  return {};
}

export function childNodes(node: XmlNode, name: string): XmlNode[] {
  return (node[name] ?? []).map((child) => (typeof child === "string" ? leafAsNode(child) : child));
}

export function childTexts(node: XmlNode, name: string): string[] {
  return (node[name] ?? []).map((child) => {
    if (typeof child !== "string") throw malformed();
    return unescapeText(child);
  });
}

/** The text of the one child of that name, or undefined if there is none; two are an error. */
export function childText(node: XmlNode, name: string): string | undefined {
  const texts = childTexts(node, name);
  if (texts.length > 1) throw malformed();
  return texts[0];
}

/** S3 validates against a schema: an element that it does not know is an error, not a remark. */
export function onlyChildren(node: XmlNode, names: readonly string[]): void {
  for (const [name, children] of Object.entries(node)) {
    // The parser hands the text between elements over as one string.
    const isSpace = name === "#text" && [children].flat().join("").trim() === "";
    if (!isSpace && !names.includes(name)) throw malformed();
  }
}
